/** Who may do what: the roles and bindings among the objects of an app. */
import { elementsOf, type KubernetesObject, namespaceOf, objectsOfKind } from './objects';
import { type LabelSelector, selects } from './selector';

const RBAC = 'rbac.authorization.k8s.io';

/** A rule of a role, as in the Kubernetes API. */
export interface RoleRule {
  readonly apiGroups?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly verbs?: readonly string[] | null;
  readonly resourceNames?: readonly string[] | null;
  readonly nonResourceURLs?: readonly string[] | null;
}

/** A ServiceAccount. */
export interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** A permission. */
export interface Action {
  readonly verb: string;
  /** API group; empty for the core group. */
  readonly group: string;
  /** Resource in the plural, with a subresource after a slash: `pods/log`. */
  readonly resource: string;
  /** @default - in the whole cluster */
  readonly namespace?: string;
  /** Name of one object. @default - any object of the kind */
  readonly name?: string;
}

/** What one binding grants an account. */
export interface Grant {
  /** `undefined` in the whole cluster. */
  readonly namespace?: string;
  /** For example `ClusterRole view`. */
  readonly role: string;
  readonly rules: readonly RoleRule[];
  /** Whether other rules can exist: the role is not among the objects, or the cluster aggregates it. */
  readonly isOpen: boolean;
}

interface Subject {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}

type Binding = KubernetesObject & {
  readonly roleRef?: { readonly kind?: string; readonly name?: string } | null;
  readonly subjects?: readonly Subject[] | null;
};

type Role = KubernetesObject & {
  readonly rules?: readonly RoleRule[] | null;
  readonly aggregationRule?: { readonly clusterRoleSelectors?: readonly LabelSelector[] | null } | null;
};

/** Every cluster has it. */
const CLUSTER_ADMIN: readonly RoleRule[] = [
  { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
  { nonResourceURLs: ['*'], verbs: ['*'] },
];

/**
 * The roles of every cluster that aggregate others: `view` is a part of `edit`, and `edit` of `admin`. Their rules are not known,
 * but those that roles of the app add to them are.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles
 */
const AGGREGATED_IN_EVERY_CLUSTER: readonly Role[] = [
  aggregated('admin'),
  aggregated('edit', 'admin'),
  aggregated('view', 'edit'),
];

function aggregated(name: string, partOf?: string): Role {
  const label = (role: string) => ({ [`${RBAC}/aggregate-to-${role}`]: 'true' });
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRole',
    metadata: { name, labels: partOf === undefined ? {} : label(partOf) },
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: label(name) }] },
  };
}

/**
 * Answers questions about the rights of ServiceAccounts by the semantics of RBAC. Roles and bindings outside of the app add
 * to them.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/
 */
export class Rights {
  private readonly bindings: readonly Binding[];
  /** A role that is declared more than once has several. */
  private readonly roles: ReadonlyMap<string, readonly Role[]>;

  constructor(objects: readonly KubernetesObject[]) {
    const of = (kind: string) => objectsOfKind(objects, RBAC, kind);
    this.bindings = [...of('ClusterRoleBinding'), ...of('RoleBinding')];
    const roles = new Map<string, Role[]>();
    for (const role of [...of('ClusterRole'), ...of('Role')]) {
      roles.set(keyOf(role), [...(roles.get(keyOf(role)) ?? []), role]);
    }
    AGGREGATED_IN_EVERY_CLUSTER.filter((role) => !roles.has(keyOf(role))).forEach((role) =>
      roles.set(keyOf(role), [role]),
    );
    this.roles = roles;
  }

  /** What the bindings of the app grant an account, in the order of the objects. */
  public grantsOf(account: Account): Grant[] {
    return this.bindings
      .filter((binding) => subjectsOf(binding).some((subject) => isSubject(subject, account)))
      .map((binding) => this.grantOf(binding));
  }

  /** Whether the rules that are known allow an account to do something. */
  public allows(account: Account, action: Action): boolean {
    return this.grantsOf(account).some(
      ({ namespace, rules }) =>
        (namespace === undefined || namespace === action.namespace) && rules.some((rule) => covers(rule, action)),
    );
  }

  /** The accounts of a namespace that bindings of the app name, sorted. Others have only what is bound to groups. */
  public accountsIn(namespace: string): Account[] {
    const named = this.bindings.flatMap(subjectsOf).flatMap(accountOf);
    const names = new Set(named.filter((account) => account.namespace === namespace).map(({ name }) => name));
    return [...names].sort().map((name) => ({ namespace, name }));
  }

