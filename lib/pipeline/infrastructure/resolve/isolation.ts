/** What the isolation of a namespace refuses, be it known now or told when the pipeline runs. */
import { allowedCapabilities, type BuildIsolation } from '../../../build-farm';
import { PodSecurityLevel } from '../../../delegate';
import { isExpression, type RuntimeInput } from '../../../document';
import type { PropertyChecks } from '../../../values';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from '../props';
import { hostPathsOf } from './volumes';

/** Throws for what the namespace would refuse. */
export function checkIsolation(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  checkToldLater(checks, props, isolation);
  const { containerSecurityContext: context = {}, volumes = [] } = props;
  checkPrivileged(checks, 'containerSecurityContext.privileged', context.privileged, isolation);
  checkCapabilities(checks, context.addCapabilities ?? [], isolation);
  for (const { property, path } of hostPathsOf(volumes)) {
    checks.later(property, [path], (known) => checkHostPath(checks, property, known, isolation));
  }
  if (isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED) {
    checkRestricted(checks, props);
  }
}

/** Throws for a privileged container where the namespace admits none. */
export function checkPrivileged(
  checks: PropertyChecks,
  property: string,
  privileged: boolean | undefined,
  isolation: BuildIsolation,
): void {
  if (privileged && !isolation.allowsPrivileged) {
    checks.refuse(
      property,
      true,
      `false with the isolation of the namespace (${isolation.toString()})`,
      'Leave it out, or use BuildIsolation.dockerInDocker({ reason }) on the namespace.',
    );
  }
}

/** Members of the security context that decide whether a pod is let in under the isolation restricted. */
const OF_RESTRICTED = ['allowPrivilegeEscalation', 'runAsNonRoot', 'dropCapabilities', 'runAsUser'] as const;

/** Throws for what is told later where the isolation would refuse some of what it may turn out to be. */
function checkToldLater(
  checks: PropertyChecks,
  { inputs = {}, containerSecurityContext: { inputs: ofContext = {} } = {} }: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  const isRestricted = isolation.podSecurityLevel === PodSecurityLevel.RESTRICTED;
  // Docker-in-Docker lets containers do whatever they like, and opens no directory of the node.
  const later: { readonly [property: string]: RuntimeInput | string | undefined } = {
    'inputs.volumes': inputs.volumes,
    // With a feature flag of the account it could be any part of a pod.
    'inputs.podSpecOverlay': inputs.podSpecOverlay,
    'inputs.containerSecurityContext': isolation.allowsPrivileged ? undefined : inputs.containerSecurityContext,
    'inputs.runAsUser': isRestricted ? inputs.runAsUser : undefined,
    'containerSecurityContext.inputs.privileged': isolation.allowsPrivileged ? undefined : ofContext.privileged,
    'containerSecurityContext.inputs.addCapabilities':
      allowedCapabilities(isolation) === undefined ? undefined : ofContext.addCapabilities,
    ...Object.fromEntries(
      OF_RESTRICTED.map((name) => [
        `containerSecurityContext.inputs.${name}`,
        isRestricted ? ofContext[name] : undefined,
      ]),
    ),
  };
  for (const [property, given] of Object.entries(later)) {
    if (given !== undefined) {
      refuseUnknown(checks, property, String(given), isolation, `Set ${property.replace('inputs.', '')} instead.`);
    }
  }
}

function refuseUnknown(
  checks: PropertyChecks,
  property: string,
  given: string,
  isolation: BuildIsolation,
  remedy: string,
): never {
  const allowed = `a value that is known now: the isolation of the namespace (${isolation.toString()}) does not allow every one`;
  checks.refuse(property, given, allowed, remedy);
}

function checkCapabilities(checks: PropertyChecks, added: readonly string[], isolation: BuildIsolation): void {
  const allowed = allowedCapabilities(isolation);
  added.forEach((name, index) => {
    const property = `containerSecurityContext.addCapabilities[${index}]`;
    if (allowed !== undefined && isExpression(name)) {
      refuseUnknown(checks, property, name, isolation, 'Name the capability.');
    }
    if (allowed !== undefined && !allowed.includes(name)) {
      checks.refuse(
        property,
        name,
        `a capability that the isolation of the namespace allows (${isolation.toString()}): ${allowed.join(', ')}`,
        'Remove it, or give the namespace another isolation.',
      );
    }
  });
}

function checkHostPath(checks: PropertyChecks, property: string, path: string, isolation: BuildIsolation): void {
  if (isExpression(path)) {
    refuseUnknown(checks, property, path, isolation, 'Name the directory, or use another kind of volume.');
  }
  const paths = isolation._hostPaths;
  if (!paths.includes(path)) {
    const list = paths.length > 0 ? `one of ${paths.join(', ')}` : 'none';
    checks.refuse(
      property,
      path,
      `a directory that the isolation of the namespace names: ${list}`,
      'Use another kind of volume, or BuildIsolation.hostPaths([…], { reason }) on the namespace.',
    );
  }
}

/** What Pod Security asks for beyond that, as far as Harness has a setting for it. */
function checkRestricted(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { os, containerSecurityContext: context = {} } = props;
  if (os === BuildOperatingSystem.WINDOWS) {
    const remedy = 'Use BuildIsolation.baseline() on a namespace for builds on Windows.';
    checks.refuse('os', os, 'Linux in a namespace with the isolation restricted', remedy);
  }
  const wanted = { allowPrivilegeEscalation: false, runAsNonRoot: true } as const;
  for (const [name, value] of Object.entries(wanted)) {
    const given = context[name as keyof typeof wanted];
    if (given !== value) {
      const allowed = `${value} in a namespace with the isolation restricted`;
      checks.refuse(`containerSecurityContext.${name}`, given, allowed, `Set it to ${value}.`);
    }
  }
  if (!(context.dropCapabilities ?? []).includes('ALL')) {
    checks.refuse(
      'containerSecurityContext.dropCapabilities',
      context.dropCapabilities,
      '["ALL"] in a namespace with the isolation restricted',
      'Drop ALL.',
    );
  }
}
