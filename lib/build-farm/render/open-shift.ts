import type { RoleBinding } from 'kubernetes-types/rbac/v1';
import { PodSecurityLevel } from '../../delegate';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { farmMetadata } from './farm-metadata';

const API_GROUP = 'rbac.authorization.k8s.io';

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
      apiVersion: `${API_GROUP}/v1`,
      kind: 'RoleBinding',
      metadata: farmMetadata(farm, `harness-builds.scc.${constraint}`),
      subjects: allowedAccounts.map((name) => ({ kind: 'ServiceAccount', name, namespace })),
      roleRef: { apiGroup: API_GROUP, kind: 'ClusterRole', name: `system:openshift:scc:${constraint}` },
    };
    return rendered(`Scc.${constraint}`, object, 'platform');
  });
}