  private grantOf(binding: Binding): Grant {
    const own = binding.kind === 'RoleBinding' ? namespaceOf(binding) : undefined;
    const { kind = '', name = '' } = binding.roleRef ?? {};
    const roles = this.roles.get(kind === 'Role' ? `Role ${own}/${name}` : `ClusterRole ${name}`) ?? [];
    const isAdmin = roles.length === 0 && kind === 'ClusterRole' && name === 'cluster-admin';
    const place = own === undefined ? {} : { namespace: own };
    const rules = isAdmin ? CLUSTER_ADMIN : roles.flatMap((role) => this.rulesOf(role));
    return {
      ...place,
      role: `${kind} ${name}`,
      // URLs are in no namespace, so only a ClusterRoleBinding grants them.
      rules:
        own === undefined ? rules : rules.filter(({ nonResourceURLs }) => elementsOf(nonResourceURLs).length === 0),
      isOpen: !isAdmin && (roles.length === 0 || roles.some(isAggregated)),
    };
  }

  /**
   * A controller replaces the rules of an aggregated role by those of its parts, which can be aggregated themselves. Roles that
   * are parts of each other can keep their own.
   */
  private rulesOf(role: Role): readonly RoleRule[] {
    const parts = this.partsOf(role);
    return [role, ...parts]
      .filter((one) => !isAggregated(one) || this.partsOf(one).has(one))
      .flatMap(({ rules }) => elementsOf(rules));
  }

  /** The parts of a role, and theirs, in the order of the objects by level. */
  private partsOf(role: Role): ReadonlySet<Role> {
    const parts = new Set(this.directPartsOf(role));
    for (const part of parts) {
      this.directPartsOf(part).forEach((one) => parts.add(one));
    }
    return parts;
  }

  private directPartsOf(role: Role): readonly Role[] {
    if (!isAggregated(role)) {
      return [];
    }
    const selectors = elementsOf(role.aggregationRule?.clusterRoleSelectors);
    return [...this.roles.values()]
      .flat()
      .filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name !== role.metadata.name)
      .filter(({ metadata }) => selectors.some((selector) => selects(selector, metadata.labels ?? {})));
  }
}

function isAggregated({ kind, aggregationRule }: Role): boolean {
  return kind === 'ClusterRole' && !!aggregationRule;
}

function keyOf(role: Role): string {
  const { name } = role.metadata;
  return role.kind === 'Role' ? `Role ${namespaceOf(role)}/${name}` : `ClusterRole ${name}`;
}

/**
 * In a RoleBinding, a ServiceAccount without a namespace is one of the same namespace.
 *
 * @see https://github.com/kubernetes/kubernetes/blob/05c351a9037bd79bf88c56171a951c3097b658da/pkg/registry/rbac/validation/rule.go
 */
function subjectsOf(binding: Binding): readonly Subject[] {
  const own = binding.kind === 'RoleBinding' ? namespaceOf(binding) : undefined;
  return elementsOf(binding.subjects).map((subject) => ({ ...subject, namespace: subject.namespace || own }));
}

/** The account that a subject names, if it is one. */
function accountOf({ kind, name = '', namespace }: Subject): Account[] {
  if (kind === 'ServiceAccount') {
    return namespace === undefined ? [] : [{ namespace, name }];
  }
  const [, place, user] = (kind === 'User' && /^system:serviceaccount:([^:]+):([^:]+)$/.exec(name)) || [];
  return place === undefined || user === undefined ? [] : [{ namespace: place, name: user }];
}

/** ServiceAccounts are subjects by themselves, as users, and through their groups. */
function isSubject({ kind, name, namespace }: Subject, account: Account): boolean {
  switch (kind) {
    case 'ServiceAccount':
      return name === account.name && namespace === account.namespace;
    case 'User':
      return name === `system:serviceaccount:${account.namespace}:${account.name}`;
    case 'Group':
      return groupsOf(account).includes(name ?? '');
    default:
      return false;
  }
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */
function groupsOf({ namespace }: Account): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
}

function covers({ apiGroups, resources, verbs, resourceNames }: RoleRule, action: Action): boolean {
  const { group, resource, verb, name } = action;
  const subresource = resource.split('/')[1];
  const names = elementsOf(resourceNames);
  return (
    includesOneOf(apiGroups, ['*', group]) &&
    includesOneOf(verbs, ['*', verb]) &&
    includesOneOf(resources, ['*', resource, ...(subresource === undefined ? [] : [`*/${subresource}`])]) &&
    (names.length === 0 || (name !== undefined && names.includes(name)))
  );
}

function includesOneOf(list: readonly string[] | null | undefined, wanted: readonly string[]): boolean {
  return elementsOf(list).some((element) => wanted.includes(element));
}
