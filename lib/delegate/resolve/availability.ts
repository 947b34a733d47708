import { PercentOrAbsolute, type PropertyChecks, wholeSeconds } from '../../values';
import { isOlderThan } from '../generation';
import { AutoscalingMetric, type DelegateAutoscaling, type DelegateUpdateStrategy } from '../props';
import type { ResolveContext } from './context';
import { refuseForGeneration, refuseOlderImage } from './support-of-generation';

/** Kubernetes gives an update this long; a pod must count as available before. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** How many pods there are, and how they come and go. */
export interface ResolvedAvailability {
  /** Absent where an autoscaler decides alone. */
  readonly replicas?: number;
  readonly autoscaling?: ResolvedAutoscaling;
  readonly disruptionBudget?: { readonly field: 'minAvailable' | 'maxUnavailable'; readonly pods: PercentOrAbsolute };
  readonly updateStrategy?: DelegateUpdateStrategy;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  readonly idleWaitSeconds?: number;
}

export type ResolvedAutoscaling =
  | { readonly kind: 'documented'; readonly replicas: number }
  | {
      readonly kind: 'v2';
      readonly minReplicas: number;
      readonly maxReplicas: number;
      readonly metrics: readonly AutoscalingMetric[];
    };

export function resolveAvailability(context: ResolveContext): ResolvedAvailability {
  const { checks, props, generation } = context;
  const autoscaling = resolveAutoscaling(context);
  const replicas = autoscaling?.kind === 'v2' ? undefined : (props.replicas ?? 1);
  const minReadySeconds = props.minReady
    ? wholeSeconds(checks, 'minReady', props.minReady, 0, PROGRESS_DEADLINE_SECONDS - 1)
    : generation.minReadySeconds;
  const terminationGracePeriodSeconds = props.terminationGracePeriod
    ? wholeSeconds(checks, 'terminationGracePeriod', props.terminationGracePeriod, 1)
    : generation.terminationGracePeriodSeconds;
  checkUpdateStrategy(checks, props.updateStrategy);
  return {
    replicas,
    autoscaling,
    disruptionBudget: resolveDisruptionBudget(
      context,
      autoscaling?.kind === 'v2' ? autoscaling.minReplicas : (replicas ?? 1),
    ),
    updateStrategy: props.updateStrategy,
    minReadySeconds,
    terminationGracePeriodSeconds,
    idleWaitSeconds: resolveIdleWait(context, terminationGracePeriodSeconds),
  };
}

function resolveAutoscaling({ checks, props, profile }: ResolveContext): ResolvedAutoscaling | undefined {
  const { autoscaling, replicas } = props;
  if (replicas !== undefined) {
    checks.integer('replicas', replicas, profile.keepsPodsByAutoscaler ? 1 : 0);
  }
  if (autoscaling === undefined) {
    return profile.keepsPodsByAutoscaler ? { kind: 'documented', replicas: replicas ?? 1 } : undefined;
  }
  if (replicas !== undefined) {
    checks.refuse(
      'replicas',
      replicas,
      'no number of pods beside autoscaling',
      'Leave replicas out: the autoscaler decides between minReplicas and maxReplicas.',
    );
  }
  return { kind: 'v2', ...checkedAutoscaling(checks, autoscaling) };
}

function checkedAutoscaling(
  checks: PropertyChecks,
  autoscaling: DelegateAutoscaling,
): { minReplicas: number; maxReplicas: number; metrics: AutoscalingMetric[] } {
  const { minReplicas = 1, maxReplicas, metrics = [AutoscalingMetric.memoryUtilization(80)] } = autoscaling;
  checks.integer('autoscaling.minReplicas', minReplicas, 1);
  checks.integer('autoscaling.maxReplicas', maxReplicas, 1);
  if (minReplicas >= maxReplicas) {
    checks.refuse(
      'autoscaling.maxReplicas',
      maxReplicas,
      `more than minReplicas, which is ${minReplicas}`,
      'Raise maxReplicas, or set replicas instead of autoscaling.',
    );
  }
  if (metrics.length === 0) {
    checks.refuse('autoscaling.metrics', [], 'at least one metric', 'Leave metrics out to watch memory.');
  }
  metrics.forEach((metric, index) => {
    checks.integer(`autoscaling.metrics[${index}]`, metric.averageUtilization, 1);
    if (metrics.findIndex(({ resource }) => resource === metric.resource) !== index) {
      checks.refuse(`autoscaling.metrics[${index}]`, metric.toString(), 'each resource once', 'Remove one of the two.');
    }
  });
  return { minReplicas, maxReplicas, metrics: [...metrics] };
}

