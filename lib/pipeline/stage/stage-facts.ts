/** Facts about a stage and its steps that the checks use. */
import type { ClusterPlatform } from '../../build-namespace';
import type { PropertyChecks } from '../../core';
import type { ResolvedInfrastructure } from '../infrastructure/infrastructure-document';
import { isPrivilegedStep, type LeafNode, type PlacedStep } from '../steps/ci-step';
import type { StepConnector } from '../steps/step-connector';
import type { StageRouting } from './delegate-choice';

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
export function daemonTexts({ options, spec }: LeafNode): string[] {
  const { entrypoint } = spec as { readonly entrypoint?: readonly string[] };
  return [options.image ?? '', commandOf({ spec }), ...(entrypoint ?? [])];
}

/** Returns what starts a Docker daemon in the step, if anything. The last parameter is the resolved result of `daemonTexts`. */
export function daemonIn(step: LeafNode, [image, command, ...entrypoint]: readonly string[]): string | undefined {
  if (step.isDockerDaemon) {
    return image;
  }
  const script = entrypoint[entrypoint.findIndex((word) => /^-\w*c$/.test(word)) + 1];
  if ([command, entrypoint.join(' '), script].some((text) => STARTS.test(text ?? ''))) {
    return 'its command';
  }
  return runsImage(step) && IMAGE.test(image) ? image : undefined;
}

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
  /** Platform of the cluster, if known. */
  readonly platform?: ClusterPlatform;
}

/** Returns whether a step builds an image with kaniko. */
export function buildsImage({ type }: LeafNode): boolean {
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
