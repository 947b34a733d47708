/** How many pods a node drain or an update takes down at the same time. Its properties are in availability-props.ts. */
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
} from '../core';
import type { DelegateDisruptionBudget, DelegateUpdateStrategy } from './availability-props';
import { objectMetadata, type ObjectOwner } from './metadata';

/** A budget for evictions. */
export interface ResolvedDisruptionBudget {
  readonly field: 'minAvailable' | 'maxUnavailable';
  readonly pods: PercentOrAbsolute;
}

/** @param leastPods number of pods, or the least that an autoscaler leaves */
export function resolveDisruptionBudget(
  checks: PropertyChecks,
  budget: DelegateDisruptionBudget,
  leastPods: number,
): ResolvedDisruptionBudget {
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

export function checkUpdateStrategy(checks: PropertyChecks, strategy: DelegateUpdateStrategy): void {
  const { maxSurge, maxUnavailable } = strategy._options;
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

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function renderDisruptionBudget(delegate: ObjectOwner, budget: ResolvedDisruptionBudget): RenderedObject {
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
  return rendered('PodDisruptionBudget', object, 'delegateName');
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export function renderStrategy({ _type: type, _options: options }: DelegateUpdateStrategy): DeploymentStrategy {
  const rollingUpdate = {
    maxSurge: options.maxSurge?._toKubernetes(),
    maxUnavailable: options.maxUnavailable?._toKubernetes(),
  };
  return type === 'Recreate' ? { type } : { type, rollingUpdate: emptyToNothing(rollingUpdate) };
}
