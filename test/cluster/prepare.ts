/** What must be in a cluster before the objects of a program can be. */
import type { Manifest } from '../testkit/synth';
import type { Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { EXTERNAL_SECRET } from './fixtures';

/** Makes the kinds known that are not Kubernetes' own. */
export async function installCustomKinds(cluster: Cluster): Promise<void> {
  await cluster.apply(EXTERNAL_SECRET);
  const { name } = EXTERNAL_SECRET.metadata;
  const served = await eventually(
    async () => (await cluster.admin.get('/apis/external-secrets.io/v1')).status === 200,
    (isServed) => isServed,
  );
  if (!served) throw new Error(`${name} is not served`);
}

/** Fields that name a namespace, or an object of the cluster. */
const NAMES = [
  'namespace',
  'name',
  'policyName',
  'serviceAccountName',
  'kubernetes.io/metadata.name',
  'kubernetes.io/service-account.name',
];

/** The objects with other names in the cluster, so that tests that run at the same time keep out of each other's way. */
export function inNamespacesOf<T extends Manifest>(test: string, manifests: readonly T[]): T[] {
  const namespaces = manifests.flatMap(({ kind, metadata }) =>
    kind === 'Namespace' ? metadata.name : (metadata.namespace ?? []),
  );
  const ofTheCluster = manifests.filter(({ kind }) => /^ValidatingAdmissionPolicy|^ClusterRole/.test(kind));
  const renamed = new Set([
    ...namespaces.filter((name) => name.length < 50),
    ...ofTheCluster.map(({ metadata }) => metadata.name),
  ]);
  return JSON.parse(JSON.stringify(manifests), (key, value: unknown) =>
    NAMES.includes(key) && renamed.has(value as string) ? `${test}-${value as string}` : value,
  ) as T[];
}

/** The label that README gives to a build namespace that the program does not make. */
export const GUARDED = { 'pod-security.kubernetes.io/enforce': 'baseline' };

/**
 * Makes the namespaces that the objects lie in, those among the objects as they say, the others with the labels, and
 * returns the other objects.
 */
export async function makeNamespaces(
  cluster: Cluster,
  manifests: readonly Manifest[],
  labels: { [key: string]: string } = {},
): Promise<Manifest[]> {
  const own = manifests.filter(({ kind }) => kind === 'Namespace');
  await cluster.applyAll(own);
  const made = own.map(({ metadata }) => metadata.name);
  const used = new Set(manifests.flatMap(({ metadata }) => metadata.namespace ?? []));
  for (const name of [...used].filter((namespace) => !made.includes(namespace))) {
    // One that is there loses the labels that another program gave it.
    await cluster.namespace(name, labels);
  }
  return manifests.filter(({ kind }) => kind !== 'Namespace');
}
