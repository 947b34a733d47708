import { DNS_LABEL, DNS_SUBDOMAIN, type PropertyChecks, ROLE_NAME, type Rule } from '../values';
import type { AccessRule } from './access-rule';
import type { DelegateAccess, Grant } from './delegate-access';

/** Checks what only the owner of the access can check: it knows its own namespace and construct path. */
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
    checks.refuse('access', [], 'at least one namespace', 'Name the namespaces, or use DelegateAccess.none().');
  }
  for (const namespace of grant.namespaces) {
    checks.text('access', namespace, { ...DNS_LABEL, remedy: 'Pass names of namespaces.' });
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
      `${choice} in "${namespace}"`,
      `a namespace that is not that of ${owner} itself`,
      `Whoever may start a pod in the namespace of ${owner} can become ${owner}. Use another namespace, or accept that with { sharedNamespace: true }.`,
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
      const remedy = isClusterWide ? 'DelegateAccess.clusterAdmin()' : 'DelegateAccess.namespaceAdmin(…)';
      checks.refuse(
        'access',
        'the ClusterRole "cluster-admin"',
        'any other ClusterRole',
        `Use ${remedy}, which a reviewer notices.`,
      );
    }
  });
}

const PARTS: { readonly [part in 'apiGroups' | 'resources' | 'verbs']: Rule } = {
  apiGroups: {
    allowed: "an API group without version: '', 'apps', 'batch', …, or '*'",
    remedy: "Pass '' for the core group.",
    holds: (value) => value === '' || value === '*' || (DNS_SUBDOMAIN.holds(value) && !/^v[0-9]/.test(value)),
  },
  resources: {
    allowed: "a resource in the plural and in lower case: 'pods', 'pods/log', …, or '*'",
    remedy: 'Pass the name as kubectl api-resources shows it.',
    holds: (value) => /^(\*|[a-z][a-z0-9.-]*)(\/(\*|[a-z0-9.-]+))?$/.test(value),
  },
  verbs: {
    allowed: "a verb of the Kubernetes API: 'get', 'list', 'watch', 'create', 'update', 'patch', 'delete', …, or '*'",
    remedy: 'Pass the verbs one by one.',
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
        checks.refuse(`${where}.${part}`, [], 'at least one element', `Name the ${part} of the rule.`);
      }
      values.forEach((value) => checks.text(`${where}.${part}`, value, partRule));
    }
    if (rule.resourceNames?.length === 0) {
      checks.refuse(
        `${where}.resourceNames`,
        [],
        'at least one name',
        'An empty list means every object: leave it out if you want that.',
      );
    }
    refuseEverything(checks, where, rule, isClusterWide === true);
  });
}

/** Every verb on every resource of every group is what a named choice is for. */
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
      const remedy = isClusterWide ? 'DelegateAccess.clusterAdmin()' : 'DelegateAccess.namespaceAdmin(…)';
      checks.refuse(where, '*/*/*', 'a rule that names what it grants', `Use ${remedy}, which a reviewer notices.`);
    }
  });
}
