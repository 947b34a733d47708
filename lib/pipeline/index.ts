/** Public API of CI stages: infrastructure, steps and resources. */
export type { InfrastructureInputs } from './infrastructure/inputs';
export { INFRASTRUCTURE_KINDS, resolveInfrastructure } from './infrastructure/infrastructure-document';
export { KubernetesDirectInfrastructure } from './infrastructure/kubernetes-direct-infrastructure';
export type { PodSpecOverlay } from './infrastructure/overlay';
export {
  BuildOperatingSystem,
  type KubernetesDirectInfrastructureProps,
  ProcMount,
  type StageInfrastructureOptions,
  type StageSecurityContext,
  type StageSecurityContextInputs,
} from './infrastructure/props';
export {
  type LabelExpression,
  LabelOperator,
  type StageToleration,
  type StageTolerationInputs,
  type StageTopologySpread,
} from './infrastructure/scheduling';
export {
  type ClaimInputs,
  type ClaimOptions,
  type EmptyDirInputs,
  type EmptyDirOptions,
  type HostPathInputs,
  type HostPathOptions,
  HostPathType,
  StageVolume,
  VolumeMedium,
} from './infrastructure/stage-volume';
export {
  type ResourceAmounts,
  type SidecarResources,
  STAGE_POD_OPTIONS,
  type StagePodOptions,
  type StageResourcesOptions,
} from './resources/resource-options';
export { StageResources } from './resources/stage-resources';
export { CiStage } from './stage/ci-stage';
export {
  type DelegateChoice,
  DelegateChoiceSource,
  type DelegateForOptions,
  isRoutedTo,
  StageRouting,
} from './stage/delegate-choice';
export type { CiStageOptions, CiStageProps, StageInputs } from './stage/props';
export { resolveStage, STAGE_KINDS } from './stage/stage-document';
export {
  type NumberVariableOptions,
  StageVariable,
  type StageVariableOptions,
  type TextVariableOptions,
} from './stage/stage-variable';
export { CiStep, type StepGroupOptions } from './steps/ci-step';
export {
  type BuildAndPushStepOptions,
  type EcrOptions,
  type GcsDestinationOptions,
  type GoogleRegistryOptions,
  ImageRegistry,
  type S3DestinationOptions,
  UploadDestination,
  type UploadStepOptions,
} from './steps/destinations';
export {
  type BackgroundStepOptions,
  type ContainerStepOptions,
  type GitCloneStepOptions,
  GitReference,
  type OtherStepOptions,
  type PluginStepOptions,
  type RunStepOptions,
  type StepInputs,
  type StepOptions,
  type StepOutputVariable,
  type StepResources,
  StepShell,
} from './steps/step-options';
export {
  AwsAuthentication,
  StepConnector,
  VaultAuthentication,
  type VaultConnectorOptions,
} from './steps/step-connector';
