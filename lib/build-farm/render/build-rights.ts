import type { SubjectConfiguration } from 'cdk8s-plus-28';
import type { Role, RoleBinding, Subject } from 'kubernetes-types/rbac/v1';
import { RBAC_GROUP, RBAC_VERSION, rulesOf } from '../../access';
import { derived, rendered, type RenderedObject } from '../../values';
import { FARM_NAME } from '../farm-name';
import type { BuildPlace } from '../resolve';
import { farmMetadata } from './farm-metadata';

/** What it takes to run builds in the namespace, and no more. */
export function renderBuildRole(farm: BuildPlace): RenderedObject {
  const rules = [...rulesOf('ci-builds'), ...(farm.isOpenShift ? rulesOf('ci-builds-openshift') : [])];
  const object: Role = {
    apiVersion: RBAC_VERSION,
    kind: 'Role',
    metadata: farmMetadata(farm),
    rules: rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs })),
  };
  return rendered('Role', object, 'namespace');
}

/** The role for somebody. */
export function renderBuildGrant(farm: BuildPlace, subject: SubjectConfiguration): RenderedObject {
  const { kind, name, namespace } = subject;
  const parts = namespace === undefined ? [kind, name] : [namespace, name];
  const object: RoleBinding = {
    apiVersion: RBAC_VERSION,
    kind: 'RoleBinding',
    metadata: farmMetadata(
      farm,
      derived(parts, (...known) => [FARM_NAME, ...known].join('.').replace(/[/%]/g, '-')),
    ),
    subjects: [boundSubject(subject)],
    roleRef: { apiGroup: RBAC_GROUP, kind: 'Role', name: FARM_NAME },
  };
  return rendered('RoleBinding', object, 'subject', 'Grant builds to each subject once.');
}

/** ServiceAccounts are of the core group, which is not written; users and groups are of the group of RBAC. */
function boundSubject({ kind, name, namespace, apiGroup }: SubjectConfiguration): Subject {
  return kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name, apiGroup: apiGroup || RBAC_GROUP };
}
