import { LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME, type Rule } from '../core';

/**
 * Effect of a taint.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export enum TaintEffect {
  /** New pods are not scheduled on the node. */
  NO_SCHEDULE = 'NoSchedule',
  /** New pods are scheduled on the node only if no other node fits. */
  PREFER_NO_SCHEDULE = 'PreferNoSchedule',
  /** Running pods are evicted, too. */
  NO_EXECUTE = 'NoExecute',
}

/** A toleration: a node taint that the pods tolerate. */
export interface DelegateToleration {
  /**
   * Key of the taint.
   *
   * @default - every key
   */
  readonly key?: string;
  /**
   * Value of the taint. Needs `key`.
   *
   * @default - every value
   */
  readonly value?: string;
  /**
   * Effect of the taint.
   *
   * @default - every effect
   */
  readonly effect?: TaintEffect;
  /**
   * How long a running pod stays on the node, in seconds. Only with `NO_EXECUTE`.
   *
   * @default - forever
   */
  readonly tolerationSeconds?: number;
}

/**
 * What happens to a pod that cannot satisfy a spread constraint.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
 */
export enum UnsatisfiableConstraint {
  /** The pod stays pending. */
  DO_NOT_SCHEDULE = 'DoNotSchedule',
  /** The pod starts on the node that minimizes the skew. */
  SCHEDULE_ANYWAY = 'ScheduleAnyway',
}

/** Spreads pods over nodes or zones. The label selector is set for you. */
export interface DelegateTopologySpread {
  /** Node label that defines the domains, for example `topology.kubernetes.io/zone`. */
  readonly topologyKey: string;
  /**
   * Maximum difference in the number of pods between domains, at least 1.
   *
   * @default 1
   */
  readonly maxSkew?: number;
  /**
   * What happens to a pod that would exceed `maxSkew`.
   *
   * @default UnsatisfiableConstraint.SCHEDULE_ANYWAY
   */
  readonly whenUnsatisfiable?: UnsatisfiableConstraint;
  /**
   * Minimum number of domains, at least 1. Only with `DO_NOT_SCHEDULE`.
   *
   * @default - not set
   */
  readonly minDomains?: number;
}

/** A Kubernetes toleration, declared here so that declarations do not depend on Kubernetes types. */
export interface ResolvedToleration {
  readonly key?: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect?: TaintEffect;
  readonly tolerationSeconds?: number;
}

/** A Kubernetes topology spread constraint without its label selector. */
export interface ResolvedSpread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly whenUnsatisfiable: UnsatisfiableConstraint;
  readonly minDomains?: number;
}

/** Throws for a string that breaks the rule. */
type CheckText = (property: string, text: string, rule: Rule) => void;

/** Converts a toleration. `checkText` may accept values that only stages support. */
export function resolveToleration(
  checks: PropertyChecks,
  toleration: DelegateToleration,
  where: string,
  checkText: CheckText = (property, text, rule) => checks.text(property, text, rule),
): ResolvedToleration {
  const { key, value, effect, tolerationSeconds } = toleration;
  if (key !== undefined) {
    checkText(`${where}.key`, key, QUALIFIED_NAME);
  }
  if (value !== undefined) {
    checkText(`${where}.value`, value, LABEL_VALUE);
    if (key === undefined) {
      checks.refuse(`${where}.value`, value, 'no value without a key', 'Set key, or remove value.');
    }
  }
  if (tolerationSeconds !== undefined) {
    checks.integer(`${where}.tolerationSeconds`, tolerationSeconds, 0);
    if (effect !== TaintEffect.NO_EXECUTE) {
      checks.refuse(
        `${where}.tolerationSeconds`,
        tolerationSeconds,
        'no value unless effect is NoExecute',
        'Set effect to TaintEffect.NO_EXECUTE, or remove tolerationSeconds.',
      );
    }
  }
  return { key, operator: value === undefined ? 'Exists' : 'Equal', value, effect, tolerationSeconds };
}

/** Converts a topology spread constraint; the label selector is added later. */
export function resolveSpread(checks: PropertyChecks, spread: DelegateTopologySpread, where: string): ResolvedSpread {
  const { topologyKey, maxSkew = 1, whenUnsatisfiable = UnsatisfiableConstraint.SCHEDULE_ANYWAY, minDomains } = spread;
  checks.text(`${where}.topologyKey`, topologyKey, QUALIFIED_NAME);
  checks.integer(`${where}.maxSkew`, maxSkew, 1);
  if (minDomains !== undefined) {
    checks.integer(`${where}.minDomains`, minDomains, 1);
    if (whenUnsatisfiable !== UnsatisfiableConstraint.DO_NOT_SCHEDULE) {
      checks.refuse(
        `${where}.minDomains`,
        minDomains,
        'no value unless whenUnsatisfiable is DoNotSchedule',
        'Set whenUnsatisfiable to UnsatisfiableConstraint.DO_NOT_SCHEDULE, or remove minDomains.',
      );
    }
  }
  return { topologyKey, maxSkew, whenUnsatisfiable, minDomains };
}
