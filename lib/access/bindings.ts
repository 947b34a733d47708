import type { IServiceAccount, SubjectConfiguration } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, RoleRef } from 'kubernetes-types/rbac/v1';
import { derived, isUnresolved, placeholderOf, rendered, type RenderedObject } from '../core';
import type { AccessRule } from './capabilities';
import type { Grant } from './delegate-access';

/** API group of roles and bindings. */
export const RBAC_GROUP = 'rbac.authorization.k8s.io';

/** API version of roles and bindings. */
export const RBAC_VERSION = `${RBAC_GROUP}/v1`;

/**
 * A ServiceAccount by name. cdk8s-plus accepts it wherever it expects a ServiceAccount or a subject:
 * `role.bind(delegate.serviceAccount)`.
 */
export class NamedServiceAccount extends Construct implements IServiceAccount {
  /** API version of the object. */
  public readonly apiVersion: string = 'v1';
  /** API group of the object: the core group. */
  public readonly apiGroup: string = '';
  /** Kind of the object. */
  public readonly kind: string = 'ServiceAccount';
  /** Name of the resource type. */
  public readonly resourceType: string = 'serviceaccounts';
  /** Name of the object. */
  public readonly name: string;
  /** Name of the object, as cdk8s-plus calls it. */
  public readonly resourceName?: string;
  /** Namespace of the object. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, name: string, namespace: string) {
    super(scope, id);
    this.name = name;
    this.resourceName = name;
    this.namespace = namespace;
  }

  /** Returns the subject of a binding, always with its namespace. */
  public toSubjectConfiguration(): SubjectConfiguration {
    return { kind: this.kind, name: this.name, namespace: this.namespace };
  }
}

/** The subject that the roles are bound to. */
export interface AccessSubject {
  readonly delegateName: string;
  readonly namespace: string;
  readonly serviceAccountName: string;
}

/** Names, labels and annotations of roles and bindings. */
export interface BindingOptions {
  /** Names of bindings instead of the default ones, by choice: documented manifests use their own. */
  readonly bindingNames?: { readonly [choice: string]: string };
  readonly labels?: { [key: string]: string };
  readonly annotations?: { [key: string]: string };
}

/** One role in one namespace or in the cluster. */
interface Placement {
  readonly choice: string;
  /** `undefined` for the whole cluster. */
  readonly namespace?: string;
  readonly role: Grant['role'];
}

const REMEDY = 'List each namespace and each role once, or rename one of the delegates.';

/** Renders the roles of the grants, each bound to the subject in the granted namespaces. */
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

/** Merges placements of the same choice in the same place, without duplicate rules. */
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
 * A name that is unique in the cluster: delegate names and namespaces contain no dots, and each pair of them exists only
 * once.
 */
function qualifiedName({ delegateName, namespace }: AccessSubject, choice: string): string {
  return derived([delegateName, namespace, choice], (...parts) => parts.join('.'));
}

/** Construct ids must not contain placeholders, so the position replaces an unresolved name. */
function idOf({ choice, namespace }: Placement, index: number): string {
  if (isUnresolved(choice) || isUnresolved(namespace)) {
    return `access-${index}`;
  }
  return namespace === undefined ? choice : `${choice}.${namespace}`;
}
