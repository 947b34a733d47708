import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, Container, PodSpec } from 'kubernetes-types/core/v1';
import { emptyToNothing, rendered, type RenderedObject, someOf } from '../core';
import type { ResolvedAvailability } from './availability';
import { renderProbes, type ResolvedContainer } from './container';
import { renderStrategy } from './disruption';
import type { ResolvedEnvironment } from './environment';
import type { GenerationRecord } from './generation';
import type { ResolvedIdentity } from './identity';
import { annotationsOfKept, objectMetadata, type ResolvedMetadata } from './metadata';
import { CONTAINER_NAME, type ResolvedNames } from './names';
import type { ProfileRecord } from './profile';
import { renderResources, type ResolvedResources } from './resources';
import type { ResolvedScheduling } from './scheduling';
import type { ResolvedToken } from './token';

/** Everything that determines the Deployment and its pods. */
export interface DelegateWorkload {
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
  readonly image: string;
  readonly imagePullPolicy: string;
  readonly names: ResolvedNames;
  readonly identity: ResolvedIdentity;
  readonly token: ResolvedToken;
  readonly availability: ResolvedAvailability;
  readonly environment: ResolvedEnvironment;
  readonly container: ResolvedContainer;
  readonly resources: ResolvedResources;
  readonly scheduling: ResolvedScheduling;
  readonly metadata: ResolvedMetadata;
  readonly upgrader?: { readonly isSuspended: boolean; readonly changedFields: readonly string[] };
}

/** Settings of the delegate that are not set in its container. */
export function renderConfigMaps(delegate: DelegateWorkload): RenderedObject[] {
  return delegate.environment.configMaps.map(({ id, name, data }) => {
    const object: ConfigMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...objectMetadata(delegate), name },
      data,
    };
    return rendered(id, object, 'delegateName');
  });
}

/** @see https://kubernetes.io/docs/concepts/workloads/pods/ */
export function renderPod(delegate: DelegateWorkload): PodSpec {
  const { names, identity, availability, container, scheduling, metadata, profile } = delegate;
  const { topologySpread, ...placement } = scheduling;
  const hardened: Partial<PodSpec> = profile.onlyDocumentedFields
    ? {}
    : { automountServiceAccountToken: true, enableServiceLinks: false };
  return {
    ...hardened,
    ...(placement as Partial<PodSpec>),
    serviceAccountName: names.serviceAccount,
    terminationGracePeriodSeconds: availability.terminationGracePeriodSeconds,
    restartPolicy: 'Always',
    securityContext: emptyToNothing(container.podSecurityContext ?? {}),
    imagePullSecrets: someOf(identity.imagePullSecrets.map((name) => ({ name }))),
    topologySpreadConstraints: topologySpread?.map((constraint) => ({
      ...constraint,
      labelSelector: { matchLabels: metadata.selector },
    })),
    initContainers: someOf(container.initContainers),
    containers: [renderContainer(delegate), ...container.sidecars],
    volumes: someOf(container.volumes),
  };
}

function renderContainer(delegate: DelegateWorkload): Container {
  const { container, environment, generation, profile, resources } = delegate;
  return {
    name: CONTAINER_NAME,
    image: delegate.image,
    imagePullPolicy: delegate.imagePullPolicy,
    securityContext: emptyToNothing(container.securityContext),
    resources: renderResources(resources),
    ports: someOf([...profile.containerPorts, ...generation.containerPorts]),
    ...renderProbes(container.probes, generation),
    envFrom: someOf(environment.sources),
    env: someOf(environment.variables),
    volumeMounts: someOf(container.volumeMounts),
  };
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ */
export function renderDeployment(delegate: DelegateWorkload): RenderedObject {
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
      annotations: annotationsOfKept(metadata, {
        ...description,
        ...token.deploymentAnnotations,
        ...metadata.annotations,
      }),
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
  const remedy = 'Rename one of the two delegates, or move it to another namespace.';
  return {
    ...rendered('Resource', object, 'delegateName', remedy),
    changedElsewhere: delegate.upgrader?.isSuspended ? [] : delegate.upgrader?.changedFields,
  };
}
