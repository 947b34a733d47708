import { join, resolve } from 'node:path';
import { destroyed, runProgram } from '../support/pulumi-engine';
import type { Manifest } from '../support/synth';
import { Cluster } from './client/cluster';

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

test('the root program of Pulumi makes its farm on a real API server, rotates the token, and leaves nothing behind', async () => {
  const first = await runProgram({
    program: PROGRAM,
    config: SETTINGS,
    secrets: { delegateToken: 'first-token' },
    cluster: provider,
  });
  expect(first.errors).toEqual([]);
  const objects = first.resources.filter(({ type }) => type.startsWith('kubernetes:'));
  expect(objects.length).toBeGreaterThan(20);

  const second = await runProgram({
    program: PROGRAM,
    config: SETTINGS,
    secrets: { delegateToken: 'second-token' },
    cluster: provider,
    state: first.state,
  });
  expect(second.errors).toEqual([]);
  const changed = second.steps.map(({ step, type }) => `${step} ${type}`);
  expect(changed).toEqual([
    'create kubernetes:core/v1:Secret',
    'update kubernetes:apps/v1:Deployment',
    'delete kubernetes:core/v1:Secret',
  ]);

  const made = [...second.state.values()].map(({ inputs }: any) => inputs).filter(({ kind }) => kind !== undefined);
  const steps = await destroyed(second.state, provider);
  expect(steps.length).toBeGreaterThanOrEqual(made.length);
  for (const object of made.filter(({ kind }) => kind !== 'Namespace')) {
    expect([object.kind, object.metadata.name, await statusOf(object)]).toEqual([
      object.kind,
      object.metadata.name,
      404,
    ]);
  }
}, 120_000);
