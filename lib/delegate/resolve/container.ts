import type { Container, PodSecurityContext, SecurityContext, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, DNS_LABEL, NOT_EMPTY, type PropertyChecks } from '../../values';
import type { ProbeDefaults } from '../generation';
import type { DelegateVolumeMount, ProbeTuning } from '../props';
import { type ResolveContext, wholeSeconds } from './context';
import { refuseSecretsIn } from './environment';

/** Name of the delegate's container, as documented. */
export const CONTAINER_NAME = 'delegate';

/** Timing of a probe, in seconds. */
export interface ResolvedProbe extends ProbeDefaults {
  readonly timeoutSeconds?: number;
}

/** The container and what stands beside it. */
export interface ResolvedContainer {
  readonly podSecurityContext?: PodSecurityContext;
  readonly securityContext: SecurityContext;
  readonly livenessProbe: ResolvedProbe;
  readonly readinessProbe: ResolvedProbe;
  readonly startupProbe?: ResolvedProbe;
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
  readonly initContainers: readonly Container[];
  readonly sidecars: readonly Container[];
}

export function resolveContainer(context: ResolveContext): ResolvedContainer {
  const { checks, props, generation } = context;
  const { liveness, readiness, startup } = generation.probes;
  const initContainers = passedThrough(checks, 'initContainers', props.initContainers) as Container[];
  const sidecars = passedThrough(checks, 'sidecars', props.sidecars) as Container[];
  checkContainers(checks, { initContainers, sidecars });
  return {
    ...resolveSecurity(context),
    livenessProbe: resolveProbe(checks, 'livenessProbe', liveness, props.livenessProbe),
    readinessProbe: resolveProbe(checks, 'readinessProbe', readiness, props.readinessProbe),
    startupProbe: props.startupProbe && resolveProbe(checks, 'startupProbe', startup, props.startupProbe),
    ...resolveVolumes(context),
    initContainers,
    sidecars,
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
  const container = { ...profile.containerSecurityContext, ...(asRoot ? { runAsNonRoot: false } : {}) };
  return {
    podSecurityContext: asRoot ? { ...user, runAsNonRoot: false, runAsUser: 0, runAsGroup: 0, fsGroup: 0 } : user,
    securityContext: readOnlyRootFilesystem === undefined ? container : { ...container, readOnlyRootFilesystem },
  };
}

/** OpenShift gives each namespace users and groups of its own. */
function withoutIds(security?: PodSecurityContext): PodSecurityContext | undefined {
  return security && { ...security, runAsUser: undefined, runAsGroup: undefined, fsGroup: undefined };
}

function resolveProbe(
  checks: PropertyChecks,
  property: string,
  defaults: ProbeDefaults,
  tuning: ProbeTuning = {},
): ResolvedProbe {
  const { initialDelay, period, timeout, failureThreshold = defaults.failureThreshold } = tuning;
  checks.integer(`${property}.failureThreshold`, failureThreshold, 1);
  return {
    initialDelaySeconds: initialDelay
      ? wholeSeconds(checks, `${property}.initialDelay`, initialDelay, 0)
      : defaults.initialDelaySeconds,
    periodSeconds: period ? wholeSeconds(checks, `${property}.period`, period, 1) : defaults.periodSeconds,
    timeoutSeconds: timeout && wholeSeconds(checks, `${property}.timeout`, timeout, 1),
    failureThreshold,
  };
}

/** What is passed through must be plain JSON with a name: anything else would fail, or be lost, at synth. */
function passedThrough(checks: PropertyChecks, property: string, elements: unknown[] = []): Array<{ name: string }> {
  const names = new Set<string>();
  return elements.map((element, index) => {
    const where = `${property}[${index}]`;
    if (typeof element !== 'object' || element === null || element.constructor !== Object) {
      checks.refuse(
        where,
        undefined,
        'a plain object as in the Kubernetes API',
        'Pass plain data, not an instance of a class.',
      );
    }
    const { name } = element as { name: string };
    checks.plainText(`${where}.name`, name, DNS_LABEL);
    if (names.has(name)) {
      checks.refuse(`${where}.name`, name, 'each name once', 'Rename one of the two.');
    }
    names.add(name);
    return element as { name: string };
  });
}

function checkContainers(checks: PropertyChecks, groups: { [property: string]: readonly Container[] }): void {
  const names = new Set([CONTAINER_NAME]);
  for (const [property, containers] of Object.entries(groups)) {
    containers.forEach((container, index) => {
      const where = `${property}[${index}]`;
      if (names.has(container.name)) {
        checks.refuse(`${where}.name`, container.name, 'a name that no other container of the pod has', 'Rename it.');
      }
      names.add(container.name);
      checks.text(`${where}.image`, container.image as string, NOT_EMPTY);
      refuseSecretsIn(checks, where, container);
    });
  }
}

function resolveVolumes({
  checks,
  props,
  generation,
}: ResolveContext): Pick<ResolvedContainer, 'volumes' | 'volumeMounts'> {
  const own = props.readOnlyRootFilesystem
    ? [
        { name: 'working-directory', mountPath: generation.workingDirectory },
        { name: 'tmp', mountPath: '/tmp' },
      ]
    : [];
  const given = passedThrough(checks, 'volumes', props.volumes);
  const names = new Set(own.map(({ name }) => name));
  given.forEach(({ name }, index) => {
    if (names.has(name)) {
      checks.refuse(
        `volumes[${index}].name`,
        name,
        'a name other than those of readOnlyRootFilesystem',
        'Rename the volume.',
      );
    }
    names.add(name);
  });
  const paths = new Set(own.map(({ mountPath }) => mountPath));
  const mounts = (props.volumeMounts ?? []).map((mount, index) =>
    checkedMount(checks, mount, `volumeMounts[${index}]`, names, paths),
  );
  return { volumes: [...own.map(({ name }) => ({ name, emptyDir: {} })), ...given], volumeMounts: [...own, ...mounts] };
}

function checkedMount(
  checks: PropertyChecks,
  mount: DelegateVolumeMount,
  where: string,
  names: Set<string>,
  paths: Set<string>,
): VolumeMount {
  const { name, mountPath, subPath, readOnly } = mount;
  checks.plainText(`${where}.name`, name, DNS_LABEL);
  checks.plainText(`${where}.mountPath`, mountPath, ABSOLUTE_PATH);
  if (!names.has(name)) {
    checks.refuse(
      `${where}.name`,
      name,
      `a volume of the pod: ${[...names].join(', ') || 'there is none'}`,
      'Add the volume to volumes, or correct the name.',
    );
  }
  if (paths.has(mountPath)) {
    checks.refuse(`${where}.mountPath`, mountPath, 'each path once', 'Use another path.');
  }
  if (subPath !== undefined) {
    checks.text(`${where}.subPath`, subPath, {
      allowed: "a relative path without '..'",
      remedy: 'Correct it.',
      holds: (value) => value !== '' && !value.startsWith('/') && !value.split('/').includes('..'),
    });
  }
  paths.add(mountPath);
  return { name, mountPath, subPath, readOnly };
}
