import type { Container, PodSpec, Probe } from 'kubernetes-types/core/v1';
import { emptyToNothing, someOf } from '../../values';
import type { ProbeDefaults } from '../generation';
import { CONTAINER_NAME, type ResolvedDelegate } from '../resolve';

/** @see https://kubernetes.io/docs/concepts/workloads/pods/ */
export function renderPod(delegate: ResolvedDelegate): PodSpec {
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

function renderContainer(delegate: ResolvedDelegate): Container {
  const { container, environment, generation, profile, resources } = delegate;
  const { startup, liveness, readiness } = container.probes;
  const probe = (resolved?: ProbeDefaults): Probe | undefined =>
    resolved && { httpGet: { path: generation.healthPath, port: generation.port }, ...resolved };
  return {
    name: CONTAINER_NAME,
    image: delegate.image,
    imagePullPolicy: delegate.imagePullPolicy,
    securityContext: emptyToNothing(container.securityContext),
    resources: { requests: resources.requests, limits: resources.limits },
    ports: someOf([...profile.containerPorts, ...generation.containerPorts]),
    startupProbe: probe(startup),
    livenessProbe: probe(liveness),
    readinessProbe: probe(readiness),
    envFrom: someOf(environment.sources),
    env: someOf(environment.variables),
    volumeMounts: someOf(container.volumeMounts),
  };
}
