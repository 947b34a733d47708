import { PercentOrAbsolute } from '../core';
import type { DelegateDemand } from '../reference';
import type { ResolvedAvailability } from './availability';
import { type DelegateWorkload, renderPod } from './deployment';
import { roundedUp } from './disruption';

/** What Kubernetes adds for a rollout by default. */
const USUAL_SURGE = PercentOrAbsolute.percent(25);

/** What a quota of the delegate's namespace must have room for. */
export function demandOfWorkload(delegate: DelegateWorkload): DelegateDemand {
  const { containers, initContainers } = renderPod(delegate);
  return { pods: mostPods(delegate.availability), containers, initContainers };
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-surge */
function mostPods({ replicas = 1, autoscaling, updateStrategy }: ResolvedAvailability): number {
  const pods = autoscaling?.kind === 'v2' ? autoscaling.maxReplicas : replicas;
  const { maxSurge = USUAL_SURGE } = updateStrategy?._options ?? {};
  return updateStrategy?._type === 'Recreate' ? pods : pods + roundedUp(maxSurge, pods);
}
