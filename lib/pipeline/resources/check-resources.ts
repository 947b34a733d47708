/** What is reckoned with is held against its rules first: a slip would otherwise count as nothing. */
import { isExpression } from '../../document';
import {
  FLAG,
  isUnresolved,
  listOf,
  positiveQuantity,
  PropertyChecks,
  required,
  type Rule,
  type Shape,
  type ShapesOf,
  struct,
  TEXT,
} from '../../values';
import type { CiStep } from '../steps';
import { CPU, MEMORY } from '../steps/amount-rules';
import { CI_STEP } from '../steps/shapes';
import { leavesOf } from '../steps/step-node';
import { type Copies, copiesIn } from './copies';
import type { ResourceAmounts, SidecarResources, StagePodOptions, StageResourcesOptions } from './stage-resources';

const STEPS = listOf(CI_STEP);
const AMOUNTS = struct<ResourceAmounts>({ cpu: required(TEXT), memory: required(TEXT) });
const QUANTITIES: Shape = (checks, property, value) => {
  AMOUNTS(checks, property, value);
  const { cpu, memory } = value as ResourceAmounts;
  positiveQuantity(checks, `${property}.cpu`, cpu);
  positiveQuantity(checks, `${property}.memory`, memory);
};
const POD_OPTION_SHAPES: ShapesOf<StagePodOptions> = {
  increasedDefaults: FLAG,
  sidecar: struct<SidecarResources>({ requests: required(QUANTITIES), limits: QUANTITIES }),
};
/** What of a pod stands in no stage. */
export const STAGE_POD_OPTIONS = struct(POD_OPTION_SHAPES);
const OPTIONS = struct<StageResourcesOptions>({ ...POD_OPTION_SHAPES, clonesCodebase: FLAG, privileged: FLAG });

/**
 * Throws for what cannot be reckoned with. There is no construct whose path an error could tell. Returns how often steps and
 * groups are run.
 */
export function checkResources(steps: CiStep[], options: StageResourcesOptions): Copies {
  const checks = PropertyChecks.withoutConstruct();
  STEPS(checks, 'steps', steps);
  OPTIONS(checks, 'options', options);
  for (const { where, step } of leavesOf(steps)) {
    const { cpu, memory } = step.options.resources ?? {};
    checkAmount(checks, `${where}.resources.cpu`, cpu, CPU);
    checkAmount(checks, `${where}.resources.memory`, memory, MEMORY);
  }
  return copiesIn(checks, steps);
}

function checkAmount(checks: PropertyChecks, property: string, amount: string | undefined, rule: Rule): void {
  if (amount === undefined) {
    return;
  }
  if (isUnresolved(amount) || isExpression(amount)) {
    checks.refuse(property, undefined, rule.allowed, 'Pass steps with plain amounts to StageResources.of(…).');
  }
  checks.text(property, amount, rule);
}
