import {
  DNS_LABEL,
  DNS_SUBDOMAIN,
  instance,
  inWords,
  listOf,
  optional,
  optionsOf,
  type PropertyChecks,
  ROLE_NAME,
  type Rule,
  type Shape,
  struct,
  TEXT,
} from '../core';
import type { AccessRule } from './capabilities';
import type { DelegateAccess, Grant } from './delegate-access';

const POD_ACCESS = optionsOf(struct('PodAccessOptions'));

const RULES = listOf(struct('AccessRule'));

/** A DelegateAccess, from any copy of this package. */
export const ACCESS = instance(
  'a DelegateAccess',
  'Use a factory such as DelegateAccess.ciBuilds(…).',
  '_grants',
  ({ _grants }: DelegateAccess) =>
    _grants.flatMap(({ role, namespaces, options }): [string, Shape, unknown][] => [
      ['', POD_ACCESS, options],
      ['', optional(listOf(TEXT)), namespaces],
      'rules' in role ? ['.rules', RULES, role.rules] : ['', TEXT, role.name],
    ]),
);

/** Checks that need the owner of the access: its namespace and construct path. */
export function checkAccess(
  checks: PropertyChecks,
  access: DelegateAccess,
  ownNamespace: string,
  owner = 'the delegate',
): void {
  for (const grant of access._grants) {
    checkRules(checks, grant);
    checkRole(checks, grant);
    checkNamespaces(checks, grant, ownNamespace, owner);
  }
}

function checkNamespaces(checks: PropertyChecks, grant: Grant, ownNamespace: string, owner: string): void {
  if (grant.namespaces === undefined) {
    if (grant.startsPods) {
      checks.later('access', [ownNamespace], (own) => refuseShared(checks, grant.choice, own, own, owner));
    }
    return;
  }
  if (grant.namespaces.length === 0) {
    checks.refuse('access', [], 'at least one namespace', 'List the namespaces, or use DelegateAccess.none().');
  }
  for (const namespace of grant.namespaces) {
    checks.text('access', namespace, { ...DNS_LABEL, remedy: 'Pass the name of a namespace.' });
    if (grant.startsPods) {
      checks.later('access', [namespace, ownNamespace], (known, own) =>
        refuseShared(checks, grant.choice, known, own, owner),
      );
    }
  }
}

function refuseShared(checks: PropertyChecks, choice: string, namespace: string, own: string, owner: string): void {
  if (namespace === own) {
    checks.refuse(
      'access',
      inWords(`${choice} in namespace "${namespace}"`),
      `a namespace other than the namespace of ${owner}`,
      `Use another namespace, or accept the risk with { sharedNamespace: true }: a pod in the namespace of ${owner} can act as ${owner}.`,
    );
  }
}

function checkRole(checks: PropertyChecks, { role, choice, isClusterWide }: Grant): void {
  if (!('name' in role) || choice === 'cluster-admin') {
    return;
  }
  checks.text('access', role.name, ROLE_NAME);
  checks.later('access', [role.name], (name) => {
    if (role.kind === 'ClusterRole' && name === 'cluster-admin') {
      const factory = isClusterWide ? 'DelegateAccess.clusterAdmin()' : 'DelegateAccess.namespaceAdmin(…)';
      checks.refuse(
        'access',
        inWords('the ClusterRole "cluster-admin"'),
        'another ClusterRole',
        `Use ${factory}, which stands out in a review.`,
      );
    }
  });
}

const PARTS: { readonly [part in 'apiGroups' | 'resources' | 'verbs']: Rule } = {
  apiGroups: {
    allowed: "an API group without a version: '', 'apps', 'batch', …, or '*'",
    remedy: "Remove the version. Pass '' for the core group.",
    holds: (value) => value === '' || value === '*' || (DNS_SUBDOMAIN.holds(value) && !/^v[0-9]/.test(value)),
  },
  resources: {
    allowed: "a resource in lowercase and plural: 'pods', 'pods/log', …, or '*'",
    remedy: 'Pass the name that kubectl api-resources shows.',
    holds: (value) => /^(\*|[a-z][a-z0-9.-]*)(\/(\*|[a-z0-9.-]+))?$/.test(value),
  },
  verbs: {
    allowed: "a verb of the Kubernetes API: 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', …, or '*'",
    remedy: 'List the verbs one by one.',
    holds: (value) => /^(\*|[a-z]+)$/.test(value) && !['read', 'write', 'all'].includes(value),
  },
};

function checkRules(checks: PropertyChecks, { role, isClusterWide }: Grant): void {
  if (!('rules' in role)) {
    return;
  }
  if (role.rules.length === 0) {
    checks.refuse('access', [], 'at least one rule', 'Add a rule, or use DelegateAccess.none().');
  }
  role.rules.forEach((rule, index) => {
    const where = `access.rules[${index}]`;
    for (const [part, partRule] of Object.entries(PARTS)) {
      const values = rule[part as keyof typeof PARTS];
      if (values.length === 0) {
        checks.refuse(`${where}.${part}`, [], 'at least one element', `Add the ${part} of the rule.`);
      }
      values.forEach((value) => checks.text(`${where}.${part}`, value, partRule));
    }
    if (rule.resourceNames?.length === 0) {
      checks.refuse(
        `${where}.resourceNames`,
        [],
        'at least one name',
        'Add a name, or remove resourceNames to allow every object.',
      );
    }
    refuseEverything(checks, where, rule, isClusterWide === true);
  });
}

/** Refuses a rule for every verb on every resource of every group: a named choice exists for that. */
function refuseEverything(
  checks: PropertyChecks,
  where: string,
  { apiGroups, resources, verbs }: AccessRule,
  isClusterWide: boolean,
): void {
  checks.later(where, [...apiGroups, ...resources, ...verbs], (...known) => {
    const groups = known.splice(0, apiGroups.length);
    const kinds = known.splice(0, resources.length);
    if (groups.includes('*') && kinds.some((kind) => kind === '*' || kind === '*/*') && known.includes('*')) {
      const factory = isClusterWide ? 'DelegateAccess.clusterAdmin()' : 'DelegateAccess.namespaceAdmin(…)';
      const given = inWords('every verb on every resource of every API group');
      checks.refuse(where, given, 'a rule that lists what it grants', `Use ${factory}, which stands out in a review.`);
    }
  });
}
