/** Rules by which somebody can start a pod of a namespace, or enter one: in the delegate's own, that makes a delegate of him. */
import type { AccessRule } from './access-rule';

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#user-facing-roles */
export const BUILT_IN_ROLES_THAT_START_PODS: readonly string[] = ['admin', 'edit'];

const WORKLOADS = [
  'pods',
  'deployments',
  'statefulsets',
  'daemonsets',
  'replicasets',
  'replicationcontrollers',
  'jobs',
  'cronjobs',
];
const WAYS_IN = ['pods/exec', 'pods/attach', 'pods/ephemeralcontainers', 'serviceaccounts/token'];
/** `pods/exec` may be opened by a read, too. */
const VERBS: { readonly [resource: string]: readonly string[] } = {
  ...Object.fromEntries(WORKLOADS.map((resource) => [resource, ['create', 'update', 'patch']])),
  ...Object.fromEntries(WAYS_IN.map((resource) => [resource, ['create', 'get', 'update', 'patch']])),
  '*': ['create', 'update', 'patch'],
};

/** Whether one of the rules lets its owner start or enter pods. Rules that are known later are not judged. */
export function startPods(rules: readonly AccessRule[]): boolean {
  return listOf(rules).some((rule) =>
    listOf(rule?.resources).some((resource) =>
      listOf(rule.verbs).some((verb) => VERBS[resource] !== undefined && [...VERBS[resource], '*'].includes(verb)),
    ),
  );
}

/** Programs in plain JavaScript may pass anything; its kind is checked where the delegate is made. */
function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}
