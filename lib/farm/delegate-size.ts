/** Refuses a delegate whose pods are larger than the platform admits. */
import type { Construct } from 'constructs';
import { shareOf } from '../build-namespace';
import { PropertyChecks, writeQuantity } from '../core';
import { demandOf, type IHarnessDelegate } from '../reference';
import { checkLargestPod } from '../workload';
import type { CiBuildInfraProps } from './props';

const PLACE = {
  property: 'delegateOptions.resources',
  remedy:
    'Reduce the requests of the delegate or of its additional containers, or set a node selector of another compute class.',
};

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
  const requests = ['cpu', 'memory', 'ephemeral-storage'].map((resource) => {
    const amount = amounts[`requests.${resource}`] ?? 0n;
    return [resource, writeQuantity(amount, resource !== 'cpu')] as const;
  });
  checkLargestPod(new PropertyChecks(farm), PLACE, largest, Object.fromEntries(requests));
}
