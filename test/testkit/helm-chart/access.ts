/** What the chart makes for each `k8sPermissionsType`. */
import type { Manifest } from '../synth';
import { clusterMetadata, type Facts, metadata } from './facts';

const GROUP = 'rbac.authorization.k8s.io';
const apiVersion = `${GROUP}/v1`;

function subjects({ serviceAccount, namespace }: Facts): object[] {
  return [{ kind: 'ServiceAccount', name: serviceAccount, namespace }];
}

function clusterBinding(facts: Facts, suffix: string, role: string): Manifest & object {
  const roleRef = { apiGroup: GROUP, kind: 'ClusterRole', name: role };
  const bound = { subjects: subjects(facts), roleRef };
  return { apiVersion, kind: 'ClusterRoleBinding', metadata: clusterMetadata(facts, suffix), ...bound };
}

function binding(facts: Facts, suffix: string, role: string): Manifest & object {
  const bound = { subjects: subjects(facts), roleRef: { apiGroup: GROUP, kind: 'Role', name: role } };
  return { apiVersion, kind: 'RoleBinding', metadata: metadata(facts, suffix), ...bound };
}

export function clusterAdmin(facts: Facts): Manifest[] {
  return [clusterBinding(facts, '-cluster-admin', 'cluster-admin')];
}

export function clusterViewer(facts: Facts): Manifest[] {
  return [clusterBinding(facts, '-cluster-viewer', 'view')];
}

export function namespaceAdmin(facts: Facts): Manifest[] {
  const suffix = '-harness-namespace-admin';
  const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }];
  const role: Manifest & object = { apiVersion, kind: 'Role', metadata: metadata(facts, suffix), ...{ rules } };
  return [role, binding(facts, suffix, `${facts.fullname}${suffix}`)];
}

export function customRole(name: string): (facts: Facts) => Manifest[] {
  return (facts) => [binding(facts, '-custom-roleBinding', name)];
}

const READ = ['get', 'list', 'watch'];
const VISIBLE = ['pods', 'nodes', 'nodes/proxy', 'events', 'namespaces', 'persistentvolumes', 'persistentvolumeclaims'];

export function costVisibility(facts: Facts): Manifest[] {
  const rules = [
    { apiGroups: [''], resources: VISIBLE, verbs: READ },
    {
      apiGroups: ['apps', 'extensions'],
      resources: ['statefulsets', 'deployments', 'daemonsets', 'replicasets'],
      verbs: READ,
    },
    { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: READ },
    { apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: ['get', 'list'] },
    { apiGroups: ['storage.k8s.io'], resources: ['storageclasses'], verbs: READ },
  ];
  const name = '-ccm-visibility';
  const role: Manifest & object = {
    apiVersion,
    kind: 'ClusterRole',
    metadata: clusterMetadata(facts, name),
    ...{ rules },
  };
  return [role, clusterBinding(facts, `${name}-roleBinding`, `${facts.fullname}${name}`)];
}