function resolveDisruptionBudget(
  { checks, props }: ResolveContext,
  leastPods: number,
): ResolvedAvailability['disruptionBudget'] {
  const budget = props.podDisruptionBudget;
  if (budget === undefined) {
    return undefined;
  }
  if (leastPods < 2) {
    checks.refuse(
      'podDisruptionBudget',
      `a budget for ${leastPods} pod`,
      'at least two pods (replicas, or autoscaling.minReplicas)',
      'With one pod a budget blocks every drain of its node or protects nothing: raise the number of pods, or leave the budget out.',
    );
  }
  const { maxUnavailable, minAvailable } = budget;
  if (minAvailable !== undefined) {
    if (maxUnavailable !== undefined) {
      checks.refuse('podDisruptionBudget', 'minAvailable and maxUnavailable', 'one of the two', 'Leave one out.');
    }
    checkPods(checks, 'podDisruptionBudget.minAvailable', minAvailable, 100);
    const kept = roundedUp(minAvailable, leastPods);
    if (kept >= leastPods || kept === 0) {
      checks.refuse(
        'podDisruptionBudget.minAvailable',
        minAvailable.toString(),
        `at least one and less than all ${leastPods} pods`,
        'Otherwise no node can be drained, or nothing is protected.',
      );
    }
    return { field: 'minAvailable', pods: minAvailable };
  }
  const pods = maxUnavailable ?? PercentOrAbsolute.absolute(1);
  checkPods(checks, 'podDisruptionBudget.maxUnavailable', pods, 100);
  const gone = roundedUp(pods, leastPods);
  if (gone === 0 || gone >= leastPods) {
    checks.refuse(
      'podDisruptionBudget.maxUnavailable',
      pods.toString(),
      `at least one and less than all ${leastPods} pods`,
      'Otherwise no node can be drained, or nothing is protected.',
    );
  }
  return { field: 'maxUnavailable', pods };
}

/** Kubernetes rounds a share up. */
function roundedUp({ isPercent, amount }: PercentOrAbsolute, pods: number): number {
  return isPercent ? Math.ceil((amount * pods) / 100) : amount;
}

function checkPods(checks: PropertyChecks, property: string, pods: PercentOrAbsolute, greatestPercent?: number): void {
  checks.integer(property, pods.amount, 0, pods.isPercent ? greatestPercent : undefined);
}

function checkUpdateStrategy(checks: PropertyChecks, strategy?: DelegateUpdateStrategy): void {
  const { maxSurge, maxUnavailable } = strategy?._options ?? {};
  if (maxSurge !== undefined) {
    checkPods(checks, 'updateStrategy.maxSurge', maxSurge);
  }
  if (maxUnavailable !== undefined) {
    checkPods(checks, 'updateStrategy.maxUnavailable', maxUnavailable, 100);
  }
  if (maxSurge?.isZero() && maxUnavailable?.isZero()) {
    checks.refuse(
      'updateStrategy',
      'maxSurge 0 and maxUnavailable 0',
      'at least one of them above 0',
      'Otherwise no update can start.',
    );
  }
}

function resolveIdleWait(context: ResolveContext, graceSeconds: number): number | undefined {
  const { checks, props, profile, generation, image } = context;
  const { idleWaitBeforeStop } = props;
  const { idleWaitSince } = generation;
  if (idleWaitBeforeStop === undefined) {
    const isUnknown = idleWaitSince === undefined || (image.tag !== undefined && isOlderThan(image.tag, idleWaitSince));
    return isUnknown || profile.idleWaitSeconds === undefined
      ? undefined
      : Math.min(profile.idleWaitSeconds, graceSeconds);
  }
  if (idleWaitSince === undefined) {
    refuseForGeneration(context, 'idleWaitBeforeStop', 'It waits for its tasks by itself: leave it out.');
  }
  refuseOlderImage(context, 'idleWaitBeforeStop', idleWaitSince);
  const seconds = wholeSeconds(checks, 'idleWaitBeforeStop', idleWaitBeforeStop, 0);
  if (seconds > graceSeconds) {
    checks.refuse(
      'idleWaitBeforeStop',
      `${seconds} seconds`,
      `at most terminationGracePeriod, which is ${graceSeconds} seconds`,
      'Shorten the wait, or lengthen the grace period: Kubernetes kills the pod when it is over.',
    );
  }
  return seconds;
}
