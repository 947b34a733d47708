import type { Duration } from 'cdk8s';
import type { DelegateSelection } from '../../connector';
import type { KubernetesDirectInfrastructure } from '../infrastructure';
import type { CiStep, StepConnector } from '../steps';
import type { StageRouting } from './stage-routing';
import type { StageVariable } from './stage-variable';

/** Settings of a stage beyond its infrastructure. */
export interface CiStageOptions {
  /** Name of the stage. */
  readonly name: string;
  /** Steps of the stage, one after the other. */
  readonly steps: CiStep[];
  /**
   * Identifier.
   *
   * @default - derived from the name as Harness does
   */
  readonly identifier?: string;
  /**
   * What the stage is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Identifier of the pipeline, for the folder of the file: stages of one identifier in several pipelines of a project need
   * it.
   *
   * @default - not known
   */
  readonly pipelineIdentifier?: string;
  /**
   * Whether the stage clones the codebase of the pipeline first.
   *
   * @default true
   */
  readonly cloneCodebase?: boolean;
  /**
   * Whether Harness caches the dependencies of known build tools (Cache Intelligence).
   *
   * @default - not written: as Harness
   */
  readonly cacheIntelligence?: boolean;
  /**
   * Directories that all steps share beside the workspace, for example `/var/run` with Docker-in-Docker.
   *
   * @default - none
   */
  readonly sharedPaths?: string[];
  /**
   * Variables of the stage.
   *
   * @default - none
   */
  readonly variables?: StageVariable[];
  /**
   * Delegates that run the stage, in place of those of the pipeline and of the connector.
   *
   * @default - those of the pipeline, else those of the connector
   */
  readonly delegateSelectors?: DelegateSelection;
  /**
   * Which generation of delegates runs the stage.
   *
   * @default - StageRouting.STAGE_VARIABLE where the delegate is known to be of the new generation, else LEGACY_DELEGATE
   */
  readonly routing?: StageRouting;
  /**
   * Longest time that the stage may take, in whole seconds, at least 10 seconds.
   *
   * @default - as Harness
   */
  readonly timeout?: Duration;
  /**
   * Further connectors that the stage uses: that of the codebase, secret managers. They are checked, and not written.
   *
   * @default - none
   */
  readonly connectors?: StepConnector[];
  /**
   * Further members of the stage beside its `spec`, as Harness has them, for example `when`, `failureStrategies`,
   * `strategy` and `tags`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
}

/** Properties of `CiStage`. */
export interface CiStageProps extends CiStageOptions {
  /** Where the stage runs. */
  readonly infrastructure: KubernetesDirectInfrastructure;
}
