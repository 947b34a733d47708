import type { Deployment, DeploymentStrategy } from 'kubernetes-types/apps/v1';
import { rendered, type RenderedObject, emptyToNothing } from '../../values';
import type { DelegateUpdateStrategy } from '../props';
import type { ResolvedDelegate } from '../resolve';
import { objectMetadata } from './object-metadata';
import { renderPod } from './pod';

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
export function renderDeployment(delegate: ResolvedDelegate): RenderedObject {
  const { identity, availability, environment, generation, metadata, token } = delegate;
  const description: { [key: string]: string } =
    identity.description === undefined || generation.variables.description !== undefined
      ? {}
      : { 'kubernetes.io/description': identity.description };
  const object: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      ...objectMetadata(delegate),
      labels: metadata.workloadLabels,
      annotations: { ...description, ...token.deploymentAnnotations, ...metadata.annotations },
    },
    spec: {
      replicas: availability.replicas,
      minReadySeconds: availability.minReadySeconds,
      strategy: availability.updateStrategy && renderStrategy(availability.updateStrategy),
      selector: { matchLabels: metadata.selector },
      template: {
        metadata: {
          labels: metadata.podLabels,
          annotations: emptyToNothing({
            ...token.podAnnotations,
            ...environment.podAnnotations,
            ...metadata.podAnnotations,
          }),
        },
        spec: renderPod(delegate),
      },
    },
  };
  const remedy = 'Rename one of the two delegates, or put it into another namespace.';
  return {
    ...rendered('Resource', object, 'delegateName', remedy),
    changedElsewhere: delegate.upgrader?.isSuspended ? [] : delegate.upgrader?.changedFields,
  };
}

function renderStrategy({ _type: type, _options: options }: DelegateUpdateStrategy): DeploymentStrategy {
  const rollingUpdate = {
    maxSurge: options.maxSurge?._toKubernetes(),
    maxUnavailable: options.maxUnavailable?._toKubernetes(),
  };
  return type === 'Recreate' ? { type } : { type, rollingUpdate: emptyToNothing(rollingUpdate) };
}
