import { LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME } from '../../core';
import { checkTextOrExpression, IDENTIFIER } from '../../document';
import {
  type DelegateToleration,
  type DelegateTopologySpread,
  resolveSpread,
  resolveToleration,
  TaintEffect,
} from '../../workload';
import { resolveInputs } from './inputs';

/** Toleration members set when the pipeline runs. Each replaces the property of the same name. */
export interface StageTolerationInputs {
  /**
   * Effect of the taint, as an expression.
   *
   * @default - `effect`
   * @kind expression
   */
  readonly effect?: string;
}

/**
 * A node taint that the pod of a stage tolerates. A toleration allows the pod to run on tainted nodes; to require them, set
 * `nodeSelector`. The key and value can be expressions.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 * @kind key expression
 * @kind value expression
 */
export interface StageToleration extends DelegateToleration {
  /**
   * Distinguishes tolerations with the same key. Required for each of them if several share a key.
   *
   * @default - none
   */
  readonly identifier?: string;
  /**
   * Members set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StageTolerationInputs;
}

/** Operator of a label expression. */
export enum LabelOperator {
  /** The label has one of the values. */
  IN = 'In',
  /** The label has none of the values, or does not exist. */
  NOT_IN = 'NotIn',
  /** The label exists. */
  EXISTS = 'Exists',
  /** The label does not exist. */
  DOES_NOT_EXIST = 'DoesNotExist',
}

/** A condition on a label. */
export interface LabelExpression {
  /** Label key. */
  readonly key: string;
  /** Operator that compares the label with `values`. */
  readonly operator: LabelOperator;
  /**
   * Label values. Required for `IN` and `NOT_IN`; must be unset for the other operators.
   *
   * @default - none
   */
  readonly values?: string[];
}

/** Spreads the pods of stages over nodes or zones. */
export interface StageTopologySpread extends DelegateTopologySpread {
  /**
   * Labels of the pods to count. Required unless `matchExpressions` is set.
   *
   * @default - none
   * @kind expression
   */
  readonly matchLabels?: { [key: string]: string };
  /**
   * Conditions on the labels of the pods to count.
   *
   * @default - none
   */
  readonly matchExpressions?: LabelExpression[];
}

/** Resolves the tolerations to the format of Harness. */
export function resolveTolerations(checks: PropertyChecks, tolerations: readonly StageToleration[]): object[] {
  return checks.each(tolerations, (toleration, index) => {
    const where = `tolerations[${index}]`;
    checks.part(() => toleration.key === undefined || checks.plain(`${where}.key`, toleration.key));
    checks.part(() => checkIdentifier(checks, tolerations, index));
    const inputs = checks.part(() => resolveInputs(checks, toleration, `${where}.`));
    const resolved = checks.part(() =>
      resolveToleration(
        checks,
        toleration,
        where,
        (property, text, rule) => checkTextOrExpression(checks, property, text, rule),
        // An effect known only at run time may be NoExecute, the only one that allows tolerationSeconds.
        () => (inputs.value.effect === undefined ? toleration.effect : TaintEffect.NO_EXECUTE),
      ),
    );
    const { operator, value, tolerationSeconds } = resolved.value;
    const { identifier, key } = toleration;
    return { identifier, effect: inputs.value.effect ?? toleration.effect, key, operator, value, tolerationSeconds };
  });
}

/** Harness distinguishes tolerations with the same key by identifier. */
function checkIdentifier(checks: PropertyChecks, all: readonly StageToleration[], index: number): void {
  const { identifier, key } = all[index];
  const property = `tolerations[${index}].identifier`;
  if (identifier === undefined) {
    if (all.filter((other) => other.key === key).length > 1) {
      checks.refuse(
        property,
        undefined,
        'an identifier, because another toleration has the same key',
        'Set a different identifier on each of them.',
        'missing',
      );
    }
    return;
  }
  checks.plainText(property, identifier, IDENTIFIER);
  if (all.findIndex((other) => other.identifier === identifier) !== index) {
    checks.refuse(property, identifier, 'an identifier that no other toleration has', 'Change the identifier.');
  }
}

/** Resolves a spread to the format of Kubernetes. */
export function resolveStageSpread(checks: PropertyChecks, spread: StageTopologySpread, where: string): object {
  // The overlay is serialized at once, so unresolved values are not possible.
  checks.part(() => checks.plain(`${where}.topologyKey`, spread.topologyKey));
  const resolved = checks.part(() => resolveSpread(checks, spread, where));
  const labelSelector = checks.part(() => resolveSelector(checks, spread, where));
  const { maxSkew, minDomains, topologyKey, whenUnsatisfiable } = resolved.value;
  return { maxSkew, minDomains, topologyKey, whenUnsatisfiable, labelSelector: labelSelector.value };
}

/** Without a selector, no pods would be counted. */
function resolveSelector(checks: PropertyChecks, spread: StageTopologySpread, where: string): object {
  const { matchLabels, matchExpressions } = spread;
  if (Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0) {
    checks.refuse(
      `${where}.matchLabels`,
      undefined,
      'labels or expressions that select the pods to count',
      'Set matchLabels or matchExpressions, for example to a label of the stage.',
      'missing',
    );
  }
  for (const [key, value] of Object.entries(matchLabels ?? {})) {
    checks.key(`${where}.matchLabels`, key, QUALIFIED_NAME);
    checks.plainText(`${where}.matchLabels["${key}"]`, value, LABEL_VALUE);
  }
  (matchExpressions ?? []).forEach(({ key, operator, values = [] }, index) => {
    const at = `${where}.matchExpressions[${index}]`;
    checks.plainText(`${at}.key`, key, QUALIFIED_NAME);
    values.forEach((value, position) => checks.plainText(`${at}.values[${position}]`, value, LABEL_VALUE));
    const needsValues = operator === LabelOperator.IN || operator === LabelOperator.NOT_IN;
    if (needsValues !== values.length > 0) {
      const allowed = needsValues
        ? `at least one value with the operator ${operator}`
        : `no values with the operator ${operator}`;
      checks.refuse(`${at}.values`, values, allowed, 'Change the operator or the values.');
    }
  });
  return { matchLabels, matchExpressions };
}
