import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DelegateAccess } from 'harness-constructs';
import { CAPABILITIES, type Feature, rulesOf } from '../../lib/access';
import { covers } from '../testkit/covers';
import type { Manifest } from '../testkit/synth';
import { type Account, Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { BUILD } from './flows/build';
import { CONNECTION_TEST } from './flows/connection-test';
import { COST_VISIBILITY } from './flows/cost-visibility';
import { DEPLOYMENT } from './flows/deployment';
import { OPENSHIFT_EVENTS } from './flows/openshift';
import { firstRefusal, type Refusal, type Step } from './flows/flow';
import { installDelegate } from './install';

const BUILDS = 'flows-builds';
const cluster = Cluster.newest();

const FLOWS: { readonly [feature in Feature]: readonly [readonly Step[], DelegateAccess] } = {
  'ci-builds': [BUILD, DelegateAccess.ciBuilds([BUILDS])],
  'ci-builds-openshift': [OPENSHIFT_EVENTS, DelegateAccess.rules(rulesOf('ci-builds-openshift'), [BUILDS])],
  deployments: [DEPLOYMENT, DelegateAccess.deployments([BUILDS])],
  'connection-test': [CONNECTION_TEST, DelegateAccess.connectionTest()],
  'cost-visibility': [COST_VISIBILITY, DelegateAccess.costVisibility()],
};
const FEATURES = Object.entries(FLOWS) as [Feature, (typeof FLOWS)[Feature]][];

/** The step that fails without a row of the table. */
const NEEDED_FOR: { readonly [id: string]: string } = {
  'ci-builds/pods': 'create the build pod',
  'ci-builds/secrets': 'create the Secret of the stage',
  'ci-builds/services': 'create the Service of a background step',
  'ci-builds/persistentvolumeclaims': 'create the claim that the steps share',
  'ci-builds/events': 'watch the events of the namespace',
  'ci-builds-openshift/events': 'write an event of the build',
  'deployments/configmaps': 'look for the release history',
  'deployments/secrets': 'write the release history of newer versions, a Secret',
  'deployments/pods': 'list the pods of the rollout',
  'deployments/events': 'watch the events of the rollout',
  'deployments/deployments.apps': 'apply the Deployment for the first time',
  'connection-test/replicasets.apps': 'list the replicasets of the namespace default',
  'cost-visibility/pods': 'list pods of the cluster',
  'cost-visibility/statefulsets.apps': 'list deployments of the cluster',
  'cost-visibility/jobs.batch': 'list jobs of the cluster',
  'cost-visibility/pods.metrics.k8s.io': 'read the use of pods',
  'cost-visibility/storageclasses.storage.k8s.io': 'list storageclasses of the cluster',
};

/** Rights take effect with a delay, so a flow is tried again until it ends as it should. */
async function refusalOf(flow: readonly Step[], account: Account, step?: string): Promise<Refusal | undefined> {
  const actor = await cluster.as(account);
  return eventually(
    () => firstRefusal(flow, actor, BUILDS),
    (refusal) => refusal?.step === step,
  );
}

/** The synthesized role without one of its rules. */
function withoutRule(index: number): (manifest: Manifest) => Manifest {
  return (manifest) =>
    'rules' in manifest ? { ...manifest, rules: (manifest.rules as object[]).toSpliced(index, 1) } : manifest;
}

beforeAll(() => cluster.namespace(BUILDS));

describe('with the rights of the table', () => {
  test.each(FEATURES)('%s: every step is allowed', async (feature, [flow, access]) => {
    covers('S000.roles.builds-pods', 'S000.roles.builds-secrets', 'S000.roles.builds-services');
    covers('S000.roles.deployments-verbs', 'S000.roles.deployments-watch-events');
    const account = await installDelegate(cluster, `flows-${feature}`, { access });
    expect(await refusalOf(flow, account)).toBeUndefined();
  });

  test.each(FEATURES)('%s: no step would be allowed without them', async (_feature, [flow]) => {
    const account = await installDelegate(cluster, 'flows-none');
    for (const step of flow) {
      // Steps that go on with an object of an earlier one are refused before it is missed.
      expect(await refusalOf([step], account, step.name)).toMatchObject({ step: step.name });
    }
  });
});

describe('without one row of the table', () => {
  test.each(CAPABILITIES.map(({ id, feature }) => [id, feature] as const))('%s: a step fails', async (id, feature) => {
    const [flow, access] = FLOWS[feature];
    const rows = CAPABILITIES.filter((row) => row.feature === feature);
    const name = `flows-less-${CAPABILITIES.findIndex((row) => row.id === id)}`;
    const index = rows.findIndex((row) => row.id === id);
    const account = await installDelegate(cluster, name, { access }, withoutRule(index));
    const refusal = await refusalOf(flow, account, NEEDED_FOR[id]);
    expect(refusal?.step).toBe(NEEDED_FOR[id]);
    expect(refusal?.message).toContain(`User "system:serviceaccount:${name}:${name}" cannot`);
  });
});

describe('the flows', () => {
  test('have a source for each call', () => {
    for (const { name, source } of FEATURES.flatMap(([, [flow]]) => flow)) {
      expect([name, source]).toEqual([name, expect.stringMatching(/^https:\/\//)]);
    }
  });

  test('do not know the table', () => {
    const folder = join(__dirname, 'flows');
    const imports = readdirSync(folder).flatMap((file) =>
      [...readFileSync(join(folder, file), 'utf8').matchAll(/from '([^']*)'/g)].map(([, module]) => module),
    );
    expect(imports.filter((module) => !/^\.\/flow$|^\.\.\/client\//.test(module))).toEqual([]);
  });
});
