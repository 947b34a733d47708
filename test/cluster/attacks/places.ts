/** The namespaces of the attempts on one API server, and who acts in them. */
import { BuildIsolation, BuildQuota, BuildVolumeType, DelegateAccess, Istio } from 'harness-constructs';
import { type Manifest, objectOf } from '../../testkit/synth';
import { type FarmOptions, installFarm, OTHER_ACCOUNT } from '../build-farm/farm';
import { buildPod } from '../build-farm/pods';
import { type Layer, type Outcome, post } from '../build-farm/outcome';
import { volumesOf } from '../build-farm/policy/volumes';
import type { ApiClient } from '../client/api-client';
import type { Account, Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installDelegate } from '../install';
import type { Who } from './attempt';

const reason = 'An attempt.';

/** A farm with its defaults, and with a second build namespace, to which its program gives the label of another level. */
export const FARM = { delegate: 'attacks', builds: 'attacks-builds', second: 'attacks-second' };
/** One whose build namespace has lost its Pod Security level, so that only the policy decides. */
export const ALONE = { delegate: 'attacks-alone', builds: 'attacks-alone-builds' };
/** One whose builds run in the namespace of the delegate, with all types of volume that can name a Secret. */
export const SHARED = 'attacks-shared';
/** One whose builds may mount a directory of the node. */
export const PATHS = { delegate: 'attacks-paths', builds: 'attacks-paths-builds', path: '/var/cache/builds' };
/** One with a quota for everything that quotas can count, and for no Secrets. */
export const QUOTA = { delegate: 'attacks-quota', builds: 'attacks-quota-builds' };
/** Namespaces that are made by hand, for a delegate with `DelegateAccess.ciBuilds`: without labels, and with one. */
export const BY_HAND = { delegate: 'attacks-by-hand', bare: 'attacks-bare', labeled: 'attacks-labeled' };
/** A namespace without any farm. */
export const PLAIN = 'attacks-plain';

/** A build pod that is there. */
export const VICTIM = 'victim';
/** A pod as the Deployment of the delegate makes it. */
export const DELEGATE_POD = 'attacks-shared-delegate-0';

const PRIVILEGED = { 'pod-security.kubernetes.io/enforce': 'privileged' };

const FARMS: { readonly [name: string]: FarmOptions } = {
  [FARM.delegate]: { extend: (farm) => farm.addBuildNamespace(FARM.second, { labels: PRIVILEGED }) },
  [ALONE.delegate]: { relabel: PRIVILEGED },
  [SHARED]: {
    props: {
      sharedNamespace: true,
      istio: Istio.cni(),
      additionalVolumeTypes: [
        BuildVolumeType.csi((volumesOf('any').csi as { driver: string }).driver, { reason }),
        ...['azureFile', 'cinder', 'flexVolume', 'iscsi'].map((type) => BuildVolumeType.other(type, { reason })),
      ],
    },
  },
  [PATHS.delegate]: { props: { isolation: BuildIsolation.hostPaths([PATHS.path], { reason }) } },
  [QUOTA.delegate]: {
    props: {
      quota: BuildQuota.ofTotal({
        cpu: '4',
        memory: '8Gi',
        limits: { cpu: '8', memory: '16Gi' },
        ephemeralStorage: '20Gi',
        extendedResources: { 'nvidia.com/gpu': 1 },
        pods: 4,
        claims: 1,
        storage: '1Gi',
        secrets: 0,
        services: 1,
      }),
    },
  },
};

/** Makes everything that attempts need, and returns who acts on the server. */
export async function preparePlaces(cluster: Cluster): Promise<(who: Who, namespace: string) => ApiClient> {
  await cluster.namespace(PLAIN);
  await addAccounts(cluster, PLAIN, ['default', 'harness-build', OTHER_ACCOUNT, FARM.delegate, ALONE.delegate, SHARED]);
  const farms = await Promise.all(
    Object.entries(FARMS).map(async ([name, options]) => [name, await installFarm(cluster, name, options)] as const),
  );
  await prepareByHand(cluster);
  await prepareQuota(cluster);
  await prepareController(cluster, 'job-controller');
  await prepareController(cluster, 'daemon-set-controller');
  await prepareController(cluster, 'replicaset-controller');
  const namespaces = [FARM.builds, ALONE.builds, SHARED];
  await prepareCreator(cluster, namespaces);
  for (const namespace of [...namespaces, PLAIN]) await prepareVictim(cluster, namespace);
  await prepareDelegatePod(cluster, Object.fromEntries(farms)[SHARED].manifests);

  const delegates = new Map<string, ApiClient>([
    ...farms.flatMap(([, farm]) => farm.namespaces.map((namespace) => [namespace, farm.author] as const)),
    ...(await Promise.all(
      [BY_HAND.bare, BY_HAND.labeled].map(
        async (namespace) => [namespace, await actor(cluster, BY_HAND.delegate)] as const,
      ),
    )),
  ]);
  const others: { readonly [who in Exclude<Who, 'the delegate'>]: ApiClient } = {
    'the delegate of another farm': await actor(cluster, FARM.delegate),
    'the build account': await cluster.as({ namespace: FARM.builds, name: 'harness-build' }),
    'another creator': await cluster.as({ namespace: PLAIN, name: 'creator' }),
    'an administrator': cluster.admin,
    'the job controller': await cluster.as(controller('job-controller')),
    'the daemon set controller': await cluster.as(controller('daemon-set-controller')),
  };
  return (who, namespace) =>
    who === 'the delegate' ? (delegates.get(namespace) ?? (delegates.get(FARM.builds) as ApiClient)) : others[who];
}

