/** Checks of security contexts and of settings that depend on the operating system. */
import type { BuildFarmNamespace } from '../../build-namespace';
import { own, type PropertyChecks, type Rule } from '../../core';
import { checkTextOrExpression, isExpression } from '../../document';
import { onWindows } from './operating-system';
import { podSpecOf } from './pod-spec-values';
import {
  BuildOperatingSystem,
  type KubernetesDirectInfrastructureProps,
  ProcMount,
  type StageSecurityContext,
} from './props';

const CAPABILITY: Rule = {
  allowed: 'a capability in uppercase without the prefix CAP_, for example NET_ADMIN, or ALL',
  remedy: 'Use a form such as NET_ADMIN.',
  holds: (value) => /^[A-Z][A-Z0-9_]*$/.test(value) && !value.startsWith('CAP_'),
};

/** Returns the user ID of all containers, set in one of two places; `undefined` if unknown. */
export function userOf({
  runAsUser,
  containerSecurityContext: context,
}: Pick<KubernetesDirectInfrastructureProps, 'runAsUser' | 'containerSecurityContext'>): number | undefined {
  return context?.inputs?.runAsUser === undefined ? (context?.runAsUser ?? runAsUser) : undefined;
}

export function checkSecurity(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  checks.part(() => checkUser(checks, 'runAsUser', props.runAsUser));
  const { containerSecurityContext: context = {} } = props;
  checks.apart(
    () => checkUser(checks, 'containerSecurityContext.runAsUser', context.runAsUser),
    () => checkSameUser(checks, props.runAsUser, context.runAsUser),
    () => checkCapabilities(checks, 'addCapabilities', context.addCapabilities ?? []),
    () => checkCapabilities(checks, 'dropCapabilities', context.dropCapabilities ?? []),
    () => checkNonRoot(checks, props, context),
    () => checkEscalation(checks, context),
    () => checkProcMount(checks, props, context),
  );
}

function checkCapabilities(checks: PropertyChecks, list: string, names: readonly string[]): void {
  checks.each(names, (name, index) => {
    checks.plain(`containerSecurityContext.${list}[${index}]`, name);
    checkTextOrExpression(checks, `containerSecurityContext.${list}[${index}]`, name, CAPABILITY);
    checks.once(`containerSecurityContext.${list}[${index}]`, name, names.slice(0, index));
  });
}

function checkNonRoot(
  checks: PropertyChecks,
  { runAsUser, inputs }: KubernetesDirectInfrastructureProps,
  context: StageSecurityContext,
): void {
  const user = userOf({ runAsUser, containerSecurityContext: context });
  const isToldLater = inputs?.runAsUser !== undefined || context.inputs?.runAsUser !== undefined;
  if (context.runAsNonRoot && (user === 0 || (user === undefined && !isToldLater))) {
    checks.refuse(
      'containerSecurityContext.runAsNonRoot',
      true,
      'false, or a user ID above 0',
      `Set ${own('runAsUser')}, for example to 1000.`,
    );
  }
}

function checkEscalation(checks: PropertyChecks, context: StageSecurityContext): void {
  if (context.privileged && context.allowPrivilegeEscalation === false) {
    checks.refuse(
      'containerSecurityContext.allowPrivilegeEscalation',
      false,
      'true or no value for a privileged container',
      'Remove it, or remove privileged.',
    );
  }
}

/**
 * A policy of the cluster can set `hostUsers: false`, but not against the overlay.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/
 */
function checkProcMount(
  checks: PropertyChecks,
  props: KubernetesDirectInfrastructureProps,
  { procMount }: StageSecurityContext,
): void {
  if (procMount === ProcMount.UNMASKED && podSpecOf(props).hostUsers === true) {
    checks.refuse(
      'containerSecurityContext.procMount',
      procMount,
      '"Default" in a pod with hostUsers: true, because Kubernetes refuses Unmasked there',
      `Set hostUsers to false in ${own('podSpecOverlay.podSpec')}.`,
    );
  }
}

function checkUser(checks: PropertyChecks, property: string, user?: number): void {
  if (user !== undefined) {
    checks.integer(property, user, 0);
  }
}

function checkSameUser(checks: PropertyChecks, ofPod?: number, ofContext?: number): void {
  if (ofPod !== undefined && ofContext !== undefined && ofPod !== ofContext) {
    const allowed = `no value, or ${ofPod} as in ${own('runAsUser')}`;
    checks.refuse('containerSecurityContext.runAsUser', ofContext, allowed, 'Remove one of the two.');
  }
}

const NODE_OS = 'kubernetes.io/os';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/run-windows-builds-in-a-kubernetes-build-infrastructure */
export function checkOperatingSystem(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const { os = BuildOperatingSystem.LINUX, nodeSelector = {}, inputs = {}, containerSecurityContext = {} } = props;
  const isWindows = os === BuildOperatingSystem.WINDOWS;
  refuseMesh(checks, props);
  if (inputs.os !== undefined) {
    return;
  }
  const wanted = isWindows ? 'windows' : 'linux';
  const property = `nodeSelector["${NODE_OS}"]`;
  const nodes = nodeSelector[NODE_OS] ?? (isWindows ? '' : wanted);
  if (inputs.nodeSelector === undefined) {
    checks.later(property, [nodes], (known) => {
      if (known !== wanted && !isExpression(known)) {
        checks.refuse(property, known, `"${wanted}" for builds on ${os}`, `Set ${own(property)} to "${wanted}".`);
      }
    });
  }
  if (isWindows) {
    refuseOnWindows(checks, { runAsUser: props.runAsUser }, '');
    refuseOnWindows(checks, { runAsUser: inputs.runAsUser }, 'inputs.');
    const { inputs: ofContext = {}, ...plain } = containerSecurityContext;
    refuseOnWindows(checks, plain, 'containerSecurityContext.');
    refuseOnWindows(checks, { ...ofContext }, 'containerSecurityContext.inputs.');
  }
}

/**
 * No proxy of Istio runs on Windows: a pod with a sidecar never starts, and the ambient mesh answers for it with errors. A pod
 * without a proxy would turn off mutual TLS for all builds of the headless Service while it runs.
 *
 * @see https://github.com/istio/istio/issues/27893
 * @see https://github.com/istio/istio/issues/58099
 * @see https://github.com/istio/istio/blob/master/pilot/pkg/model/push_context.go BestEffortInferServiceMTLSMode
 */
function refuseMesh(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const windows = onWindows(props);
  if (windows !== undefined && (props.buildNamespace as Partial<BuildFarmNamespace> | undefined)?._isInMesh) {
    checks.refuse(
      windows.property,
      windows.given,
      '"Linux" in a namespace of an Istio mesh, because no proxy of Istio runs on Windows',
      'Use a namespace outside of the mesh: farm.useBuildNamespace(new BuildFarmNamespace(…)) without istio, with the platform of the farm.',
    );
  }
}

/** Refuses Linux-only settings, which Windows pods must not have. */
function refuseOnWindows(checks: PropertyChecks, settings: { readonly [name: string]: unknown }, where: string): void {
  const given = Object.entries(settings).find(([, value]) => value !== undefined && value !== false);
  if (given !== undefined) {
    const [name, value] = given;
    checks.refuse(`${where}${name}`, value, 'no value for builds on Windows', 'Remove it.');
  }
}
