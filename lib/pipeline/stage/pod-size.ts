/** Refuses pods that are larger than the platform admits. */
import { exceeds, inWords, type PropertyChecks, Together } from '../../core';
import type { ResolvedInfrastructure } from '../infrastructure/infrastructure-document';
import { hasOtherLimits } from '../infrastructure/platform';

/** CPU and memory that a pod requests. */
interface PodRequests {
  readonly cpu: string;
  readonly memory: string;
}

/** Throws for a pod that requests more than its platform admits. Requests that are not known are not checked. */
export function checkPodSize(
  checks: PropertyChecks,
  { platform, props }: ResolvedInfrastructure,
  requestsOf: () => PodRequests | undefined,
): void {
  const largest = platform?._record.largestPod;
  if (largest === undefined || hasOtherLimits(largest, props)) {
    return;
  }
  const requests = requestsOf();
  const together = new Together();
  for (const resource of requests === undefined ? [] : (['cpu', 'memory'] as const)) {
    const requested = requests?.[resource] ?? '';
    if (exceeds(requested, largest[resource])) {
      together.run(() =>
        checks.refuse(
          'steps',
          inWords(`a pod that requests ${requested} of ${resource}`),
          `at most ${largest[resource]}: ${largest.says}`,
          'Split the stage, or use a node selector of another compute class.',
        ),
      );
    }
  }
  together.end();
}