function actor(cluster: Cluster, delegate: string): Promise<ApiClient> {
  return cluster.as({ namespace: delegate, name: delegate });
}

async function addAccounts(cluster: Cluster, namespace: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } });
  }
}

/** A delegate with rights in namespaces that its program does not make, of which one has no labels at all. */
async function prepareByHand(cluster: Cluster): Promise<void> {
  const { delegate, bare, labeled } = BY_HAND;
  await installDelegate(cluster, delegate, { access: DelegateAccess.ciBuilds([bare, labeled]) });
  await cluster.namespace(bare, {});
  for (const namespace of [bare, labeled]) await addAccounts(cluster, namespace, ['harness-build', 'default']);
  const author = await actor(cluster, delegate);
  const onNode = buildPod({ spec: { hostNetwork: true } });
  await waitFor(bare, () => post(author, bare, onNode, { dryRun: true }), 'admitted');
  await waitFor(labeled, () => post(author, labeled, onNode, { dryRun: true }), 'Pod Security');
}

/** Waits until the quota is counted. Without controllers, nobody does: the test says that there is nothing. */
async function prepareQuota(cluster: Cluster): Promise<void> {
  const author = await actor(cluster, QUOTA.delegate);
  const path = core(QUOTA.builds, 'resourcequotas/harness-builds');
  if (!cluster.hasControllers) {
    const { hard } = (await cluster.admin.get(path)).body.spec as { hard: object };
    const used = Object.fromEntries(Object.keys(hard).map((name) => [name, '0']));
    await cluster.admin.patch(`${path}/status`, { status: { hard, used } }, 'application/merge-patch+json');
  }
  const secret = { metadata: { name: 'attempt' } };
  await waitFor(QUOTA.builds, () => post(author, QUOTA.builds, secret, { dryRun: true, resource: 'secrets' }), 'quota');
}

function core(namespace: string, path: string): string {
  return `/api/v1/namespaces/${namespace}/${path}`;
}

function controller(name: string): Account {
  return { namespace: 'kube-system', name };
}

/** A controller acts with an account of its own, whose rights every API server has from its start. */
async function prepareController(cluster: Cluster, name: string): Promise<void> {
  await addAccounts(cluster, 'kube-system', [name]);
}

/** Somebody who can do anything with pods and Deployments in the build namespaces: a colleague, or another tool. */
async function prepareCreator(cluster: Cluster, namespaces: readonly string[]): Promise<void> {
  await addAccounts(cluster, PLAIN, ['creator']);
  for (const namespace of namespaces) {
    const metadata = { name: 'creator', namespace };
    const roleRef = { apiGroup: RBAC, kind: 'Role', name: 'creator' };
    const objects: (Manifest & { [member: string]: unknown })[] = [
      { kind: 'Role', rules: [{ apiGroups: ['', 'apps'], resources: ['pods', 'deployments'], verbs: ['*'] }] },
      { kind: 'RoleBinding', roleRef, subjects: [{ kind: 'ServiceAccount', name: 'creator', namespace: PLAIN }] },
    ].map((object) => ({ apiVersion: `${RBAC}/v1`, metadata, ...object }));
    await cluster.applyAll(objects);
    const creator = await cluster.as({ namespace: PLAIN, name: 'creator' });
    await waitFor(namespace, () => post(creator, namespace, buildPod(), { dryRun: true }), 'admitted');
  }
}

const RBAC = 'rbac.authorization.k8s.io';

async function prepareVictim(cluster: Cluster, namespace: string): Promise<void> {
  const pod = buildPod() as { metadata: object };
  const body = { ...pod, metadata: { ...pod.metadata, generateName: undefined, name: VICTIM } };
  await waitFor(namespace, () => post(cluster.admin, namespace, body), 'admitted');
}

/** The token of the delegate, and a pod of its Deployment, made by the controller that makes them. */
async function prepareDelegatePod(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  const { spec } = objectOf(manifests, 'Deployment');
  const { metadata, spec: podSpec } = spec.template;
  const pod = { metadata: { ...metadata, name: DELEGATE_POD }, spec: podSpec };
  await cluster.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name: `${SHARED}-token`, namespace: SHARED } });
  const replicaSets = await cluster.as(controller('replicaset-controller'));
  await waitFor(SHARED, () => post(replicaSets, SHARED, pod), 'admitted');
}

/** Waits until that is what becomes of it. What is there already was admitted. */
async function waitFor(where: string, ask: () => Promise<Outcome>, layer: Layer): Promise<void> {
  const outcome = await eventually(ask, (found) => found.layer === layer || /already exists/.test(found.message));
  if (outcome.layer !== layer && !/already exists/.test(outcome.message)) {
    throw new Error(`${where}: expected ${layer}, got ${JSON.stringify(outcome)}`);
  }
}
