/** The HorizontalPodAutoscaler of the delegate. Its properties are in availability-props.ts. */
import type { HorizontalPodAutoscaler as DocumentedAutoscaler } from 'kubernetes-types/autoscaling/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import { inWords, own, type PropertyChecks, rendered, type RenderedObject } from '../core';
import { AutoscalingMetric, type DelegateAutoscaling, type DelegateAvailabilityProps } from './availability-props';
import type { ResolveContext } from './context';
import { objectMetadata, type ObjectOwner } from './metadata';

export type ResolvedAutoscaling =
  | { readonly kind: 'documented'; readonly replicas: number }
  | {
      readonly kind: 'v2';
      readonly minReplicas: number;
      readonly maxReplicas: number;
      readonly metrics: readonly AutoscalingMetric[];
    };

/** The autoscaler of the property, or else the documented one. */
export function resolveAutoscaling({ checks, props }: ResolveContext<DelegateAvailabilityProps>): ResolvedAutoscaling {
  const { autoscaling, replicas } = props;
  if (autoscaling === undefined) {
    return { kind: 'documented', replicas: replicas ?? 1 };
  }
  if (replicas !== undefined) {
    checks.refuse(
      'replicas',
      replicas,
      `no value when ${own('autoscaling')} is set`,
      'Remove it: the autoscaler chooses a number between minReplicas and maxReplicas.',
    );
  }
  return { kind: 'v2', ...checkedAutoscaling(checks, autoscaling) };
}

function checkedAutoscaling(
  checks: PropertyChecks,
  autoscaling: DelegateAutoscaling,
): { minReplicas: number; maxReplicas: number; metrics: AutoscalingMetric[] } {
  const least = checks.part(() => replicasOf(checks, 'minReplicas', autoscaling.minReplicas ?? 1));
  const most = checks.part(() => replicasOf(checks, 'maxReplicas', autoscaling.maxReplicas));
  checks.part(() => {
    if (least.value >= most.value) {
      checks.refuse(
        'autoscaling.maxReplicas',
        most.value,
        `a number above minReplicas, which is ${least.value}`,
        `Increase maxReplicas, or set ${own('replicas')} instead of ${own('autoscaling')}.`,
      );
    }
  });
  const metrics = checks.part(() => metricsOf(checks, autoscaling));
  return { minReplicas: least.value, maxReplicas: most.value, metrics: metrics.value };
}

function replicasOf(checks: PropertyChecks, name: string, replicas: number): number {
  checks.integer(`autoscaling.${name}`, replicas, 1);
  return replicas;
}

function metricsOf(
  checks: PropertyChecks,
  { metrics = [AutoscalingMetric.memoryUtilization(80)] }: DelegateAutoscaling,
): AutoscalingMetric[] {
  if (metrics.length === 0) {
    checks.refuse('autoscaling.metrics', [], 'at least one metric', 'Remove metrics to scale by memory.');
  }
  metrics.forEach((metric, index) => {
    checks.integer(`autoscaling.metrics[${index}]`, metric.averageUtilization, 1);
    if (metrics.findIndex(({ resource }) => resource === metric.resource) !== index) {
      const given = inWords(metric.toString());
      checks.refuse(`autoscaling.metrics[${index}]`, given, 'one metric for each resource', 'Remove one of the two.');
    }
  });
  return [...metrics];
}

/** Removing a delegate too early fails its builds: scale down one pod at a time, after ten minutes of low usage. */
const SCALE_DOWN = { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };

/** @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
export function renderAutoscaler(delegate: ObjectOwner, autoscaling: ResolvedAutoscaling): RenderedObject {
  const { names, metadata } = delegate;
  const common = { ...objectMetadata(delegate), labels: metadata.workloadLabels };
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: names.resource };
  if (autoscaling.kind === 'documented') {
    const { replicas } = autoscaling;
    const documented: DocumentedAutoscaler = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: common,
      spec: { scaleTargetRef, minReplicas: replicas, maxReplicas: replicas, targetCPUUtilizationPercentage: 99 },
    };
    return rendered('HorizontalPodAutoscaler', documented, 'delegateName');
  }
  const { minReplicas, maxReplicas, metrics } = autoscaling;
  const object: HorizontalPodAutoscaler = {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: common,
    spec: {
      scaleTargetRef,
      minReplicas,
      maxReplicas,
      metrics: metrics.map(({ resource, averageUtilization }) => ({
        type: 'Resource',
        resource: { name: resource, target: { type: 'Utilization', averageUtilization } },
      })),
      behavior: { scaleDown: SCALE_DOWN },
    },
  };
  return rendered('HorizontalPodAutoscaler', object, 'delegateName');
}
