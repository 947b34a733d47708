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
  /** Running pods are also evicted. */
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

/** Converts a toleration. `checkText` and `effectOf` may accept values that only stages support. */
export function resolveToleration(
  checks: PropertyChecks,
  toleration: DelegateToleration,
  where: string,
  checkText: CheckText = (property, text, rule) => checks.text(property, text, rule),
  effectOf = () => toleration.effect,
): ResolvedToleration {
  checks.apart(
    () => toleration.key === undefined || checkText(`${where}.key`, toleration.key, QUALIFIED_NAME),
    () => checkValue(checks, toleration, where, checkText),
    () => checkSeconds(checks, toleration, where, effectOf),
  );
  return tolerationOf(toleration);
}

/** A toleration as in the Kubernetes API. */
export function tolerationOf({ key, value, effect, tolerationSeconds }: DelegateToleration): ResolvedToleration {
  return { key, operator: value === undefined ? 'Exists' : 'Equal', value, effect, tolerationSeconds };
}

function checkValue(checks: PropertyChecks, given: DelegateToleration, where: string, checkText: CheckText): void {
  const { value } = given;
  if (value !== undefined) {
    checkText(`${where}.value`, value, LABEL_VALUE);
    if (given.key === undefined) {
      checks.refuse(`${where}.value`, value, 'no value without a key', 'Set key, or remove value.');
    }
  }
}

function checkSeconds(
  checks: PropertyChecks,
  given: DelegateToleration,
  where: string,
  effectOf: () => TaintEffect | undefined,
): void {
  const { tolerationSeconds } = given;
  if (tolerationSeconds !== undefined) {
    checks.integer(`${where}.tolerationSeconds`, tolerationSeconds, 0);
    if (effectOf() !== TaintEffect.NO_EXECUTE) {
      checks.refuse(
        `${where}.tolerationSeconds`,
        tolerationSeconds,
        'no value unless effect is NoExecute',
        'Set effect to TaintEffect.NO_EXECUTE, or remove tolerationSeconds.',
      );
    }
  }
}

/** Converts a topology spread constraint; the label selector is added later. */
export function resolveSpread(checks: PropertyChecks, spread: DelegateTopologySpread, where: string): ResolvedSpread {
  checks.apart(
    () => checks.text(`${where}.topologyKey`, spread.topologyKey, QUALIFIED_NAME),
    () => checks.integer(`${where}.maxSkew`, spread.maxSkew ?? 1, 1),
    () => checkDomains(checks, spread, where),
  );
  return spreadOf(spread);
}

/** A topology spread constraint as in the Kubernetes API, with its defaults. */
export function spreadOf(spread: DelegateTopologySpread): ResolvedSpread {
  const { topologyKey, maxSkew = 1, whenUnsatisfiable = UnsatisfiableConstraint.SCHEDULE_ANYWAY, minDomains } = spread;
  return { topologyKey, maxSkew, whenUnsatisfiable, minDomains };
}

function checkDomains(checks: PropertyChecks, given: DelegateTopologySpread, where: string): void {
  const { minDomains } = given;
  if (minDomains !== undefined) {
    checks.integer(`${where}.minDomains`, minDomains, 1);
    if (given.whenUnsatisfiable !== UnsatisfiableConstraint.DO_NOT_SCHEDULE) {
      checks.refuse(
        `${where}.minDomains`,
        minDomains,
        'no value unless whenUnsatisfiable is DoNotSchedule',
        'Set whenUnsatisfiable to UnsatisfiableConstraint.DO_NOT_SCHEDULE, or remove minDomains.',
      );
    }
  }
}

/** Whether two tolerations are for the same taint. */
export function isSameToleration(one: DelegateToleration, other: DelegateToleration): boolean {
  return (['key', 'value', 'effect'] as const).every((member) => one[member] === other[member]);
}
