import { inWords, own, wholeSeconds } from '../core';
import { isOlderThan } from '../reference';
import { type ResolvedAutoscaling, resolveAutoscaling } from './autoscaling';
import type { DelegateAvailabilityProps, DelegateUpdateStrategy } from './availability-props';
import type { ResolveContext } from './context';
import { checkUpdateStrategy, type ResolvedDisruptionBudget, resolveDisruptionBudget } from './disruption';
import { refuseForGeneration, refuseOlderImage } from './generation';

/** The Kubernetes default for `progressDeadlineSeconds`. A new pod must count as available before it expires. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** Number of pods, autoscaling, updates and shutdown, with every default. */
export interface ResolvedAvailability {
  /** Unset if an autoscaler sets the number of pods. */
  readonly replicas?: number;
  readonly autoscaling?: ResolvedAutoscaling;
  readonly disruptionBudget?: ResolvedDisruptionBudget;
  readonly updateStrategy?: DelegateUpdateStrategy;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  readonly idleWaitSeconds?: number;
}

export function resolveAvailability(context: ResolveContext<DelegateAvailabilityProps>): ResolvedAvailability {
  const { checks, props, generation } = context;
  const scaling = checks.part(() => {
    checks.part(() => checkReplicas(context));
    return isAutoscaled(context) ? resolveAutoscaling(context) : undefined;
  });
  const autoscaling = scaling.or(undefined);
  const replicas = () => (autoscaling?.kind === 'v2' ? undefined : (props.replicas ?? 1));
  const minReady = checks.part(() =>
    props.minReady
      ? wholeSeconds(checks, 'minReady', props.minReady, 0, PROGRESS_DEADLINE_SECONDS - 1)
      : generation.minReadySeconds,
  );
  const grace = checks.part(() =>
    props.terminationGracePeriod
      ? wholeSeconds(checks, 'terminationGracePeriod', props.terminationGracePeriod, 1)
      : generation.terminationGracePeriodSeconds,
  );
  checks.part(() => props.updateStrategy && checkUpdateStrategy(checks, props.updateStrategy));
  const leastPods = () => (scaling.value?.kind === 'v2' ? scaling.value.minReplicas : (replicas() ?? 1));
  const disruptionBudget = checks.part(
    () => props.podDisruptionBudget && resolveDisruptionBudget(checks, props.podDisruptionBudget, leastPods()),
  );
  const idleWait = checks.part(() => resolveIdleWait(context, () => grace.value));
  return {
    replicas: replicas(),
    autoscaling,
    disruptionBudget: disruptionBudget.value,
    updateStrategy: props.updateStrategy,
    minReadySeconds: minReady.value,
    terminationGracePeriodSeconds: grace.value,
    idleWaitSeconds: idleWait.value,
  };
}

function checkReplicas({ checks, props: { replicas }, profile }: ResolveContext<DelegateAvailabilityProps>): void {
  if (replicas !== undefined) {
    checks.integer('replicas', replicas, profile.keepsPodsByAutoscaler ? 1 : 0);
  }
}

function isAutoscaled({ props, profile }: ResolveContext<DelegateAvailabilityProps>): boolean {
  return props.autoscaling !== undefined || profile.keepsPodsByAutoscaler;
}

function resolveIdleWait(
  context: ResolveContext<DelegateAvailabilityProps>,
  ofGrace: () => number,
): number | undefined {
  const { checks, props, generation } = context;
  const { idleWaitBeforeStop } = props;
  const { idleWaitSince } = generation;
  if (idleWaitBeforeStop === undefined) {
    const { profile, image } = context;
    const isUnknown = idleWaitSince === undefined || (image.tag !== undefined && isOlderThan(image.tag, idleWaitSince));
    return isUnknown || profile.idleWaitSeconds === undefined
      ? undefined
      : Math.min(profile.idleWaitSeconds, ofGrace());
  }
  if (idleWaitSince === undefined) {
    refuseForGeneration(context, 'idleWaitBeforeStop', 'Remove it: a legacy delegate always waits for its tasks.');
  }
  refuseOlderImage(context, 'idleWaitBeforeStop', idleWaitSince);
  const seconds = wholeSeconds(checks, 'idleWaitBeforeStop', idleWaitBeforeStop, 0);
  const graceSeconds = ofGrace();
  if (seconds > graceSeconds) {
    checks.refuse(
      'idleWaitBeforeStop',
      inWords(`${seconds} seconds`),
      `at most ${own('terminationGracePeriod')}, which is ${graceSeconds} seconds`,
      'Shorten the wait, or extend the grace period: Kubernetes kills the pod when the grace period ends.',
    );
  }
  return seconds;
}
