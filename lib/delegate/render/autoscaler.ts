import type { HorizontalPodAutoscaler as DocumentedAutoscaler } from 'kubernetes-types/autoscaling/v1';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';

/** A delegate that goes too early takes its builds with it: one pod at a time, and only after ten quiet minutes. */
const SCALE_DOWN = { stabilizationWindowSeconds: 600, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] };

/** @see https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/ */
export function renderAutoscaler(delegate: ResolvedDelegate): RenderedObject[] {
  const { names, availability, metadata } = delegate;
  const { autoscaling } = availability;
  if (autoscaling === undefined) {
    return [];
  }
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
    return [rendered('HorizontalPodAutoscaler', documented, 'delegateName')];
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
  return [rendered('HorizontalPodAutoscaler', object, 'delegateName')];
}
