/** On which nodes pods run: what a delegate and a stage say alike. */
import { LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME, type Rule } from '../../values';
import { type DelegateToleration, type DelegateTopologySpread, TaintEffect, UnsatisfiableConstraint } from '../props';

/** As Kubernetes has it. Written out here: other rooms see it, and declarations need no types of Kubernetes. */
export interface ResolvedToleration {
  readonly key?: string;
  readonly operator: string;
  readonly value?: string;
  readonly effect?: TaintEffect;
  readonly tolerationSeconds?: number;
}

/** As Kubernetes has it, but for the pods that it speaks of. */
export interface ResolvedSpread {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly whenUnsatisfiable: UnsatisfiableConstraint;
  readonly minDomains?: number;
}

/** Throws for a text that does not keep the rule. */
type CheckText = (property: string, text: string, rule: Rule) => void;

/** A toleration as Kubernetes has it. `checkText` may let through what a stage alone may say. */
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
      checks.refuse(`${where}.value`, value, 'a key beside the value', 'Set key, or leave value out.');
    }
  }
  if (tolerationSeconds !== undefined) {
    checks.integer(`${where}.tolerationSeconds`, tolerationSeconds, 0);
    if (effect !== TaintEffect.NO_EXECUTE) {
      checks.refuse(
        `${where}.tolerationSeconds`,
        tolerationSeconds,
        'a time only with the effect NoExecute',
        'Set effect to NO_EXECUTE, or leave the time out.',
      );
    }
  }
  return { key, operator: value === undefined ? 'Exists' : 'Equal', value, effect, tolerationSeconds };
}

/** A constraint as Kubernetes has it, which still has to say of which pods it speaks. */
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
        'a number of domains only with DO_NOT_SCHEDULE',
        'Set whenUnsatisfiable to DO_NOT_SCHEDULE, or leave minDomains out.',
      );
    }
  }
  return { topologyKey, maxSkew, whenUnsatisfiable, minDomains };
}
