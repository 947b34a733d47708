import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { RBAC_GROUP, RBAC_VERSION } from '../../../access';
import { rendered, type RenderedObject } from '../../../values';
import type { ResolvedDelegate, ResolvedUpgrader } from '../../resolve';
import { objectMetadata } from '../object-metadata';

/** To read and patch the one Deployment: whoever may patch another one, could run what he likes in its place. */
export function renderRights(delegate: ResolvedDelegate, { serviceAccountName }: ResolvedUpgrader): RenderedObject[] {
  const { names, identity } = delegate;
  const { namespace } = identity;
  const role = `${names.resource}-upgrader`;
  const metadata = objectMetadata(delegate);
  const made: Role = {
    apiVersion: RBAC_VERSION,
    kind: 'Role',
    metadata: { ...metadata, name: role },
    rules: [
      { apiGroups: ['apps'], resources: ['deployments'], resourceNames: [names.resource], verbs: ['get', 'patch'] },
    ],
  };
  const bound: RoleBinding = {
    apiVersion: RBAC_VERSION,
    kind: 'RoleBinding',
    metadata: { ...metadata, name: `${names.resource}-upgrader-cronjob` },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccountName, namespace }],
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: role },
  };
  return [rendered('Upgrader.Role', made, 'delegateName'), rendered('Upgrader.RoleBinding', bound, 'delegateName')];
}
