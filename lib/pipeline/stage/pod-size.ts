/** Refuses pods that are larger than the platform admits. */
import type { PropertyChecks } from '../../core';
import { checkLargestPod } from '../../workload';
import type { ResolvedInfrastructure } from '../infrastructure/infrastructure-document';
import { hasOtherLimits } from '../infrastructure/platform';

const PLACE = {
  property: 'steps',
  remedy: 'Split the stage, or use a node selector of another compute class.',
};

/** Throws for a pod that requests more than its platform admits. Requests that are not known are not checked. */
export function checkPodSize(
  checks: PropertyChecks,
  { platform, props }: ResolvedInfrastructure,
  requestsOf: () => { readonly cpu: string; readonly memory: string } | undefined,
): void {
  const largest = platform?._record.largestPod;
  if (largest === undefined || hasOtherLimits(largest, props)) {
    return;
  }
  checkLargestPod(checks, PLACE, largest, { ...requestsOf() });
}
