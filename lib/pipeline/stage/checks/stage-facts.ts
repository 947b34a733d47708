import type { ClusterPlatform } from '../../../build-farm';
import type { PropertyChecks } from '../../../values';
import type { ResolvedInfrastructure } from '../../infrastructure/resolve';
import type { StepConnector } from '../../steps';
import { isPrivilegedStep, type LeafNode, type PlacedStep } from '../../steps/step-node';
import type { StageRouting } from '../stage-routing';

/** What is held against each other: the steps of a stage, and where and by whom they are run. */
export interface StageFacts {
  readonly checks: PropertyChecks;
  readonly steps: readonly PlacedStep[];
  /** Further connectors of the stage. */
  readonly connectors: readonly StepConnector[];
  readonly infrastructure: ResolvedInfrastructure;
  readonly routing: StageRouting;
  /** The kind of cluster, where it is known. */
  readonly platform?: ClusterPlatform;
}

/** Whether a step builds an image with kaniko. */
export function buildsImage({ type }: LeafNode): boolean {
  return type.startsWith('BuildAndPush');
}

/** Whether the container of a step is privileged; `undefined` where that is told when the pipeline runs. */
export function isPrivileged(
  step: LeafNode,
  { props, inputs, contextInputs }: ResolvedInfrastructure,
): boolean | undefined {
  const ofStage = inputs.containerSecurityContext === undefined && contextInputs.privileged === undefined;
  return isPrivilegedStep(step, ofStage ? (props.containerSecurityContext?.privileged ?? false) : undefined);
}
