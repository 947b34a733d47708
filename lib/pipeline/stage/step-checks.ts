/** Checks of steps against the infrastructure, the namespace and the platform. */
import type { Duration } from 'cdk8s';
import { inWords, isUnresolved, type PropertyChecks } from '../../core';
import { isExpression } from '../../document';
import { demandsRestricted, parseImageReference } from '../../workload';
import { admitsRoot } from '../infrastructure/pod-profile';
import type { ResolvedInfrastructure } from '../infrastructure/infrastructure-document';
import { checkPrivileged } from '../infrastructure/isolation';
import { BuildOperatingSystem } from '../infrastructure/props';
import { isPrivilegedStep, type LeafNode, type PlacedStep } from '../steps/ci-step';
import type { StepConnector } from '../steps/step-connector';
import { StepShell } from '../steps/step-options';
import type { StageRouting } from './delegate-choice';

/* Docker daemons among the steps, and other facts about a stage. */

/** Docker daemon images, for example `docker:dind` and `docker:27-dind-rootless`, also from a mirror. */
const IMAGE = /(^|\/)docker:[^@]*\bdind\b/;

/** What can precede a command: the start of a line or another command, variables, and wrapper programs such as `exec`. */
const BEFORE =
  /(?:^|[;&|({\n]|\b(?:then|do|else)\s)\s*(?:\w+=\S*\s+)*(?:(?:exec|sudo|nohup|setsid|tini|dumb-init)\s+(?:-\S+\s+)*)*/;

/** Not `dockerd --version`, which ends at once. */
const DAEMON =
  /(?:[\w./-]*\/)?(?:dockerd|dockerd-entrypoint\.sh)(?=$|[\s;&|)])(?!\s+(?:--version|-v|--help|-h|--validate)\b)/;

const STARTS = new RegExp(BEFORE.source + DAEMON.source);

/** Returns the strings that show whether a step is a Docker daemon. Each can be an unresolved value. */
function daemonTexts({ options, spec }: LeafNode): string[] {
  const { entrypoint } = spec as { readonly entrypoint?: readonly string[] };
  return [options.image ?? '', commandOf({ spec }), ...(entrypoint ?? [])];
}

/** Returns what starts a Docker daemon in the step, if anything. The last parameter is the resolved result of `daemonTexts`. */
function daemonIn(step: LeafNode, [image, command, ...entrypoint]: readonly string[]): string | undefined {
  if (step.isDockerDaemon) {
    return image;
  }
  const script = entrypoint[entrypoint.findIndex((word) => /^-\w*c$/.test(word)) + 1];
  if ([command, entrypoint.join(' '), script].some((text) => STARTS.test(text ?? ''))) {
    return 'its command';
  }
  return runsImage(step) && IMAGE.test(image) ? image : undefined;
}

/** The settings of a daemon for the MTU of its default network, and of those that it makes for its clients. */
const MTU = [/--mtu[=\s",]+(\d+)/, /com\.docker\.network\.driver\.mtu=(\d+)/];

/** Returns whether the step is a Docker daemon, one of whose networks takes packets of more than the bytes. Docker's default is 1500. */
export function exceedsMtu(step: LeafNode, bytes: number): boolean {
  const [image, ...started] = daemonTexts(step);
  return (
    daemonIn(step, [image, ...started]) !== undefined &&
    MTU.some((setting) => Number(setting.exec(started.join(' '))?.[1] ?? Infinity) > bytes)
  );
}

/** Returns the image of a Docker daemon in the step that changes under its tag; `undefined` for none, and for one known later. */
export function movingDaemon(step: LeafNode): string | undefined {
  const [image, ...started] = daemonTexts(step);
  if (isUnresolved(image) || isExpression(image) || daemonIn(step, [image, ...started]) === undefined) {
    return undefined;
  }
  const { tag = 'latest', digest } = parseImageReference(image) ?? {};
  return digest === undefined && !VERSION.test(tag) ? image : undefined;
}

/** A tag with a full version, such as `28.5.2-dind`. */
const VERSION = /(?:^|[^0-9])\d+\.\d+\.\d+(?:[^0-9]|$)/;

/** Returns whether the step runs the entrypoint of its image, with no command or entrypoint to replace it. */
function runsImage({ type, spec }: LeafNode): boolean {
  const { entrypoint } = spec as { readonly entrypoint?: readonly string[] };
  return !['Run', 'Test'].includes(type) && commandOf({ spec }) === '' && (entrypoint ?? []).length === 0;
}

function commandOf({ spec }: Pick<LeafNode, 'spec'>): string {
  return (spec.command as string | undefined) ?? '';
}

/** The steps of a stage, and the infrastructure and delegate generation that run them. */
export interface StageFacts {
  readonly checks: PropertyChecks;
  readonly steps: readonly PlacedStep[];
  /** Other connectors of the stage. */
  readonly connectors: readonly StepConnector[];
  readonly infrastructure: ResolvedInfrastructure;
  readonly routing: StageRouting;
  /** Timeout of the stage. */
  readonly timeout?: Duration;
}

/** Returns whether a step builds an image with kaniko. */
function buildsImage({ type }: LeafNode): boolean {
  return type.startsWith('BuildAndPush');
}

/** Returns whether the container of a step is privileged; `undefined` if that is a runtime input. */
export function isPrivileged(
  step: LeafNode,
  { props, inputs, contextInputs }: ResolvedInfrastructure,
): boolean | undefined {
  const ofStage = inputs.containerSecurityContext === undefined && contextInputs.privileged === undefined;
  return isPrivilegedStep(step, ofStage ? (props.containerSecurityContext?.privileged ?? false) : undefined);
}

/* Checks. */

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage */
export function checkDockerInDocker({ checks, steps, infrastructure }: StageFacts): void {
  for (const { where, step } of steps) {
    const { privileged } = step.options;
    if (isPrivileged(step, infrastructure) !== false) {
      continue;
    }
    checks.later(`${where}.privileged`, daemonTexts(step), (...known) => {
      const daemon = daemonIn(step, known);
      if (daemon !== undefined) {
        checks.refuse(
          `${where}.privileged`,
          privileged,
          `true, because ${daemon} starts a Docker daemon`,
          'Set it to true, in a namespace with BuildIsolation.dockerInDocker({ reason }).',
        );
      }
    });
  }
}

/**
 * Labels that Kubernetes gives to any node: system, architecture, zone, host name, type. On OpenShift, every worker has the role of
 * one. None of them keeps nodes for builds.
 *
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/
 * @see https://docs.openshift.com/container-platform/latest/nodes/nodes/nodes-nodes-managing.html
 */
const OF_ANY_NODE =
  /^(?:(?:beta|topology|node|failure-domain\.beta)\.)?kubernetes\.io\/|^node\.openshift\.io\/|^node-role\.kubernetes\.io\/(?:worker|master|control-plane)$/;

/** Whether the key can be that of nodes for builds. */
const isOfPool = (key: string): boolean => !OF_ANY_NODE.test(key);

/** Refuses privileged steps, which are root on their node, on nodes that also run pods of others. */
export function checkOwnNodes({ checks, steps, infrastructure }: StageFacts): void {
  const { isolation, props, inputs } = infrastructure;
  const { nodeSelector = {}, tolerations = [] } = props;
  const isSelective = Object.keys(nodeSelector).some(isOfPool) || inputs.nodeSelector !== undefined;
  const privileged = steps.find(({ step }) => isPrivileged(step, infrastructure) !== false);
  if (isolation?.allowsPrivileged && !isolation._sharesNodes && !isSelective && privileged !== undefined) {
    checks.refuse(
      'infrastructure.nodeSelector',
      props.nodeSelector,
      `nodes for such builds alone, because ${privileged.where} can be privileged, and is then root on its node`,
      `${tolerations.length > 0 ? 'A toleration does not pin a pod to tainted nodes: also set nodeSelector.' : 'Set nodeSelector, and tolerations for the taint of the nodes.'} Or accept nodes of others: BuildIsolation.dockerInDocker({ reason, unsafeSharedNodes: true }). See "Run Docker commands" in docs/how-to.md, also for the image and its MTU.`,
    );
  }
}

/** Refuses privileged steps in a namespace that admits none. */
export function checkPrivilegedSteps({ checks, steps, infrastructure: { isolation } }: StageFacts): void {
  if (isolation !== undefined) {
    steps.forEach(({ where, step }) =>
      checkPrivileged(checks, `${where}.privileged`, step.options.privileged, isolation),
    );
  }
}

/** Refuses privileged steps on a cluster that admits none. */
export function checkPlatformSteps({ checks, steps, infrastructure: { platform } }: StageFacts): void {
  const reason = platform?._record.forbidsNodeAccess?.says;
  const privileged = steps.find(({ step }) => isPrivilegedStep(step));
  if (reason !== undefined && privileged !== undefined) {
    checks.refuse(
      `${privileged.where}.privileged`,
      true,
      `false on ${String(platform)}: ${reason}`,
      'Run the stage in a cluster on another platform.',
    );
  }
}

/**
 * IRSA binds the IAM role to the ServiceAccount of the pod.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
 */
export function checkIrsa({ checks, steps, connectors, infrastructure }: StageFacts): void {
  const { serviceAccountName, platform } = infrastructure;
  const used = [
    ...connectors.map((connector, index) => ({ where: `connectors[${index}]`, connector })),
    ...steps.flatMap(({ where, step }) => step.connectors.map((connector) => ({ where, connector }))),
  ];
  const { where = '', connector: irsa } = used.find(({ connector }) => connector?._facts.usesIrsa) ?? {};
  if (irsa !== undefined && platform?._lacks('irsa')) {
    checks.refuse(
      where,
      inWords(`the AWS connector ${irsa.reference}, which uses IRSA`),
      `a connector without IRSA on ${String(platform)}, which has none`,
      'Use a connector with another authentication, for example AwsAuthentication.ACCESS_KEY.',
    );
  }
  if (irsa !== undefined && serviceAccountName === undefined) {
    checks.refuse(
      'infrastructure.serviceAccountName',
      undefined,
      `the ServiceAccount with the IAM role, because the AWS connector ${irsa.reference} uses IRSA`,
      'Set it.',
      'missing',
    );
  }
}

/**
 * Build and Push runs kaniko, which must be root.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export function checkBuildAndPush({ checks, steps, infrastructure }: StageFacts): void {
  const { runAsUser, props } = infrastructure;
  const nonRoot = props.containerSecurityContext?.runAsNonRoot === true || (runAsUser ?? 0) > 0;
  for (const { where, step } of steps.filter((placed) => buildsImage(placed.step))) {
    const { runAsUser: user, inputs } = step.options;
    if (inputs?.runAsUser === undefined && (user === undefined ? nonRoot : user !== 0)) {
      checks.refuse(
        `${where}.runAsUser`,
        user,
        '0, because the step builds an image with kaniko, which must run as root',
        'Set it to 0, or build with the Buildah plugin, which does not need root.',
      );
    }
  }
}

/** Refuses steps that run as root in a namespace that does not admit root. */
export function checkRootSteps({ checks, steps, infrastructure: { isolation, props } }: StageFacts): void {
  if (isolation === undefined || !demandsRestricted(isolation) || admitsRoot(props.buildNamespace)) {
    return;
  }
  for (const { where, step } of steps.filter((placed) => placed.step.options.runAsUser === 0)) {
    checks.refuse(
      `${where}.runAsUser`,
      0,
      `a user other than root in a namespace with the isolation ${isolation.toString()}`,
      buildsImage(step)
        ? 'Build with the Buildah plugin, which does not need root, or create the namespace with BuildIsolation.baseline().'
        : 'Set another user, or create the namespace with BuildIsolation.baseline().',
    );
  }
}

/** Shells that Windows images do not have. */
const OF_LINUX: readonly unknown[] = [StepShell.SH, StepShell.BASH];

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/run-windows-builds-in-a-kubernetes-build-infrastructure */
export function checkWindowsSteps({ checks, steps, infrastructure: { os, inputs } }: StageFacts): void {
  if (os !== BuildOperatingSystem.WINDOWS || inputs.os !== undefined) {
    return;
  }
  for (const { where, step } of steps) {
    const { inputs: ofStep = {} } = step.options;
    const { privileged = ofStep.privileged, runAsUser = ofStep.runAsUser } = step.options;
    if (buildsImage(step)) {
      const allowed = 'a step that can run on Windows, which kaniko does not support';
      checks.refuse(where, inWords(`a step of type ${step.type}`), allowed, 'Build the image in a stage on Linux.');
    }
    if (privileged) {
      checks.refuse(
        `${where}.privileged`,
        privileged === true || String(privileged),
        'no value on Windows, which has no privileged containers',
        'Remove it.',
      );
    }
    if (runAsUser !== undefined) {
      checks.refuse(`${where}.runAsUser`, runAsUser, 'no value on Windows, which has no user IDs', 'Remove it.');
    }
  }
  for (const { where, step } of steps) {
    if (step.options.inputs?.shell === undefined && OF_LINUX.includes(step.spec.shell)) {
      checks.refuse(
        `${where}.shell`,
        step.options.shell,
        'a shell available in Windows images: Powershell, Pwsh or Python',
        'Remove it to use StepShell.POWERSHELL, or set it to StepShell.PWSH.',
      );
    }
  }
}
