/** What an object needs without saying so: Kubernetes would take it in any order, but not delete it in any. */
import type { ApiObject } from 'cdk8s';

/** The part of a manifest that tells. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name?: unknown; readonly namespace?: unknown };
}

/** What a workload runs with: without it its pods would not start, or could not do their work. */
const OF_WORKLOADS = [
  'ServiceAccount',
  'Secret',
  'ConfigMap',
  'Role',
  'RoleBinding',
  'ClusterRole',
  'ClusterRoleBinding',
];
const WORKLOADS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'];
const BINDINGS = ['RoleBinding', 'ClusterRoleBinding'];

/** The objects that come before one: its namespace, the roles of a binding, and what a workload of a construct runs with. */
export function needs(object: ApiObject, manifests: ReadonlyMap<ApiObject, Manifest>): ApiObject[] {
  const { kind, metadata } = manifests.get(object) as Manifest;
  const siblings = [...manifests].filter(([other]) => other !== object);
  const kinds = WORKLOADS.includes(kind)
    ? OF_WORKLOADS
    : BINDINGS.includes(kind)
      ? ['Role', 'ClusterRole', 'ServiceAccount']
      : [];
  return siblings
    .filter(
      ([
        other,
        {
          kind: otherKind,
          metadata: { name },
        },
      ]) =>
        (otherKind === 'Namespace' && name === metadata.namespace) ||
        (kinds.includes(otherKind) && other.node.scope === object.node.scope),
    )
    .map(([other]) => other);
}
