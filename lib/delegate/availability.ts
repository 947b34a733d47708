import type { DeploymentStrategy } from 'kubernetes-types/apps/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import {
  emptyToNothing,
  inWords,
  own,
  PercentOrAbsolute,
  type PropertyChecks,
  rendered,
  type RenderedObject,
  wholeSeconds,
} from '../core';
import { isOlderThan } from '../reference';
import { type ResolvedAutoscaling, resolveAutoscaling } from './autoscaling';
import type { DelegateAvailabilityProps, DelegateUpdateStrategy } from './availability-props';
import type { ResolveContext } from './context';
import { refuseForGeneration, refuseOlderImage } from './generation';
import { objectMetadata, type ObjectOwner } from './metadata';

/** The Kubernetes default for `progressDeadlineSeconds`. A new pod must count as available before it expires. */
const PROGRESS_DEADLINE_SECONDS = 600;

/** Number of pods, autoscaling, updates and shutdown, with every default. */
export interface ResolvedAvailability {
  /** Unset if an autoscaler sets the number of pods. */
  readonly replicas?: number;
  readonly autoscaling?: ResolvedAutoscaling;
  readonly disruptionBudget?: { readonly field: 'minAvailable' | 'maxUnavailable'; readonly pods: PercentOrAbsolute };
  readonly updateStrategy?: DelegateUpdateStrategy;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  readonly idleWaitSeconds?: number;
}

export function resolveAvailability(context: ResolveContext<DelegateAvailabilityProps>): ResolvedAvailability {
  const { checks, props, generation } = context;
  const scaling = checks.part(() => resolveAutoscaling(context));
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
  checks.part(() => checkUpdateStrategy(checks, props.updateStrategy));
  const disruptionBudget = checks.part(() =>
    resolveDisruptionBudget(context, scaling.value?.kind === 'v2' ? scaling.value.minReplicas : (replicas() ?? 1)),
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

function resolveDisruptionBudget(
  { checks, props }: ResolveContext<DelegateAvailabilityProps>,
  leastPods: number,
): ResolvedAvailability['disruptionBudget'] {
  const budget = props.podDisruptionBudget;
  if (budget === undefined) {
    return undefined;
  }
  if (leastPods < 2) {
    checks.refuse(
      'podDisruptionBudget',
      inWords(leastPods === 0 ? 'a budget for no pods' : 'a budget for 1 pod'),
      'a budget for at least 2 pods',
      `Increase ${own('replicas')} or ${own('autoscaling.minReplicas')}, or remove the budget: with one pod, a budget blocks every node drain or protects nothing.`,
    );
  }
  const { maxUnavailable, minAvailable } = budget;
  if (minAvailable !== undefined) {
    if (maxUnavailable !== undefined) {
      const both = inWords('minAvailable and maxUnavailable');
      checks.refuse('podDisruptionBudget', both, 'one of the two', 'Remove the other.');
    }
    checkPods(checks, 'podDisruptionBudget.minAvailable', minAvailable, 100);
    const kept = roundedUp(minAvailable, leastPods);
    if (kept >= leastPods || kept === 0) {
      checks.refuse(
        'podDisruptionBudget.minAvailable',
        minAvailable.toString(),
        atLeastOneOf(leastPods),
        kept === 0 ? PROTECT_MORE('Increase') : DRAIN_MORE('Lower'),
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
      atLeastOneOf(leastPods),
      gone === 0 ? DRAIN_MORE('Increase') : PROTECT_MORE('Lower'),
    );
  }
  return { field: 'maxUnavailable', pods };
}

const PROTECT_MORE = (verb: string) => `${verb} it: otherwise no pod is protected.`;

const DRAIN_MORE = (verb: string) => `${verb} it: otherwise no node can be drained.`;

function atLeastOneOf(pods: number): string {
  return pods === 2 ? '1 of the 2 pods' : `1 to ${pods - 1} of the ${pods} pods`;
}

/** Kubernetes rounds percentages up. */
export function roundedUp({ isPercent, amount }: PercentOrAbsolute, pods: number): number {
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
      inWords('0 for maxSurge and maxUnavailable'),
      'a number above 0 for one of them',
      'Increase maxSurge or maxUnavailable: otherwise no update can start.',
    );
  }
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

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export function renderStrategy({ updateStrategy }: ResolvedAvailability): DeploymentStrategy | undefined {
  if (updateStrategy === undefined) {
    return undefined;
  }
  const { _type: type, _options: options } = updateStrategy;
  const rollingUpdate = {
    maxSurge: options.maxSurge?._toKubernetes(),
    maxUnavailable: options.maxUnavailable?._toKubernetes(),
  };
  return type === 'Recreate' ? { type } : { type, rollingUpdate: emptyToNothing(rollingUpdate) };
}

export interface AvailableDelegate extends ObjectOwner {
  readonly availability: ResolvedAvailability;
}

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function renderDisruptionBudget(delegate: AvailableDelegate): RenderedObject[] {
  const budget = delegate.availability.disruptionBudget;
  if (budget === undefined) {
    return [];
  }
  const object: PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: objectMetadata(delegate),
    spec: {
      [budget.field]: budget.pods._toKubernetes(),
      selector: { matchLabels: delegate.metadata.selector },
      // An unhealthy pod must not block a node drain.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
  return [rendered('PodDisruptionBudget', object, 'delegateName')];
}
