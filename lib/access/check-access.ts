import { DNS_LABEL, type PropertyChecks, ROLE_NAME } from '../values';
import type { AccessRule } from './access-rule';
import type { DelegateAccess, Grant } from './delegate-access';

/** Checks what only the delegate can check: it knows its own namespace and construct path. */
export function checkAccess(checks: PropertyChecks, access: DelegateAccess, ownNamespace: string): void {
  for (const grant of access._grants) {
    checkNamespaces(checks, grant, ownNamespace);
    if ('rules' in grant.role) {
      checkRules(checks, grant.role.rules);
    } else {
      checkRole(checks, grant.role, grant.choice);
    }
  }
}

function checkNamespaces(checks: PropertyChecks, grant: Grant, ownNamespace: string): void {
  if (grant.namespaces === undefined || grant.namespaces === 'cluster') {
    return;
  }
  if (grant.namespaces.length === 0) {
    checks.refuse('access', [], 'at least one namespace', 'Name the namespaces, or use DelegateAccess.none().');
  }
  for (const namespace of grant.namespaces) {
    checks.text('access', namespace, { ...DNS_LABEL, remedy: 'Pass names of namespaces.' });
    if (grant.runsBuilds) {
      checks.later('access', [namespace, ownNamespace], (build, own) => refuseShared(checks, build, own));
    }
  }
}

function refuseShared(checks: PropertyChecks, build: string, own: string): void {
  if (build === own) {
    checks.refuse(
      'access',
      `ciBuilds(["${build}"])`,
      "a namespace for builds that is not the delegate's own",
      "Whoever may start a build pod in the delegate's namespace can become the delegate. Use another namespace, or accept that with ciBuilds([…], { sharedNamespace: true }).",
    );
  }
}

function checkRole(checks: PropertyChecks, role: { kind: string; name: string }, choice: string): void {
  checks.text('access', role.name, ROLE_NAME);
  if (choice !== 'cluster-admin') {
    checks.later('access', [role.name], (name) => refuseHiddenClusterAdmin(checks, role.kind, name));
  }
}

function refuseHiddenClusterAdmin(checks: PropertyChecks, kind: string, name: string): void {
  if (kind === 'ClusterRole' && name === 'cluster-admin') {
    checks.refuse(
      'access',
      'clusterRole("cluster-admin")',
      'any other ClusterRole',
      'Use DelegateAccess.clusterAdmin(), which a reviewer notices.',
    );
  }
}

function checkRules(checks: PropertyChecks, rules: readonly AccessRule[]): void {
  if (rules.length === 0) {
    checks.refuse('access', [], 'at least one rule', 'Add a rule, or use DelegateAccess.none().');
  }
  rules.forEach((rule, index) => {
    for (const part of ['apiGroups', 'resources', 'verbs'] as const) {
      if (rule[part].length === 0) {
        checks.refuse(`access.rules[${index}].${part}`, [], 'at least one element', `Name the ${part} of the rule.`);
      }
    }
  });
}
