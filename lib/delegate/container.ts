import type { Container, PodSecurityContext, Probe, SecurityContext } from 'kubernetes-types/core/v1';
import { inWords, wholeSeconds } from '../core';
import type { PodSecurityLevel } from '../workload';
import type { DelegateContainerProps } from './container-props';
import { resolveContainers, type ResolvedContainers } from './additional-containers';
import type { ResolveContext } from './context';
import type { GenerationRecord, ProbeDefaults, ProbeName } from './generation';
import { NO_VOLUMES, type OwnVolume, type ResolvedVolumes } from './mounted-files';
import { resolveVolumes } from './volumes';

/** The delegate's container, and the other containers and volumes of its pod. */
export interface ResolvedContainer extends ResolvedContainers, ResolvedVolumes {
  readonly podSecurityContext?: PodSecurityContext;
  readonly securityContext: SecurityContext;
  readonly probes: { readonly [probe in ProbeName]?: ProbeDefaults };
}

export function resolveContainer(
  context: ResolveContext<DelegateContainerProps>,
  certificates: readonly OwnVolume[],
  level?: PodSecurityLevel,
): ResolvedContainer {
  const { checks, props } = context;
  const ofPod = checks.part(() =>
    certificates.length > 0 || mayHaveVolumes(props) ? resolveVolumes(context, certificates, level) : NO_VOLUMES,
  );
  const security = checks.part(() => resolveSecurity(context));
  const startup = checks.part(() => resolveProbe(context, 'startup'));
  const liveness = checks.part(() => resolveProbe(context, 'liveness'));
  const readiness = checks.part(() => resolveProbe(context, 'readiness'));
  const containers = checks.part(() => {
    if (props.initContainers === undefined && props.sidecars === undefined) {
      return { initContainers: [], sidecars: [] };
    }
    const volumeNames = ofPod.value.volumes.map(({ name }) => name);
    return resolveContainers(context, { level, volumeNames });
  });
  return {
    ...security.value,
    probes: { startup: startup.value, liveness: liveness.value, readiness: readiness.value },
    ...ofPod.value,
    ...containers.value,
  };
}

function mayHaveVolumes({ volumes, volumeMounts, readOnlyRootFilesystem }: DelegateContainerProps): boolean {
  return volumes !== undefined || volumeMounts !== undefined || readOnlyRootFilesystem === true;
}

function resolveSecurity({
  checks,
  props,
  profile,
}: ResolveContext<DelegateContainerProps>): Pick<ResolvedContainer, 'podSecurityContext' | 'securityContext'> {
  const { openShift = false, unsafeRunAsRoot = false, readOnlyRootFilesystem } = props;
  if (openShift && (unsafeRunAsRoot || profile.runsAsRoot)) {
    const [property, given] = unsafeRunAsRoot
      ? (['unsafeRunAsRoot', true] as const)
      : (['openShift', inWords('true with a profile that runs as root')] as const);
    checks.refuse(
      property,
      given,
      'a delegate that does not run as root on OpenShift',
      unsafeRunAsRoot
        ? 'Remove it: OpenShift assigns a range of users to each namespace.'
        : 'Use DelegateProfile.HARDENED: OpenShift assigns a range of users to each namespace.',
    );
  }
  const asRoot = unsafeRunAsRoot && !profile.runsAsRoot;
  const user = openShift ? withoutIds(profile.podSecurityContext) : profile.podSecurityContext;
  // Root without capabilities cannot write to the directories of the image's user.
  const rootful = { runAsNonRoot: false, capabilities: undefined };
  const container = { ...profile.containerSecurityContext, ...(asRoot ? rootful : {}) };
  return {
    podSecurityContext: asRoot ? { ...user, runAsNonRoot: false, runAsUser: 0, runAsGroup: 0, fsGroup: 0 } : user,
    securityContext: readOnlyRootFilesystem === undefined ? container : { ...container, readOnlyRootFilesystem },
  };
}

/** OpenShift assigns users and groups per namespace. */
export function withoutIds(security?: PodSecurityContext): PodSecurityContext | undefined {
  return security && { ...security, runAsUser: undefined, runAsGroup: undefined, fsGroup: undefined };
}

function resolveProbe(
  { checks, props, generation }: ResolveContext<DelegateContainerProps>,
  name: ProbeName,
): ProbeDefaults | undefined {
  const property = `${name}Probe` as const;
  const tuning = props[property];
  if (tuning === undefined && !generation.usualProbes.includes(name)) {
    return undefined;
  }
  const defaults = generation.probes[name];
  const secondsOf = <Usual extends number | undefined>(
    member: 'initialDelay' | 'period' | 'timeout',
    least: number,
    usual: Usual,
  ) =>
    checks.part((): number | Usual => {
      const duration = tuning?.[member];
      return duration ? wholeSeconds(checks, `${property}.${member}`, duration, least) : usual;
    });
  const threshold = checks.part(() => {
    const { failureThreshold = defaults.failureThreshold } = tuning ?? {};
    checks.integer(`${property}.failureThreshold`, failureThreshold, 1);
    return failureThreshold;
  });
  const initialDelay = secondsOf('initialDelay', 0, defaults.initialDelaySeconds);
  const period = secondsOf('period', 1, defaults.periodSeconds);
  const timeout = secondsOf('timeout', 1, defaults.timeoutSeconds);
  return {
    initialDelaySeconds: initialDelay.value,
    periodSeconds: period.value,
    timeoutSeconds: timeout.value,
    failureThreshold: threshold.value,
  };
}

/** @see https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/ */
export function renderProbes(
  { startup, liveness, readiness }: ResolvedContainer['probes'],
  { healthPath: path, port }: GenerationRecord,
): Pick<Container, `${ProbeName}Probe`> {
  const probe = (resolved?: ProbeDefaults): Probe | undefined => resolved && { httpGet: { path, port }, ...resolved };
  return { startupProbe: probe(startup), livenessProbe: probe(liveness), readinessProbe: probe(readiness) };
}
