/** Moves a cluster from the objects of an earlier release to those of today and back, and tells what became of pods. */
import type { Manifest } from '../testkit/synth';
import { buildPod } from './build-farm/pods';
import type { Answer } from './client/api-client';
import { type Cluster, RejectedError } from './client/cluster';
import { eventually } from './client/eventually';

const MERGE = 'application/merge-patch+json';
/** The account of builds, by which a namespace for builds is known. */
const BUILD_ACCOUNT = 'harness-build';

/** How users apply objects. */
export interface Way {
  /** Applies an object. `last` is what was applied under its name before, if anything was. */
  apply(cluster: Cluster, object: Manifest, last?: Manifest): Promise<Answer>;
}

/** As `kubectl apply --server-side`, Argo CD and Flux do: the server removes what its owner no longer says. */
export const SERVER_SIDE: Way = { apply: (cluster, object) => cluster.apply(object) };

/**
 * As `kubectl apply` does: a patch of what was applied last against what is applied now. Lists are sent whole, which gives
 * the list that kubectl's merge gives where nobody else adds to it.
 */
export const CLIENT_SIDE: Way = {
  async apply(cluster, object, last) {
    const query = 'fieldManager=kubectl-client-side-apply&fieldValidation=Strict';
    const path = await cluster.pathOf(object);
    const answer =
      last === undefined
        ? await cluster.admin.post(`${path.replace(/\/[^/]+$/, '')}?${query}`, object)
        : await cluster.admin.patch(`${path}?${query}`, patchOf(last, object), MERGE);
    if (answer.status >= 300) throw new RejectedError(object, answer);
    return answer;
  },
};

function patchOf(last: object, now: object): object {
  const removed = Object.keys(last).filter((key) => !(key in now));
  const entries = Object.entries(now).map(([key, value]: [string, unknown]) => {
    const before: unknown = (last as { [key: string]: unknown })[key];
    return [key, isMap(value) ? patchOf(isMap(before) ? before : {}, value) : value];
  });
  return { ...Object.fromEntries(removed.map((key) => [key, null])), ...Object.fromEntries(entries) };
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What became of a cluster. */
export interface Upgraded {
  /** Fields of the pods of delegates that the update changed, whereupon they are restarted: by Deployment. */
  readonly restarted: { readonly [deployment: string]: readonly string[] };
  /** The same for the way back, against what was there at first. */
  readonly notRestored: { readonly [deployment: string]: readonly string[] };
  /** Objects, as `Kind/name`, that are no longer made: whoever does not prune has them for ever. */
  readonly gone: readonly string[];
  /** Running pods of builds, and how many of them are still the same after the update, and after the way back. */
  readonly builds: { readonly made: number; readonly kept: number; readonly keptOnTheWayBack: number };
  /** Pods of delegates that were not to be restarted and nevertheless were. Without controllers there are none. */
  readonly replaced: readonly string[];
}

/** Does it with objects in namespaces of their own, and removes them. Throws when the server rejects one. */
export async function upgraded(
  cluster: Cluster,
  way: Way,
  earlier: readonly Manifest[],
  now: readonly Manifest[],
): Promise<Upgraded> {
  const deployments = earlier.filter(({ kind }) => kind === 'Deployment');
  await makeForeignNamespaces(cluster, [...earlier, ...now]);
  const applied: Applied = new Map();
  await applyAll(cluster, way, earlier, applied);
  await countQuotas(cluster, earlier);
  const builds = await runBuilds(cluster, earlier);
  const first = await templatesOf(cluster, deployments);
  const delegates = await podsOf(cluster, deployments);

  await applyAll(cluster, way, now, applied);
  const second = await templatesOf(cluster, deployments);
  const kept = await countKept(cluster, builds);
  const restarted = changes(first, second);
  const replaced = await replacedOf(cluster, delegates, Object.keys(restarted));

  await applyAll(cluster, way, earlier, applied);
  const third = await templatesOf(cluster, deployments);
  const keptOnTheWayBack = await countKept(cluster, builds);
  for (const object of [...builds, ...[...now, ...earlier].toReversed()]) {
    await cluster.admin.delete(await cluster.pathOf(object));
  }
  const made = now.map(keyOf);
  const gone = earlier.filter((object) => !made.includes(keyOf(object)));
  return {
    restarted,
    notRestored: changes(first, third),
    gone: gone.map(({ kind, metadata }) => `${kind}/${metadata.name}`),
    builds: { made: builds.length, kept, keptOnTheWayBack },
    replaced,
  };
}

/** Namespaces that the objects lie in, and that are not among them. */
async function makeForeignNamespaces(cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  const own = objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name);
  const used = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const name of used) {
    if (!own.includes(name)) await cluster.namespace(name);
  }
}

/** What was applied last, by object: nobody prunes, so that what is no longer made is still there on the way back. */
type Applied = Map<string, Manifest>;

async function applyAll(cluster: Cluster, way: Way, objects: readonly Manifest[], applied: Applied): Promise<void> {
  for (const object of objects) {
    await way.apply(cluster, object, applied.get(keyOf(object)));
    applied.set(keyOf(object), object);
  }
}

