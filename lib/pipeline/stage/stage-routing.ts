import { DelegateGeneration } from '../../delegate';

/**
 * Which generation of delegates runs a stage.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
export enum StageRouting {
  /** A legacy delegate: nothing is written. */
  LEGACY_DELEGATE = 'legacy delegate',
  /** The new delegate, for this stage alone: the variable `HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER` is written. */
  STAGE_VARIABLE = 'stage variable',
  /**
   * The new delegate, for all stages of the account: the feature flag `CI_V0_K8S_BUILDS_USE_RUNNER`. Nothing is written, and
   * the stage is checked all the same.
   */
  ACCOUNT_FLAG = 'account flag',
}

/** By which Harness routes one stage to the new delegate. */
export const ROUTING_VARIABLE = 'HARNESS_CI_INTERNAL_ROUTE_TO_RUNNER';
/** By which Harness routes all stages of an account to the new delegate. */
export const ROUTING_FLAG = 'CI_V0_K8S_BUILDS_USE_RUNNER';

/** Whether delegates of the generation run stages of the routing; nothing speaks against one that is not known. */
export function isRoutedTo(routing: StageRouting, generation?: DelegateGeneration): boolean {
  const toNew = routing !== StageRouting.LEGACY_DELEGATE;
  return generation === undefined || toNew === (generation === DelegateGeneration.NEW);
}
