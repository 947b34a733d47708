/** Which nodes pods can be on. */
import { isPlainObject } from '../core';
import { elementsOf, type Labels } from './objects';
import { meets, type SelectorExpression } from './selector';

interface Toleration {
  readonly key?: string | null;
  readonly operator?: string | null;
  readonly value?: string | null;
  readonly effect?: string | null;
}

/** What decides the nodes of a pod. */
export interface Placement {
  readonly nodeSelector?: Labels | null;
  readonly tolerations?: readonly Toleration[] | null;
  readonly affinity?: object | null;
}

/** Nodes that some pods select. They have the labels, and the taints that the pods tolerate. */
export type NodePool = Omit<Placement, 'affinity'>;

/** Whether the nodes of a pool can admit other pods. Labels that the pool does not state can have any value. */
export function nodesAdmit({ nodeSelector, tolerations }: NodePool, pod: Placement): boolean {
  const labels = nodeSelector ?? {};
  const own = Object.entries(pod.nodeSelector ?? {});
  const isSelected = own.every(([key, value]) => labels[key] === undefined || mayBe(labels[key], value));
  const taints = elementsOf(tolerations).filter(({ key, effect }) => key && effect !== 'PreferNoSchedule');
  return (
    isSelected &&
    hasTerm(pod.affinity, labels) &&
    taints.every((taint) => elementsOf(pod.tolerations).some((one) => tolerates(one, taint)))
  );
}

/** An expression of Harness can be any value. */
function mayBe(one: string, other: string): boolean {
  return one === other || [one, other].some((value) => value.includes('<+'));
}

/** @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/ */
function tolerates({ key, operator, value, effect }: Toleration, taint: Toleration): boolean {
  const isEffect = !effect || !taint.effect || mayBe(effect, taint.effect);
  const isValue = operator === 'Exists' || taint.operator === 'Exists' || mayBe(value ?? '', taint.value ?? '');
  return isEffect && (key ? mayBe(key, taint.key ?? '') && isValue : operator === 'Exists');
}

/** Whether one of the required terms of a node affinity can hold. @see https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/ */
function hasTerm(affinity: object | null | undefined, labels: Labels): boolean {
  const path = ['nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  const terms = path.reduce<unknown>((value, key) => (isPlainObject(value) ? value[key] : undefined), affinity);
  if (!Array.isArray(terms)) {
    return true;
  }
  return (terms as { readonly matchExpressions?: readonly SelectorExpression[] | null }[]).some((term) =>
    elementsOf(term.matchExpressions).every(
      (expression) => labels[expression.key] === undefined || mayMeet(expression, labels[expression.key]),
    ),
  );
}

/** `Gt` and `Lt` are not evaluated. */
function mayMeet(expression: SelectorExpression, value: string): boolean {
  return ['Gt', 'Lt'].includes(expression.operator) || value.includes('<+') || meets(expression, value);
}
