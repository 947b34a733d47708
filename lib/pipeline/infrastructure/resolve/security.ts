/** What the containers of a stage may do, held against the operating system and the isolation of the namespace. */
import { allowedCapabilities, type BuildIsolation } from '../../../build-farm';
import { PodSecurityLevel } from '../../../delegate';
import { isExpression } from '../../../document';
import type { PropertyChecks, Rule } from '../../../values';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from '../props';
import { hostPathsOf } from './volumes';

const CAPABILITY: Rule = {
  allowed: 'the name of a capability without CAP_, for example NET_ADMIN, or ALL',
  remedy: 'Write it in capitals.',
  holds: (value) => /^[A-Z][A-Z0-9_]*$/.test(value) && !value.startsWith('CAP_'),
};

/** The user of all containers, said in one of two places. */
export function userOf({
  runAsUser,
  containerSecurityContext,
}: KubernetesDirectInfrastructureProps): number | undefined {
  return containerSecurityContext?.runAsUser ?? runAsUser;
}

export function checkSecurity(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { runAsUser, containerSecurityContext: context = {}, inputs } = props;
  checkUsers(checks, runAsUser, context.runAsUser);
  for (const list of ['addCapabilities', 'dropCapabilities'] as const) {
    const names = context[list] ?? [];
    names.forEach((name, index) => {
      checks.plainText(`containerSecurityContext.${list}[${index}]`, name, CAPABILITY);
      checks.once(`containerSecurityContext.${list}[${index}]`, name, names.slice(0, index));
    });
  }
  const user = userOf(props);
  if (context.runAsNonRoot && (user === 0 || (user === undefined && inputs?.runAsUser === undefined))) {
    checks.refuse(
      'containerSecurityContext.runAsNonRoot',
      true,
      'true only beside a user id above 0',
      'Set runAsUser, for example to 1000.',
    );
  }
  if (context.privileged && context.allowPrivilegeEscalation === false) {
    checks.refuse(
      'containerSecurityContext.allowPrivilegeEscalation',
      false,
      'true or nothing for privileged containers, as Kubernetes demands',
      'Leave one of the two out.',
    );
  }
}

function checkUsers(checks: PropertyChecks, ofPod?: number, ofContext?: number): void {
  if (ofPod !== undefined) {
    checks.integer('runAsUser', ofPod, 0);
  }
  if (ofContext !== undefined) {
    checks.integer('containerSecurityContext.runAsUser', ofContext, 0);
  }
  if (ofPod !== undefined && ofContext !== undefined && ofPod !== ofContext) {
    const allowed = `the user id ${ofPod} of the infrastructure, or none`;
    checks.refuse('containerSecurityContext.runAsUser', ofContext, allowed, 'Leave one of the two out.');
  }
}

const NODE_OS = 'kubernetes.io/os';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/run-windows-builds-in-a-kubernetes-build-infrastructure */
export function checkOperatingSystem(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { os = BuildOperatingSystem.LINUX, nodeSelector = {}, inputs = {}, containerSecurityContext = {} } = props;
  const isWindows = os === BuildOperatingSystem.WINDOWS;
  if (inputs.os !== undefined) {
    return;
  }
  const wanted = isWindows ? 'windows' : 'linux';
  const property = `nodeSelector["${NODE_OS}"]`;
  const nodes = nodeSelector[NODE_OS] ?? (isWindows ? '' : wanted);
  if (inputs.nodeSelector === undefined) {
    checks.later(property, [nodes], (known) => {
      if (known !== wanted && !isExpression(known)) {
        checks.refuse(property, known, `"${wanted}" for builds on ${os}`, `Set ${property} to "${wanted}".`);
      }
    });
  }
  if (isWindows) {
    refuseOnWindows(checks, { runAsUser: props.runAsUser }, '');
    refuseOnWindows(checks, { runAsUser: inputs.runAsUser }, 'inputs.');
    refuseOnWindows(checks, { ...containerSecurityContext }, 'containerSecurityContext.');
  }
}

/** Settings of Linux, which Windows pods must not have. */
function refuseOnWindows(checks: PropertyChecks, settings: { readonly [name: string]: unknown }, where: string): void {
  const given = Object.entries(settings).find(([, value]) => value !== undefined && value !== false);
  if (given !== undefined) {
    const [name, value] = given;
    checks.refuse(`${where}${name}`, value, 'nothing for builds on Windows', 'Leave it out.');
  }
}

/** Throws for what the namespace would refuse. */
export function checkIsolation(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  isolation: BuildIsolation,
): void {
  const context = props.containerSecurityContext ?? {};
  checkPrivileged(checks, 'containerSecurityContext.privileged', context.privileged, isolation);
  const allowed = allowedCapabilities(isolation);
  (context.addCapabilities ?? []).forEach((name, index) => {
    if (allowed !== undefined && !allowed.includes(name)) {
      checks.refuse(
        `containerSecurityContext.addCapabilities[${index}]`,
        name,
        `a capability that the isolation of the namespace allows (${isolation.toString()}): ${allowed.join(', ')}`,
        'Remove it, or give the namespace another isolation.',
      );
    }
  });
  const paths = isolation._hostPaths;
  hostPathsOf(props.volumes ?? []).forEach(({ property, path: given }) => {
    checks.later(property, [given], (path) => {
      if (!paths.includes(path)) {
        const list = paths.length > 0 ? `one of ${paths.join(', ')}` : 'none';
        checks.refuse(
          property,
          path,
          `a directory that the isolation of the namespace names: ${list}`,
          'Use another kind of volume, or BuildIsolation.hostPaths([…], { reason }) on the namespace.',
        );
      }
    });
  });
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

/** What Pod Security asks for beyond that, as far as Harness has a setting for it. */
function checkRestricted(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { os, containerSecurityContext: context = {}, inputs = {} } = props;
  if (os === BuildOperatingSystem.WINDOWS) {
    const remedy = 'Use BuildIsolation.baseline() on a namespace for builds on Windows.';
    checks.refuse('os', os, 'Linux in a namespace with the isolation restricted', remedy);
  }
  if (inputs.containerSecurityContext !== undefined) {
    return;
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
