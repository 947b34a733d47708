/** Checks of an infrastructure against the build pod profile of its namespace. */
import type { BuildIsolation, IBuildFarmNamespace } from '../../build-namespace';
import type { BuildPodProfile } from '../../build-pods';
import { inWords, type PropertyChecks } from '../../core';
import { isSameToleration } from '../../workload';
import { onWindows } from './operating-system';
import { podSpecOf } from './pod-spec-values';
import type { KubernetesDirectInfrastructureProps } from './props';

/** A namespace that may have a profile. */
interface ProfiledNamespace extends IBuildFarmNamespace {
  readonly podProfile?: BuildPodProfile;
  readonly isolation?: BuildIsolation;
  /** Whether the API server applies it, and not only the stages that carry it. */
  readonly _mutatesPods?: boolean;
  readonly _hasUserNamespaces?: boolean;
}

/** Whether root in a build pod of the namespace is another user on the node. */
export function hasUserNamespaces(namespace?: ProfiledNamespace): boolean {
  return namespace?._hasUserNamespaces === true;
}

/** Whether the namespace admits root where the Pod Security level restricted does not without a user namespace. */
export function admitsRoot(namespace?: ProfiledNamespace): boolean {
  return hasUserNamespaces(namespace) && namespace?.isolation?.auditsRestricted !== true;
}

/** The profile of a namespace, if this program defines it. */
export function profileOf(namespace?: ProfiledNamespace): BuildPodProfile | undefined {
  return namespace?.podProfile;
}

/** Refuses what the profile would replace, and what would be left out of it. */
export function checkPodProfile(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { podProfile: profile, _mutatesPods: mutates = false } = (props.buildNamespace ?? {}) as ProfiledNamespace;
  if (profile === undefined) {
    return;
  }
  const place = { checks, profile, mutates, props };
  checks.apart(
    () => checkWindows(checks, props, profile),
    ...(['nodeSelector', 'labels', 'annotations'] as const).map((name) => () => checkMap(place, name)),
    () => checkPriority(place),
    () => checkOverlay(place),
    () => mutates || checkTolerations(place),
  );
}

interface Place {
  readonly checks: PropertyChecks;
  readonly profile: BuildPodProfile;
  readonly mutates: boolean;
  readonly props: KubernetesDirectInfrastructureProps;
}

function checkWindows(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  { _linuxOnly: linuxOnly }: BuildPodProfile,
): void {
  const windows = onWindows(props);
  if (windows !== undefined && linuxOnly !== undefined) {
    checks.refuse(
      windows.property,
      windows.given,
      `"Linux" in a namespace whose build pod profile sets ${linuxOnly}`,
      'Add a namespace for builds on Windows with a profile of its own.',
    );
  }
}

function checkMap({ checks, profile, mutates, props }: Place, name: 'nodeSelector' | 'labels' | 'annotations'): void {
  const wanted = profile._stageSettings[name];
  const input = props.inputs?.[name];
  if (input !== undefined && Object.keys(wanted).length > 0 && !mutates) {
    const allowed = `no expression, because only stages carry the ${name} of the build pod profile`;
    checks.refuse(`inputs.${name}`, input, allowed, `Use ${name}.`);
  }
  for (const [key, value] of Object.entries(wanted)) {
    checkValue({ checks, profile, mutates, props }, `${name}["${key}"]`, name, props[name]?.[key], value);
  }
}

function checkPriority(place: Place): void {
  const { profile, props } = place;
  const { priorityClassName: wanted } = profile._stageSettings;
  checkValue(place, 'priorityClassName', 'priorityClassName', props.priorityClassName, wanted);
}

function checkValue(
  { checks, profile, mutates }: Place,
  property: string,
  setting: string,
  given: string | undefined,
  wanted: string | undefined,
): void {
  if (wanted === undefined || (given === undefined ? mutates : profile._override(setting).isAllowed)) {
    return;
  }
  if (given === undefined) {
    const allowed = `"${wanted}", as in the build pod profile of the namespace, which only stages can carry before Kubernetes 1.36`;
    return checks.refuse(
      property,
      undefined,
      allowed,
      'Set it, or use stage or stageInfrastructure of the farm.',
      'missing',
    );
  }
  checks.later(property, [given], (known) => {
    if (known !== wanted) {
      const name = profile._override(setting).name ?? setting;
      const remedy = `Remove it, or add ${name} to overridable of the profile.`;
      checks.refuse(property, known, `"${wanted}", which the build pod profile of the namespace sets`, remedy);
    }
  });
}

/** Refuses what an overlay sets and the API server replaces. */
function checkOverlay({ checks, profile, mutates, props }: Place): void {
  const spec = podSpecOf(props);
  for (const { property, path, value } of mutates ? profile._podValues : []) {
    const given = path.reduce<unknown>(
      (around, name) => (around as { [name: string]: unknown } | undefined)?.[name],
      spec,
    );
    if (
      given !== undefined &&
      JSON.stringify(given) !== JSON.stringify(value) &&
      !profile._override(property).isAllowed
    ) {
      checks.refuse(
        `podSpecOverlay.podSpec.${path.join('.')}`,
        given,
        `${JSON.stringify(value)}, which the build pod profile of the namespace sets (${property})`,
        'Remove it, or change the profile.',
      );
    }
  }
}

function checkTolerations({ checks, profile, props: { tolerations = [] } }: Place): void {
  for (const wanted of profile._stageSettings.tolerations) {
    if (!tolerations.some((toleration) => isSameToleration(toleration, wanted))) {
      checks.refuse(
        'tolerations',
        inWords('no toleration like one of the build pod profile'),
        `a toleration of ${wanted.key ?? 'every key'} with the effect ${wanted.effect}, which only stages can carry before Kubernetes 1.36`,
        'Add it, or use stage or stageInfrastructure of the farm.',
      );
    }
  }
}