function keyOf({ kind, metadata: { namespace, name } }: Manifest): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** Counts what quotas limit where no controller does, so that pods are admitted: nothing is used yet. */
async function countQuotas(cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  if (cluster.hasControllers) return;
  for (const quota of objects.filter(({ kind }) => kind === 'ResourceQuota')) {
    const { hard } = (quota as Manifest & { spec: { hard: object } }).spec;
    const used = Object.fromEntries(Object.keys(hard).map((resource) => [resource, '0']));
    const path = `${await cluster.pathOf(quota)}/status`;
    expect((await cluster.admin.patch(path, { status: { hard, used } }, MERGE)).status).toBe(200);
  }
}

/** A pod of a build in each of the namespaces for builds, as the server has it. */
async function runBuilds(cluster: Cluster, objects: readonly Manifest[]): Promise<Manifest[]> {
  const accounts = objects.filter(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === BUILD_ACCOUNT);
  const pods: Manifest[] = [];
  for (const { metadata } of accounts) {
    const path = `/api/v1/namespaces/${metadata.namespace}/pods`;
    const { status, body } = await eventually(
      () => cluster.admin.post(path, buildPod()),
      (answer) => answer.status === 201,
    );
    expect([status, body.message]).toEqual([201, undefined]);
    // There are no nodes: what a kubelet would say is said for it.
    const running = await cluster.admin.patch(
      `${path}/${body.metadata.name}/status`,
      { status: { phase: 'Running' } },
      MERGE,
    );
    expect(running.status).toBe(200);
    pods.push({ ...running.body, apiVersion: 'v1', kind: 'Pod' });
  }
  return pods;
}

/** How many of the pods are as they were. */
async function countKept(cluster: Cluster, pods: readonly Manifest[]): Promise<number> {
  const now = await Promise.all(pods.map(async (pod) => (await cluster.admin.get(await cluster.pathOf(pod))).body));
  return pods.filter((pod, index) => JSON.stringify(essence(pod)) === JSON.stringify(essence(now[index]))).length;
}

function essence({ metadata, spec, status }: any): unknown {
  return [metadata?.uid, metadata?.deletionTimestamp, spec, status?.phase];
}

/** By Deployment, its pod template as the server has it. */
async function templatesOf(cluster: Cluster, deployments: readonly Manifest[]): Promise<Map<string, any>> {
  const templates = new Map<string, any>();
  for (const deployment of deployments) {
    const { body } = await cluster.admin.get(await cluster.pathOf(deployment));
    templates.set(keyOf(deployment), body.spec?.template);
  }
  return templates;
}

/** By Deployment, the paths at which its template changed; those that did not change are left out. */
function changes(before: Map<string, any>, after: Map<string, any>): { [deployment: string]: string[] } {
  const all = [...before].map(([key, template]): [string, string[]] => [key, changedFields(template, after.get(key))]);
  return Object.fromEntries(all.filter(([, paths]) => paths.length > 0));
}

/** The paths at which two values differ. Elements of lists that have names are known by them. */
export function changedFields(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [one, other] = [byName(before), byName(after)];
  if (!isMap(one) || !isMap(other)) return [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return keys.flatMap((key) =>
    changedFields((one as any)[key], (other as any)[key], path === '' ? key : `${path}.${key}`),
  );
}

function byName(value: unknown): unknown {
  const isNamed = Array.isArray(value) && value.length > 0 && value.every((one) => isMap(one) && 'name' in one);
  return isNamed ? Object.fromEntries((value as any[]).map((one) => [one.name, one])) : value;
}

/** By Deployment, the names of its pods, once all of them are there. */
async function podsOf(cluster: Cluster, deployments: readonly Manifest[]): Promise<Map<string, PodsOfDeployment>> {
  const pods = new Map<string, PodsOfDeployment>();
  for (const deployment of cluster.hasControllers ? deployments : []) {
    const path = await cluster.pathOf(deployment);
    const { body } = await cluster.admin.get(path);
    const labels = Object.entries(body.spec.selector.matchLabels as object).map((pair) => pair.join('='));
    const list = `/api/v1/namespaces/${deployment.metadata.namespace}/pods?labelSelector=${labels.join(',')}`;
    const names = await eventually(
      () => namesIn(cluster, list),
      (found) => found.length === body.spec.replicas,
    );
    expect([path, names.length]).toEqual([path, body.spec.replicas]);
    pods.set(keyOf(deployment), { path, list, names });
  }
  return pods;
}

interface PodsOfDeployment {
  readonly path: string;
  /** Path of the list of its pods. */
  readonly list: string;
  readonly names: readonly string[];
}

async function namesIn(cluster: Cluster, list: string): Promise<string[]> {
  const { body } = await cluster.admin.get(list);
  return (body.items as Manifest[]).map(({ metadata }) => metadata.name).sort();
}

/** Those whose pods are others now, though their template is the same. */
async function replacedOf(
  cluster: Cluster,
  delegates: Map<string, PodsOfDeployment>,
  restarted: readonly string[],
): Promise<string[]> {
  const replaced: string[] = [];
  for (const [key, { path, list, names }] of delegates) {
    await eventually(
      async () => (await cluster.admin.get(path)).body,
      ({ metadata, status }) => status?.observedGeneration === metadata.generation,
    );
    const now = await namesIn(cluster, list);
    // Replicas may have become more or fewer: a pod that was there stays, unless all of them were.
    const isKept = now.some((name) => names.includes(name)) || names.length === 0;
    if (!isKept && !restarted.includes(key)) replaced.push(key);
  }
  return replaced;
}
