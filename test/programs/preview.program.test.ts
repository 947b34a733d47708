import { type Resource, type Run, runProgram, secretOnWire, UNKNOWN } from '../testkit/pulumi-engine';
import { temporaryPrograms } from '../testkit/pulumi-engine/programs';
import { valuesIn } from '../testkit/well-formed';

const program = temporaryPrograms();
const source = `
  const account = new Account('account');
  const image = DelegateImage.of('us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1');
  const farm = new harness.CiBuildInfra('farm', {
    accountId: account.accountId,
    delegateName: 'ci',
    image,
    token: new pulumi.Config().requireSecret('token'),
    delegateOptions: {
      managerEndpoint: pulumi.interpolate\`https://\${account.region}.harness.io\`,
      tags: [account.region],
    },
  });
  new harness.HarnessDelegate('second', {
    accountId: account.accountId,
    delegateName: 'second',
    namespace: account.region,
    image,
    access: DelegateAccess.ciBuilds([harness.asString(pulumi.interpolate\`builds-\${account.region}\`)]),
    token: new pulumi.Config().requireSecret('token'),
    annotations: { plain: 'plain', region: account.region, hidden: account.password },
  });
  new harness.HarnessDelegate('public-token', {
    accountId: account.accountId,
    delegateName: 'third',
    namespace: 'third',
    image,
    access: DelegateAccess.none(),
    token: pulumi.output('a-token'),
  });
  new harness.Cdk8sComponent('foreign', {
    build: (chart) => new ApiObject(chart, 'Settings', {
      apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' },
      data: {
        plain: 'plain', region: account.region, hidden: account.password,
        text: 'a ' + harness.asString(account.password) + ' in ' + harness.asString(account.region),
      },
    }),
  });
  export const connector = farm.connectorDocument;
  export const selectors = farm.delegateSelectors;
`;

let preview: Run;
let update: Run;

beforeAll(async () => {
  const run = {
    program: program(source),
    secrets: { token: 'a-token' },
    computed: {
      'cloud:index:Account': {
        accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
        region: 'eu-west',
        password: secretOnWire('open-sesame'),
      },
    },
  };
  preview = await runProgram({ ...run, dryRun: true });
  update = await runProgram(run);
});

const namesOf = ({ resources }: Run) => resources.map(({ type, name }) => `${type} ${name}`).sort();

/** Returns the paths of the inputs that match. */
function pathsIn({ inputs }: Resource, is: (value: any) => boolean): string[] {
  return [...valuesIn(inputs)].filter(([, value]) => is(value)).map(([path]) => path);
}
const isSecret = (value: any) => typeof value === 'object' && value !== null && 'secret' in value;
const ofKubernetes = ({ resources }: Run) => resources.filter(({ type }) => type.startsWith('kubernetes:'));
const find = (run: Run, name: string) => run.resources.find((resource) => resource.name === name)!;

test('both succeed', () => {
  for (const run of [preview, update]) expect([run.exitCode, run.errors]).toEqual([0, []]);
});

test('a preview shows every child', () => {
  expect(namesOf(preview)).toEqual(namesOf(update));
  expect(ofKubernetes(preview).length).toBeGreaterThan(15);
});

test('the update resolves what was unknown in the preview, and keeps what was known', () => {
  for (const before of ofKubernetes(preview)) {
    const after = find(update, before.name);
    const known = ([path, value]: [string, unknown]) => value === null || (typeof value !== 'object' && path !== '');
    const values = new Map([...valuesIn(after.inputs)]);
    for (const [path, value] of [...valuesIn(before.inputs)].filter(known)) {
      if (value !== UNKNOWN) expect([before.name, path, values.get(path)]).toEqual([before.name, path, value]);
    }
    expect(pathsIn(after, (value) => value === UNKNOWN)).toEqual([]);
  }
});

test('only values derived from an unknown Output are unknown', () => {
  const { inputs } = find(preview, 'foreign/Settings');
  expect(inputs.data).toEqual({ plain: 'plain', region: UNKNOWN, hidden: UNKNOWN, text: UNKNOWN });
  expect(inputs.metadata).toEqual({ name: 'settings' });
  const unknown = pathsIn(find(preview, 'farm/Farm/Delegate/Resource'), (value) => value === UNKNOWN);
  expect(unknown.every((path) => path.startsWith('/spec/template/'))).toBe(true);
  expect(unknown).toHaveLength(4);
});

test('secrets stay secret in place, and nothing else becomes secret', () => {
  const found = ofKubernetes(update).flatMap((resource) =>
    pathsIn(resource, isSecret).map((path) => `${resource.type.split(':').at(-1)} ${resource.name} ${path}`),
  );
  expect(found.sort()).toMatchInlineSnapshot(`
   [
     "ConfigMap foreign/Settings /data/hidden",
     "ConfigMap foreign/Settings /data/text",
     "Deployment farm/Farm/Delegate/Resource /spec/template/metadata/annotations/checksum/token",
     "Deployment public-token/Delegate/Resource /spec/template/metadata/annotations/checksum/token",
     "Deployment second/Delegate/Resource /metadata/annotations/hidden",
     "Deployment second/Delegate/Resource /spec/template/metadata/annotations/checksum/token",
     "Namespace second/Delegate/Namespace /metadata/annotations/hidden",
     "Role second/Delegate/access-0.Role /metadata/annotations/hidden",
     "RoleBinding second/Delegate/access-0.RoleBinding /metadata/annotations/hidden",
     "Secret farm-farm-delegate-secret /stringData",
     "Secret public-token-delegate-secret /stringData",
     "Secret second-delegate-secret /metadata/annotations/hidden",
     "Secret second-delegate-secret /stringData",
     "ServiceAccount second/Delegate/ServiceAccount /metadata/annotations/hidden",
   ]
  `);
});

test('the name of a Secret is not secret, even if its annotations are', () => {
  const { env } = find(update, 'second/Delegate/Resource').inputs.spec.template.spec.containers[0];
  const { name } = env.find(({ valueFrom }: any) => valueFrom?.secretKeyRef).valueFrom.secretKeyRef;
  expect(name).toMatch(/^second-delegate-secret-/);
});

test('a string that contains a secret is secret', () => {
  expect(find(update, 'foreign/Settings').inputs.data).toEqual({
    plain: 'plain',
    region: 'eu-west',
    hidden: { secret: 'open-sesame' },
    text: { secret: 'a open-sesame in eu-west' },
  });
});

test('a preview hides secrets', () => {
  expect(find(preview, 'farm-farm-delegate-secret').inputs.stringData).toEqual({
    secret: { HARNESS_DELEGATE_TOKEN: 'a-token' },
  });
});

test('dependencies of an Output are kept, property by property', () => {
  for (const run of [preview, update]) {
    expect(find(run, 'foreign/Settings').propertyDependencies).toMatchObject({ data: ['account'], metadata: [] });
    const { propertyDependencies } = find(run, 'farm/Farm/Delegate/Resource');
    expect(propertyDependencies.spec).toEqual(['account', 'farm-farm-delegate-secret']);
    expect(propertyDependencies.metadata).toEqual([]);
  }
});

test('documents of a farm are Outputs of the component', () => {
  expect(update.outputs.connector).toMatchObject({ connector: { type: 'K8sCluster' } });
  expect(update.outputs.selectors).toEqual(['ci', 'eu-west']);
  expect(preview.outputs.selectors).toEqual(['ci', UNKNOWN]);
});
