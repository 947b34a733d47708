/** On which nodes the pod of a stage runs. */
import { resolveSpread, resolveToleration, TaintEffect } from '../../../delegate';
import { checkTextOrExpression, IDENTIFIER, toYaml } from '../../../document';
import { LABEL_VALUE, type PropertyChecks, QUALIFIED_NAME } from '../../../values';
import { LabelOperator, type PodSpecOverlay, type StageToleration, type StageTopologySpread } from '../props';
import { resolveInputs } from './inputs';

/** The tolerations as Harness writes them. */
export function resolveTolerations(checks: PropertyChecks, tolerations: readonly StageToleration[]): object[] {
  return tolerations.map((toleration, index) => {
    const where = `tolerations[${index}]`;
    const { identifier, key } = toleration;
    if (key !== undefined) {
      checks.plain(`${where}.key`, key);
    }
    checkIdentifier(checks, tolerations, index);
    const { effect } = resolveInputs(checks, toleration, `${where}.`);
    const { operator, value, tolerationSeconds } = resolveToleration(
      checks,
      // An effect that is told later may be the one that goes with a time.
      { ...toleration, effect: effect === undefined ? toleration.effect : TaintEffect.NO_EXECUTE },
      where,
      (property, text, rule) => checkTextOrExpression(checks, property, text, rule),
    );
    return { identifier, effect: effect ?? toleration.effect, key, operator, value, tolerationSeconds };
  });
}

/** Harness tells tolerations of one key apart by identifiers. */
function checkIdentifier(checks: PropertyChecks, all: readonly StageToleration[], index: number): void {
  const { identifier, key } = all[index];
  const property = `tolerations[${index}].identifier`;
  if (identifier === undefined) {
    if (all.filter((other) => other.key === key).length > 1) {
      checks.refuse(
        property,
        undefined,
        'an identifier for each toleration of a key that another one has',
        'Give each of them an identifier of its own.',
      );
    }
    return;
  }
  checks.plainText(property, identifier, IDENTIFIER);
  if (all.findIndex((other) => other.identifier === identifier) !== index) {
    checks.refuse(property, identifier, 'each identifier once', 'Give it another identifier.');
  }
}

/** The overlay as one text, which is how Harness wants it. YAML then writes it as a block. */
export function resolveOverlay(
  checks: PropertyChecks,
  { topologySpreadConstraints, overlayYamlFlag }: PodSpecOverlay,
): string {
  const property = 'podSpecOverlay.topologySpreadConstraints';
  if (topologySpreadConstraints.length === 0) {
    checks.refuse(property, [], 'at least one constraint', 'Leave podSpecOverlay out.');
  }
  const overlay = {
    topologySpreadConstraints: topologySpreadConstraints.map((spread, index) =>
      resolveStageSpread(checks, spread, `${property}[${index}]`),
    ),
  };
  return toYaml(overlayYamlFlag === true ? { spec: overlay } : overlay).trimEnd();
}

function resolveStageSpread(checks: PropertyChecks, spread: StageTopologySpread, where: string): object {
  // It is written into a text, which is made at once.
  checks.plain(`${where}.topologyKey`, spread.topologyKey);
  const { maxSkew, minDomains, topologyKey, whenUnsatisfiable } = resolveSpread(checks, spread, where);
  return { maxSkew, minDomains, topologyKey, whenUnsatisfiable, labelSelector: resolveSelector(checks, spread, where) };
}

/** Without a selector no pod would be counted. */
function resolveSelector(checks: PropertyChecks, spread: StageTopologySpread, where: string): object {
  const { matchLabels, matchExpressions } = spread;
  if (Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0) {
    checks.refuse(
      `${where}.matchLabels`,
      undefined,
      'labels or expressions that choose the pods to count',
      'Set matchLabels or matchExpressions, for example to a label that the stage has.',
    );
  }
  for (const [key, value] of Object.entries(matchLabels ?? {})) {
    checks.plainText(`${where}.matchLabels key`, key, QUALIFIED_NAME);
    checks.plainText(`${where}.matchLabels["${key}"]`, value, LABEL_VALUE);
  }
  (matchExpressions ?? []).forEach(({ key, operator, values = [] }, index) => {
    const at = `${where}.matchExpressions[${index}]`;
    checks.plainText(`${at}.key`, key, QUALIFIED_NAME);
    values.forEach((value, position) => checks.plainText(`${at}.values[${position}]`, value, LABEL_VALUE));
    const needsValues = operator === LabelOperator.IN || operator === LabelOperator.NOT_IN;
    if (needsValues !== values.length > 0) {
      const allowed = needsValues ? `values with the operator ${operator}` : `no values with the operator ${operator}`;
      checks.refuse(`${at}.values`, values, allowed, 'Change the operator or the values.');
    }
  });
  return { matchLabels, matchExpressions };
}
