import { DelegateAccess } from '../../../access';
import type { ClusterObject, Release } from './adoption-plan';

/** What the delegate may do, and how its bindings are called. */
export interface PlannedAccess {
  readonly access: DelegateAccess;
  /** What follows the name of the delegate in that of a binding, by the choice of access. */
  readonly bindingSuffixes: { readonly [choice: string]: string };
  /** The bindings of the release, and the roles that the chart made. */
  readonly bindings: readonly ClusterObject[];
  readonly roles: readonly ClusterObject[];
}

/**
 * The same rights as before. Roles with wildcards that the chart made are bound by their names and written by nobody: they
 * stay until `HelmHardening.leastAccess`.
 */
export function planAccess(release: Release): PlannedAccess {
  const { settings, fullname } = release;
  const ofType = accessOfType(release);
  if (!settings.flag('ccm.visibility') || settings.text('k8sPermissionsType') === 'CLUSTER_ADMIN') {
    return ofType;
  }
  const role = `${fullname}-ccm-visibility`;
  const suffix = '-ccm-visibility-roleBinding';
  return {
    access: ofType.access.plus(DelegateAccess.clusterRole(role)),
    bindingSuffixes: { ...ofType.bindingSuffixes, [`cluster-role.${role}`]: suffix },
    bindings: [...ofType.bindings, { kind: 'ClusterRoleBinding', name: `${fullname}${suffix}` }],
    roles: [...ofType.roles, { kind: 'ClusterRole', name: role }],
  };
}

function accessOfType({ settings, fullname }: Release): PlannedAccess {
  const type = settings.text('k8sPermissionsType') ?? '';
  switch (type) {
    case 'CLUSTER_ADMIN':
      return ofCluster(DelegateAccess.clusterAdmin(), fullname, 'cluster-admin');
    case 'CLUSTER_VIEWER':
      return ofCluster(DelegateAccess.clusterViewer(), fullname, 'cluster-viewer');
    case 'NAMESPACE_ADMIN': {
      const suffix = '-harness-namespace-admin';
      const role = `${fullname}${suffix}`;
      return { ...ofRole(role, fullname, suffix), roles: [{ kind: 'Role', name: role }] };
    }
    default:
      return ofRole(type, fullname, '-custom-roleBinding');
  }
}

function ofCluster(access: DelegateAccess, fullname: string, choice: string): PlannedAccess {
  const binding = { kind: 'ClusterRoleBinding', name: `${fullname}-${choice}` };
  return { access, bindingSuffixes: { [choice]: `-${choice}` }, bindings: [binding], roles: [] };
}

function ofRole(role: string, fullname: string, suffix: string): PlannedAccess {
  return {
    access: DelegateAccess.role(role),
    bindingSuffixes: { [`role.${role}`]: suffix },
    bindings: [{ kind: 'RoleBinding', name: `${fullname}${suffix}` }],
    roles: [],
  };
}
