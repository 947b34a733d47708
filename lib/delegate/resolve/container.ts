import type { PodSecurityContext, SecurityContext } from 'kubernetes-types/core/v1';
import { wholeSeconds } from '../../values';
import type { ProbeDefaults, ProbeName } from '../generation';
import type { PodSecurityLevel } from '../props';
import { type ResolvedContainers, resolveContainers } from './containers';
import type { ResolveContext } from './context';
import type { OwnVolume } from './own-volume';
import { type ResolvedVolumes, resolveVolumes } from './volumes';

/** The container and what stands beside it. */
export interface ResolvedContainer extends ResolvedContainers, ResolvedVolumes {
  readonly podSecurityContext?: PodSecurityContext;
  readonly securityContext: SecurityContext;
  readonly probes: { readonly [probe in ProbeName]?: ProbeDefaults };
}

export function resolveContainer(
  context: ResolveContext,
  certificates: readonly OwnVolume[],
  level?: PodSecurityLevel,
): ResolvedContainer {
  const volumes = resolveVolumes(context, certificates, level);
  return {
    ...resolveSecurity(context),
    probes: {
      startup: resolveProbe(context, 'startup'),
      liveness: resolveProbe(context, 'liveness'),
      readiness: resolveProbe(context, 'readiness'),
    },
    ...volumes,
    ...resolveContainers(context, { level, volumeNames: volumes.volumes.map(({ name }) => name) }),
  };
}

function resolveSecurity({
  checks,
  props,
  profile,
}: ResolveContext): Pick<ResolvedContainer, 'podSecurityContext' | 'securityContext'> {
  const { openShift = false, unsafeRunAsRoot = false, readOnlyRootFilesystem } = props;
  if (openShift && (unsafeRunAsRoot || profile.runsAsRoot)) {
    checks.refuse(
      'openShift',
      true,
      'a delegate that does not run as root',
      'Leave unsafeRunAsRoot and the profile DOCUMENTED out: OpenShift gives each namespace a range of users.',
    );
  }
  const asRoot = unsafeRunAsRoot && !profile.runsAsRoot;
  const user = openShift ? withoutIds(profile.podSecurityContext) : profile.podSecurityContext;
  // Root without capabilities could not even write into the directories of the image's own user.
  const rootful = { runAsNonRoot: false, capabilities: undefined };
  const container = { ...profile.containerSecurityContext, ...(asRoot ? rootful : {}) };
  return {
    podSecurityContext: asRoot ? { ...user, runAsNonRoot: false, runAsUser: 0, runAsGroup: 0, fsGroup: 0 } : user,
    securityContext: readOnlyRootFilesystem === undefined ? container : { ...container, readOnlyRootFilesystem },
  };
}

/** OpenShift gives each namespace users and groups of its own. */
export function withoutIds(security?: PodSecurityContext): PodSecurityContext | undefined {
  return security && { ...security, runAsUser: undefined, runAsGroup: undefined, fsGroup: undefined };
}

function resolveProbe({ checks, props, generation }: ResolveContext, name: ProbeName): ProbeDefaults | undefined {
  const property = `${name}Probe` as const;
  const tuning = props[property];
  if (tuning === undefined && !generation.usualProbes.includes(name)) {
    return undefined;
  }
  const defaults = generation.probes[name];
  const { initialDelay, period, timeout, failureThreshold = defaults.failureThreshold } = tuning ?? {};
  checks.integer(`${property}.failureThreshold`, failureThreshold, 1);
  return {
    initialDelaySeconds: initialDelay
      ? wholeSeconds(checks, `${property}.initialDelay`, initialDelay, 0)
      : defaults.initialDelaySeconds,
    periodSeconds: period ? wholeSeconds(checks, `${property}.period`, period, 1) : defaults.periodSeconds,
    timeoutSeconds: timeout ? wholeSeconds(checks, `${property}.timeout`, timeout, 1) : defaults.timeoutSeconds,
    failureThreshold,
  };
}
