/** Checks of an infrastructure against the isolation of its namespace. */
import type { BuildIsolation } from '../../build-namespace';
import { own, type PropertyChecks } from '../../core';
import { isExpression, type RuntimeInput } from '../../document';
import { allowedCapabilities, demandsRestricted } from '../../workload';
import { onWindows } from './operating-system';
import { admitsRoot, hasUserNamespaces } from './pod-profile';
import { type KubernetesDirectInfrastructureProps, ProcMount } from './props';
import { hostPathsOf } from './volumes';

/** Refuses settings that the namespace would reject. */
export function checkIsolation(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  checkToldLater(checks, props, isolation);
  const { containerSecurityContext: context = {}, volumes = [] } = props;
  checkPrivileged(checks, 'containerSecurityContext.privileged', context.privileged, isolation);
  checkCapabilities(checks, context.addCapabilities ?? [], isolation);
  checkProcMount(checks, context.procMount, isolation, hasUserNamespaces(props.buildNamespace));
  for (const { property, path } of hostPathsOf(volumes)) {
    checks.later(property, [path], (known) => checkHostPath(checks, property, known, isolation));
  }
  if (demandsRestricted(isolation)) {
    checkRestricted(checks, props, isolation);
  }
}

/** Refuses a privileged container if the namespace admits none. */
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
      `false, because the isolation of the namespace (${isolation.toString()}) admits no privileged containers`,
      'Remove it, or create the namespace with BuildIsolation.dockerInDocker({ reason }).',
    );
  }
}

/** With user namespaces, the Pod Security level baseline admits any. */
function checkProcMount(
  checks: PropertyChecks,
  procMount: ProcMount | undefined,
  isolation: BuildIsolation,
  hasOwnUsers: boolean,
): void {
  const isAdmitted = isolation.allowsPrivileged || (hasOwnUsers && !demandsRestricted(isolation));
  if (procMount === ProcMount.UNMASKED && !isAdmitted) {
    checks.refuse(
      'containerSecurityContext.procMount',
      procMount,
      `"Default", because the isolation of the namespace (${isolation.toString()}) admits no other procMount`,
      'Remove it, or use the isolation baseline() and a build pod profile with userNamespaces, from Kubernetes 1.36 on.',
    );
  }
}

/** Members of the security context that decide whether restricted isolation admits a pod. */
const OF_RESTRICTED = ['allowPrivilegeEscalation', 'runAsNonRoot', 'dropCapabilities', 'runAsUser'] as const;

/** Refuses a runtime input if the isolation forbids any of its possible values. */
function checkToldLater(
  checks: PropertyChecks,
  { inputs = {}, containerSecurityContext: { inputs: ofContext = {} } = {} }: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  const isRestricted = demandsRestricted(isolation);
  // Docker-in-Docker permits any security context, but no directories of the node.
  const later: { readonly [property: string]: RuntimeInput | string | undefined } = {
    'inputs.volumes': inputs.volumes,
    // With the feature flag CI_K8S_OVERLAY_YAML, it could set any part of a pod.
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
      refuseUnknown(checks, property, String(given), isolation, `Set ${own(property.replace('inputs.', ''))} instead.`);
    }
  }
}

/** Refuses a value that is known only when the pipeline runs. */
export function refuseUnknown(
  checks: PropertyChecks,
  property: string,
  given: string,
  isolation: BuildIsolation,
  remedy: string,
): never {
  const allowed = `a literal value, because the isolation of the namespace (${isolation.toString()}) does not allow every value`;
  checks.refuse(property, given, allowed, remedy);
}

function checkCapabilities(checks: PropertyChecks, added: readonly string[], isolation: BuildIsolation): void {
  const allowed = allowedCapabilities(isolation);
  added.forEach((name, index) => {
    const property = `containerSecurityContext.addCapabilities[${index}]`;
    if (allowed !== undefined && isExpression(name)) {
      refuseUnknown(checks, property, name, isolation, 'Pass the name of a capability.');
    }
    if (allowed !== undefined && !allowed.includes(name)) {
      checks.refuse(
        property,
        name,
        `a capability that the isolation of the namespace (${isolation.toString()}) allows: ${allowed.join(', ')}`,
        'Remove it, or create the namespace with another isolation.',
      );
    }
  });
}

/** Refuses a directory of the node that the isolation does not list. */
export function checkHostPath(checks: PropertyChecks, property: string, path: string, isolation: BuildIsolation): void {
  if (isExpression(path)) {
    refuseUnknown(checks, property, path, isolation, 'Pass the path of a directory, or use another type of volume.');
  }
  const paths = isolation._hostPaths;
  if (!paths.includes(path)) {
    checks.refuse(
      property,
      path,
      paths.length > 0
        ? `a directory that the isolation of the namespace allows: ${paths.join(', ')}`
        : 'a directory that the isolation of the namespace allows; it allows none',
      'Use another type of volume, or create the namespace with BuildIsolation.hostPaths([…], { reason }).',
    );
  }
}

/** Checks the other requirements of the Pod Security level restricted that Harness has settings for. */
function checkRestricted(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  const where = `in a namespace with the isolation ${isolation.toString()}`;
  const { containerSecurityContext: context = {} } = props;
  const windows = onWindows(props);
  if (windows !== undefined) {
    const remedy = 'Create a namespace with BuildIsolation.baseline() for builds on Windows.';
    checks.refuse(windows.property, windows.given, `"Linux" ${where}`, remedy);
  }
  const wanted = {
    allowPrivilegeEscalation: false,
    ...(admitsRoot(props.buildNamespace) ? {} : { runAsNonRoot: true }),
  };
  for (const [name, value] of Object.entries(wanted)) {
    const given = context[name as keyof typeof wanted];
    if (given !== value) {
      const allowed = `${value} ${where}`;
      checks.refuse(`containerSecurityContext.${name}`, given, allowed, `Set it to ${value}.`);
    }
  }
  if (!(context.dropCapabilities ?? []).includes('ALL')) {
    checks.refuse(
      'containerSecurityContext.dropCapabilities',
      context.dropCapabilities,
      `["ALL"] ${where}`,
      'Add "ALL" to the list.',
    );
  }
}
