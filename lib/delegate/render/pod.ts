import type { Container, PodSpec, Probe } from 'kubernetes-types/core/v1';
import { someOf } from '../../values';
import { CONTAINER_NAME, type ResolvedDelegate, type ResolvedProbe } from '../resolve';

/** @see https://kubernetes.io/docs/concepts/workloads/pods/ */
export function renderPod(delegate: ResolvedDelegate): PodSpec {
  const { identity, availability, container, scheduling, metadata, profile } = delegate;
  const { topologySpread, ...placement } = scheduling;
  const hardened: Partial<PodSpec> = profile.onlyDocumentedFields
    ? {}
    : { automountServiceAccountToken: true, enableServiceLinks: false };
  return {
    ...hardened,
    ...(placement as Partial<PodSpec>),
    serviceAccountName: identity.delegateName,
    terminationGracePeriodSeconds: availability.terminationGracePeriodSeconds,
    restartPolicy: 'Always',
    securityContext: container.podSecurityContext,
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

function renderContainer(delegate: ResolvedDelegate): Container {
  const { container, environment, generation, resources, token } = delegate;
  const probe = (resolved: ResolvedProbe): Probe => ({
    httpGet: { path: generation.healthPath, port: generation.port },
    ...resolved,
  });
  return {
    name: CONTAINER_NAME,
    image: delegate.image,
    imagePullPolicy: delegate.imagePullPolicy,
    securityContext: container.securityContext,
    resources: { requests: resources.requests, limits: resources.limits },
    startupProbe: container.startupProbe && probe(container.startupProbe),
    livenessProbe: probe(container.livenessProbe),
    readinessProbe: probe(container.readinessProbe),
    envFrom: environment.injectsWholeSecret ? [{ secretRef: { name: token.secretName } }] : undefined,
    env: [...environment.variables],
    volumeMounts: someOf(container.volumeMounts),
  };
}
