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
  struct,
  TEXT,
} from '../../values';
import type { CiStep } from '../steps';
import { CPU, MEMORY } from '../steps/amount-rules';
import { CI_STEP } from '../steps/shapes';
import { leavesOf } from '../steps/step-node';
import type { ResourceAmounts, SidecarResources, StageResourcesOptions } from './stage-resources';

const STEPS = listOf(CI_STEP);
const AMOUNTS = struct<ResourceAmounts>({ cpu: required(TEXT), memory: required(TEXT) });
const OPTIONS = struct<StageResourcesOptions>({
  clonesCodebase: FLAG,
  privileged: FLAG,
  increasedDefaults: FLAG,
  sidecar: struct<SidecarResources>({ requests: required(AMOUNTS), limits: AMOUNTS }),
});

/** Throws for what cannot be reckoned with. There is no construct whose path an error could tell. */
export function checkResources(steps: CiStep[], options: StageResourcesOptions): void {
  const checks = PropertyChecks.withoutConstruct();
  STEPS(checks, 'steps', steps);
  OPTIONS(checks, 'options', options);
  for (const { where, step } of leavesOf(steps)) {
    const { cpu, memory } = step.options.resources ?? {};
    checkAmount(checks, `${where}.resources.cpu`, cpu, CPU);
    checkAmount(checks, `${where}.resources.memory`, memory, MEMORY);
  }
  const { requests, limits } = options.sidecar ?? {};
  for (const [name, amounts] of Object.entries({ requests, limits })) {
    if (amounts !== undefined) {
      positiveQuantity(checks, `options.sidecar.${name}.cpu`, amounts.cpu);
      positiveQuantity(checks, `options.sidecar.${name}.memory`, amounts.memory);
    }
  }
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
