import type { RoleBinding } from 'kubernetes-types/rbac/v1';
import { RBAC_GROUP, RBAC_VERSION } from '../../access';
import { PodSecurityLevel } from '../../delegate';
import { rendered, type RenderedObject } from '../../values';
import { FARM_NAME } from '../farm-name';
import type { ResolvedBuildFarm } from '../resolve';
import { farmMetadata } from './farm-metadata';

/**
 * On OpenShift a SecurityContextConstraints decides what a pod may do, and a role says who may use it: `anyuid` for builds
 * that run as the users of their images, `privileged` for Docker-in-Docker and directories of the node.
 *
 * @see https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
 */
export function renderOpenShift(farm: ResolvedBuildFarm): RenderedObject[] {
  const { isOpenShift, isolation, allowedAccounts, namespace } = farm;
  if (!isOpenShift || isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED) {
    return [];
  }
  const constraints = ['anyuid', ...(isolation.isLoose ? ['privileged'] : [])];
  return constraints.map((constraint) => {
    const object: RoleBinding = {
      apiVersion: RBAC_VERSION,
      kind: 'RoleBinding',
      metadata: farmMetadata(farm, `${FARM_NAME}.scc.${constraint}`),
      subjects: allowedAccounts.map((name) => ({ kind: 'ServiceAccount', name, namespace })),
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: `system:openshift:scc:${constraint}` },
    };
    return rendered(`Scc.${constraint}`, object, 'platform');
  });
}
