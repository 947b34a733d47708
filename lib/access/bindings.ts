import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef } from 'kubernetes-types/rbac/v1';
import { derived, isUnresolved, placeholderOf, rendered, type RenderedObject } from '../values';
import type { AccessRule } from './access-rule';
import type { Grant } from './delegate-access';
import { RBAC_GROUP, RBAC_VERSION } from './rbac';

/** Whom the roles are bound to. */
export interface AccessSubject {
  readonly delegateName: string;
  readonly namespace: string;
  readonly serviceAccountName: string;
}

/** How objects of the access are named and labelled. */
export interface BindingOptions {
  /** Names for bindings instead of the usual ones, by choice: documented manifests have some of their own. */
  readonly bindingNames?: { readonly [choice: string]: string };
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** One role in one place. */
interface Placement {
  readonly choice: string;
  /** `undefined`: the whole cluster. */
  readonly namespace?: string;
  readonly role: Grant['role'];
}

const REMEDY = 'Name each namespace and each role once, or give one of the delegates another name.';

/** Roles and bindings of the grants, each bound to the subject in the namespaces where it is granted. */
export function renderBindings(
  grants: readonly Grant[],
  subject: AccessSubject,
  options: BindingOptions = {},
): RenderedObject[] {
  return merge(grants.flatMap((grant) => placements(grant, subject))).flatMap((placement, index) =>
    renderPlacement(placement, index, subject, options),
  );
}

function placements(grant: Grant, subject: AccessSubject): Placement[] {
  const { choice, role, isClusterWide, namespaces = [subject.namespace] } = grant;
  return isClusterWide
    ? [{ choice, role }]
    : namespaces.map((namespace) => ({ choice, role, namespace: placeholderOf(namespace) }));
}

/** One placement for each choice and place: the same choice twice gives its rules once. */
function merge(all: readonly Placement[]): Placement[] {
  const byPlace = new Map<string, Placement>();
  for (const placement of all) {
    const key = `${placement.choice}\n${placement.namespace ?? ''}`;
    const earlier = byPlace.get(key);
    byPlace.set(key, earlier ? { ...earlier, role: joinRules(earlier.role, placement.role) } : placement);
  }
  return [...byPlace.values()];
}

function joinRules(one: Grant['role'], other: Grant['role']): Grant['role'] {
  if (!('rules' in one) || !('rules' in other)) {
    return one;
  }
  const distinct = new Map(
    [...one.rules, ...other.rules].map((rule) => [
      JSON.stringify(rule, (_key, value: unknown) => placeholderOf(value)),
      rule,
    ]),
  );
  return { rules: [...distinct.values()] };
}

function renderPlacement(
  placement: Placement,
  index: number,
  subject: AccessSubject,
  options: BindingOptions,
): RenderedObject[] {
  const { choice, namespace, role } = placement;
  const [roleKind, bindingKind] =
    namespace === undefined ? (['ClusterRole', 'ClusterRoleBinding'] as const) : (['Role', 'RoleBinding'] as const);
  const qualified = qualifiedName(subject, choice);
  const metadata = {
    name: options.bindingNames?.[choice] ?? qualified,
    ...(namespace === undefined ? {} : { namespace }),
    labels: options.labels,
    annotations: options.annotations,
  };
  const id = idOf(placement, index);
  const roleRef: RoleRef = {
    apiGroup: RBAC_GROUP,
    ...('rules' in role ? { kind: roleKind, name: qualified } : { kind: role.kind, name: role.name }),
  };
  const subjects = [{ kind: 'ServiceAccount', name: subject.serviceAccountName, namespace: subject.namespace }];
  const binding: ClusterRoleBinding | RoleBinding = {
    apiVersion: RBAC_VERSION,
    kind: bindingKind,
    metadata,
    subjects,
    roleRef,
  };
  const objects = [rendered(`${id}.${bindingKind}`, binding, 'access', REMEDY)];
  if ('rules' in role) {
    const made: ClusterRole | Role = {
      apiVersion: RBAC_VERSION,
      kind: roleKind,
      metadata,
      rules: role.rules.map(policyRule),
    };
    objects.unshift(rendered(`${id}.${roleKind}`, made, 'access', REMEDY));
  }
  return objects;
}

function policyRule({ apiGroups, resources, verbs, resourceNames }: AccessRule): PolicyRule {
  return { apiGroups, resources, verbs, ...(resourceNames ? { resourceNames } : {}) };
}

/**
 * Unlike for any other delegate of the cluster: names of delegates and namespaces have no dot, and a pair of them is
 * there only once.
 */
function qualifiedName({ delegateName, namespace }: AccessSubject, choice: string): string {
  return derived([delegateName, namespace, choice], (...parts) => parts.join('.'));
}

/** Construct ids must not hold placeholders; where a name is known later, the position stands for it. */
function idOf({ choice, namespace }: Placement, index: number): string {
  if (isUnresolved(choice) || isUnresolved(namespace)) {
    return `access-${index}`;
  }
  return namespace === undefined ? choice : `${choice}.${namespace}`;
}
