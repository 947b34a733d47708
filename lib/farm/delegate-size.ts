/** Refuses a delegate whose pods are larger than the platform admits. */
import type { Construct } from 'constructs';
import { shareOf } from '../build-namespace';
import { inWords, parseQuantity, PropertyChecks, Together, writeQuantity } from '../core';
import { demandOf, type IHarnessDelegate } from '../reference';
import type { CiBuildInfraProps } from './props';

/** Throws for the farm's own delegate if its containers request more together than a pod can have. */
export function checkDelegateSize(
  farm: Construct,
  delegate: IHarnessDelegate,
  { platform, istio, delegateOptions: { nodeSelector, affinity } = {} }: CiBuildInfraProps,
): void {
  const largest = platform?._record.largestPod;
  const demand = demandOf(delegate);
  const selected = JSON.stringify([nodeSelector, affinity]);
  if (largest === undefined || demand === undefined || largest.unlessSelected.some((key) => selected.includes(key))) {
    return;
  }
  const { amounts = {} } = shareOf(delegate, istio, { ...demand, pods: 1 }) ?? {};
  const most = { cpu: largest.cpu, memory: largest.memory, 'ephemeral-storage': largest.disk };
  const together = new Together();
  for (const [resource, limit] of Object.entries(most)) {
    const amount = amounts[`requests.${resource}`] ?? 0n;
    if (amount > (parseQuantity(limit) ?? 0n)) {
      together.run(() =>
        new PropertyChecks(farm).refuse(
          'delegateOptions.resources',
          inWords(`a pod that requests ${writeQuantity(amount, resource !== 'cpu')} of ${resource}`),
          `at most ${limit}: ${largest.says}`,
          'Reduce the requests of the delegate or of its additional containers, or set a node selector of another compute class.',
        ),
      );
    }
  }
  together.end();
}
