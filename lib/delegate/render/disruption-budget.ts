import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function renderDisruptionBudget(delegate: ResolvedDelegate): RenderedObject[] {
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
      // A pod that does not work must not keep its node from being drained.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
  return [rendered('PodDisruptionBudget', object, 'delegateName')];
}
