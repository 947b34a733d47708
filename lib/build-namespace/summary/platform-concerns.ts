/** Which facts about a platform concern a namespace, according to its objects. */
import { isPlainObject, parseQuantity } from '../../core';
import { type Container, elementsOf, type KubernetesObject, namespaceOf, objectsOfKind } from '../../evaluation';
import type { DelegatePods } from './delegate-pods';
import type { Concern } from './platform-facts';

/** Priority classes of the system. @see https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/ */
const CRITICAL = ['system-cluster-critical', 'system-node-critical'];

/** Concerns of builds in a namespace. */
export function concernsOfBuilds(objects: readonly KubernetesObject[], namespace: string): Concern[] {
  return [
    'everything',
    ...(hasPolicies(objects, namespace) ? (['network policies', 'network policies of builds'] as const) : []),
  ];
}

/** Concerns of a delegate's pods. */
export function concernsOfDelegate(
  objects: readonly KubernetesObject[],
  { namespace, specs }: DelegatePods,
): Concern[] {
  const classes = specs.flatMap(({ priorityClassName }) => priorityClassName ?? []);
  const amounts = specs.flatMap(({ containers }) => elementsOf(containers)).map(({ resources }) => resources ?? {});
  return [
    ...(hasPolicies(objects, namespace) ? (['network policies'] as const) : []),
    ...concernsOfPriority(objects, namespace, classes),
    ...(amounts.every(isKeptByAutopilot) ? [] : (['amounts of the delegate'] as const)),
  ];
}

/** A critical class, where no quota of the app allows one. */
export function concernsOfPriority(
  objects: readonly KubernetesObject[],
  namespace: string,
  classes: readonly string[],
): Concern[] {
  const quotas = objectsOfKind(objects, '', 'ResourceQuota').filter((object) => namespaceOf(object) === namespace);
  const isAllowed = quotas.some(
    ({ spec }) => isPlainObject(spec) && JSON.stringify(spec.scopeSelector ?? '').includes('PriorityClass'),
  );
  return classes.some((name) => CRITICAL.includes(name)) && !isAllowed ? ['critical priority'] : [];
}

function hasPolicies(objects: readonly KubernetesObject[], namespace: string): boolean {
  return objectsOfKind(objects, 'networking.k8s.io', 'NetworkPolicy').some(
    (object) => namespaceOf(object) === namespace,
  );
}

/** @see https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests#min-max-requests */
function isKeptByAutopilot({ requests = {}, limits = {} }: NonNullable<Container['resources']>): boolean {
  const [cpu, memory, disk] = ['cpu', 'memory', 'ephemeral-storage'].map((name) => {
    const [request, limit] = [requests?.[name], limits?.[name]].map((text) => parseQuantity(`${text ?? ''}`));
    return request !== undefined && request === limit ? request : undefined;
  });
  const gi = parseQuantity('1Gi') ?? 1n;
  const one = parseQuantity('1') ?? 1n;
  return (
    cpu !== undefined &&
    memory !== undefined &&
    disk !== undefined &&
    memory * one >= cpu * gi &&
    2n * memory * one <= 13n * cpu * gi &&
    disk <= 10n * gi
  );
}
