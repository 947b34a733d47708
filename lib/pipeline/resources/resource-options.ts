import {
  isUnresolved,
  type Kinds,
  listOf,
  byteQuantity,
  positiveQuantity,
  PropertyChecks,
  type Rule,
  type Shape,
  struct,
} from '../../core';
import { isExpression } from '../../document';
import { type CiStep, leavesOf } from '../steps/ci-step';
import { CI_STEP } from '../steps/instances';
import { CPU, MEMORY } from '../steps/steps';
import { type Copies, copiesIn } from './amounts';

/** CPU and memory, as Kubernetes quantities. */
export interface ResourceAmounts {
  /** CPU, for example `5`. */
  readonly cpu: string;
  /** Memory, for example `13G`. */
  readonly memory: string;
}

/** A container that the cluster injects into every pod, such as a service mesh proxy. */
export interface SidecarResources {
  /** Requests of the container. */
  readonly requests: ResourceAmounts;
  /**
   * Limits of the container.
   *
   * @default - equal to `requests`
   */
  readonly limits?: ResourceAmounts;
}

/** Pod overhead not declared in any stage. */
export interface StagePodOptions {
  /**
   * Whether the feature flag `CI_INCREASE_DEFAULT_RESOURCES` is enabled for the account. A step without limits then gets
   * 1000m and 3000Mi instead of 400m and 500Mi.
   *
   * @default false
   */
  readonly increasedDefaults?: boolean;
  /**
   * A container that the cluster injects into the pod, such as a service mesh proxy.
   *
   * @default - none
   */
  readonly sidecar?: SidecarResources;
}

/** Options of `StageResources.of`. */
export interface StageResourcesOptions extends StagePodOptions {
  /**
   * Whether the stage clones the codebase, which adds a container.
   *
   * @default false
   */
  readonly clonesCodebase?: boolean;
  /**
   * Whether the infrastructure makes all containers privileged.
   *
   * @default false
   */
  readonly privileged?: boolean;
}

const STEPS = listOf(CI_STEP);

const AMOUNTS = struct('ResourceAmounts');

const QUANTITIES: Shape = (checks, property, value) => {
  AMOUNTS(checks, property, value);
  const { cpu, memory } = value as ResourceAmounts;
  positiveQuantity(checks, `${property}.cpu`, cpu);
  byteQuantity(checks, `${property}.memory`, memory);
};

const KINDS: Kinds = { ResourceAmounts: QUANTITIES };

/** Shape of `StagePodOptions`. */
export const STAGE_POD_OPTIONS = struct('StagePodOptions', KINDS);

const OPTIONS = struct('StageResourcesOptions', KINDS);

/**
 * Returns the copies of steps and groups. Throws for invalid input and for values that cannot be evaluated at synth. Errors
 * have no construct path, because there is no construct.
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
    checks.refuse(
      property,
      undefined,
      rule.allowed,
      'Pass steps with literal amounts: StageResources.of(…) cannot evaluate expressions.',
    );
  }
  checks.text(property, amount, rule);
}
