/** Refuses pods that are larger than a platform admits. */
import { exceeds, inWords, type PropertyChecks, Together } from '../core';

/** The largest pod that a platform admits. */
interface Largest {
  readonly cpu: string;
  readonly memory: string;
  readonly disk: string;
  /** Why, in a clause without a period. */
  readonly says: string;
}

/** Where the pod is set, and how to make it smaller. */
interface PodPlace {
  readonly property: string;
  readonly remedy: string;
}

/** Throws for a pod that requests more than `largest`, with every resource of which it does. */
export function checkLargestPod(
  checks: PropertyChecks,
  { property, remedy }: PodPlace,
  largest: Largest,
  requests: { readonly [resource: string]: string | undefined },
): void {
  const most = { cpu: largest.cpu, memory: largest.memory, 'ephemeral-storage': largest.disk };
  const together = new Together();
  for (const [resource, limit] of Object.entries(most)) {
    const amount = requests[resource] ?? '0';
    if (exceeds(amount, limit)) {
      const given = inWords(`a pod that requests ${amount} of ${resource}`);
      together.run(() => checks.refuse(property, given, `at most ${limit}: ${largest.says}`, remedy));
    }
  }
  together.end();
}
