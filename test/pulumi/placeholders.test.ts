import * as pulumi from '@pulumi/pulumi';
import { ApiObject, type Chart } from 'cdk8s';
import { CloudIdentity, DelegateAccess, DelegateImage, DelegateToken } from 'harness-constructs';
import { asString, Cdk8sComponent, HarnessDelegate, type HarnessDelegateArgs } from '../../lib/pulumi';
import { objectsOf, told, underMocks, unknown } from '../support/pulumi-mocks';

const IDENTITY: HarnessDelegateArgs = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateName: 'ci',
  image: DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1'),
  token: DelegateToken.fromSecretName('ci-delegate-token'),
  access: DelegateAccess.none(),
};
const late = (value: string) => pulumi.output(Promise.resolve(value));

function delegate(args: Partial<HarnessDelegateArgs>) {
  return new HarnessDelegate('prod', { ...IDENTITY, ...args });
}

/** A component with one object that holds this. */
function holding(data: unknown) {
  return new Cdk8sComponent('site', {
    build: (chart: Chart) =>
      new ApiObject(chart, 'Settings', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data }),
  });
}

describe('a value that is known later', () => {
  test('may stand in a factory, whole or as a part of a text', async () => {
    const { resources } = await underMocks(() =>
      delegate({ cloudIdentity: CloudIdentity.irsa(`arn:aws:iam::${asString(late('123456789012'))}:role/ci`) }),
    );
    const account = objectsOf(resources).find(({ kind }) => kind === 'ServiceAccount');
    expect(account.metadata.annotations).toEqual({ 'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/ci' });
  });

  test('is escaped inside a text that is JSON, and nowhere else', async () => {
    const value = late('say "hi"\nthere');
    const { resources } = await underMocks(() =>
      holding({ json: JSON.stringify({ a: asString(value) }), text: `{ ${asString(value)}` }),
    );
    const [{ data }] = objectsOf(resources);
    expect(JSON.parse(data.json as string)).toEqual({ a: 'say "hi"\nthere' });
    expect(data.text).toBe('{ say "hi"\nthere');
  });

  test('is not checked where a preview does not know it', async () => {
    const { resources } = await underMocks(() => delegate({ accountId: unknown<string>() }), { preview: true });
    expect(objectsOf(resources).map(({ kind }) => kind)).toEqual(['Namespace', 'ServiceAccount', 'Deployment']);
  });

  test('leaves the values beside it known and public', async () => {
    const { result } = await underMocks(() => delegate({ accountId: pulumi.secret('x'), namespace: late('agents') }));
    expect(await told(result.delegateNamespace)).toEqual({ value: 'agents', isKnown: true, isSecret: false });
  });

  test('is a text as it is, where it is one already', () => {
    expect(asString('plain')).toBe('plain');
  });
});
