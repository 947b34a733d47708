import { join, resolve } from 'node:path';
import { covers } from '../testkit/covers';
import { FakePlatform } from '../testkit/harness-platform';
import { destroyed, refreshed, runProgram } from '../testkit/pulumi-engine';
import type { Manifest } from '../testkit/synth';
import { Cluster } from './client/cluster';
import { kubeconfigOf } from './client/kubeconfig';
import { connectionTestOn } from './connection-test-on';

const PROGRAM = join(resolve(__dirname, '..', '..'), 'examples', 'pulumi', 'index.ts');
/** Namespaces of its own: it deletes them, while other tests need those of the examples. */
const SETTINGS = {
  accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
  delegateNamespace: 'pulumi-delegate',
  teams: '["returns", "shipping"]',
};
const cluster = Cluster.newest();

/** What the provider of Kubernetes does at the end: every object goes to the server, and comes back from it. */
const provider = {
  apply: async (object: any) => void (await cluster.apply(object as Manifest)),
  remove: async (object: any) => void (await cluster.admin.delete(await cluster.pathOf(object as Manifest))),
};

async function statusOf(object: any): Promise<number> {
  return (await cluster.admin.get(await cluster.pathOf(object as Manifest))).status;
}

let platform: FakePlatform;
beforeAll(async () => {
  platform = await FakePlatform.start({ accountId: SETTINGS.accountId, tls: true });
  platform.addDelegate({ name: 'ci', tags: ['ci'] });
  platform.connectionTest = connectionTestOn(cluster, { namespace: SETTINGS.delegateNamespace, name: 'ci' });
});
afterAll(() => platform.stop());

test('the root program of Pulumi creates its farm on a real API server, validates its connector, rotates the token, and deletes everything', async () => {
  covers('S000.test.after-save', 'S000.test.given-credentials', 'S000.test.pass-completes');
  const up = {
    program: PROGRAM,
    config: { ...SETTINGS, harnessEndpoint: platform.endpoint },
    secrets: { delegateToken: 'first-token', kubeconfig: kubeconfigOf(cluster).content },
    environment: platform.environment,
    cluster: provider,
  };
  const first = await runProgram(up);
  expect(first.errors).toEqual([]);
  const objects = first.resources.filter(({ type }) => type.startsWith('kubernetes:'));
  expect(objects.length).toBeGreaterThan(20);
  expect(first.outputs.validation).toMatch(/SUCCESS.*connected +passed.*cluster +passed.*harness +passed/s);
  expect(platform.callsOf('testConnection')).toHaveLength(1);

  const { changes } = await refreshed(first.state, up);
  expect(changes['farm/Validation']).toBe('same');

  const secrets = { ...up.secrets, delegateToken: 'second-token' };
  const second = await runProgram({ ...up, secrets, state: first.state });
  expect(second.errors).toEqual([]);
  const changed = second.steps.map(({ step, type }) => `${step} ${type}`);
  expect(changed).toEqual([
    'create kubernetes:core/v1:Secret',
    'update kubernetes:apps/v1:Deployment',
    'update pulumi-nodejs:dynamic/harness-constructs:ConnectorValidation',
    'delete kubernetes:core/v1:Secret',
  ]);

  const made = [...second.state.values()].map(({ inputs }: any) => inputs).filter(({ kind }) => kind !== undefined);
  const steps = await destroyed(second.state, provider, up);
  expect(steps.length).toBeGreaterThanOrEqual(made.length);
  expect(platform.connector({ identifier: 'ci' })).toBeUndefined();
  expect(platform.offences).toEqual([]);
  for (const object of made.filter(({ kind }) => kind !== 'Namespace')) {
    expect([object.kind, object.metadata.name, await statusOf(object)]).toEqual([
      object.kind,
      object.metadata.name,
      404,
    ]);
  }
});
