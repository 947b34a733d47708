import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import { rendered, type RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';

/** @see https://kubernetes.io/docs/tasks/run-application/configure-pdb/ */
export function renderDisruptionBudget({ identity, availability, metadata }: ResolvedDelegate): RenderedObject[] {
  const budget = availability.disruptionBudget;
  if (budget === undefined) {
    return [];
  }
  const object: PodDisruptionBudget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: {
      name: identity.delegateName,
      namespace: identity.namespace,
      labels: metadata.labels,
      annotations: metadata.annotations,
    },
    spec: {
      [budget.field]: budget.pods._toKubernetes(),
      selector: { matchLabels: metadata.selector },
      // A pod that does not work must not keep its node from being drained.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  };
  return [rendered('PodDisruptionBudget', object, 'delegateName')];
}
