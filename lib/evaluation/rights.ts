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
    this.roles = roles;
  }

  /** What the bindings of the app grant an account, in the order of the objects. */
  public grantsOf(account: Account): Grant[] {
    return this.bindings
      .filter(({ subjects }) => elementsOf(subjects).some((subject) => isSubject(subject, account)))
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
    const named = this.bindings.flatMap(({ subjects }) => elementsOf(subjects)).flatMap(accountOf);
    const names = new Set(named.filter((account) => account.namespace === namespace).map(({ name }) => name));
    return [...names].sort().map((name) => ({ namespace, name }));
  }

  private grantOf(binding: Binding): Grant {
    const own = binding.kind === 'RoleBinding' ? namespaceOf(binding) : undefined;
    const { kind = '', name = '' } = binding.roleRef ?? {};
    const roles = this.roles.get(kind === 'Role' ? `Role ${own}/${name}` : `ClusterRole ${name}`) ?? [];
    const isAdmin = roles.length === 0 && kind === 'ClusterRole' && name === 'cluster-admin';
    const place = own === undefined ? {} : { namespace: own };
    return {
      ...place,
      role: `${kind} ${name}`,
      rules: isAdmin ? CLUSTER_ADMIN : roles.flatMap((role) => this.rulesOf(role)),
      isOpen: !isAdmin && (roles.length === 0 || roles.some(({ aggregationRule }) => !!aggregationRule)),
    };
  }

  /** A controller replaces the rules of an aggregated role. */
  private rulesOf({ rules, aggregationRule, metadata }: Role): readonly RoleRule[] {
    if (!aggregationRule) {
      return elementsOf(rules);
    }
    const selectors = elementsOf(aggregationRule.clusterRoleSelectors);
    return [...this.roles.values()]
      .flat()
      .filter((role) => role.kind === 'ClusterRole' && role.metadata.name !== metadata.name)
      .filter((role) => selectors.some((selector) => selects(selector, role.metadata.labels ?? {})))
      .flatMap((role) => elementsOf(role.rules));
  }
}

function keyOf(role: Role): string {
  const { name } = role.metadata;
  return role.kind === 'Role' ? `Role ${namespaceOf(role)}/${name}` : `ClusterRole ${name}`;
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
