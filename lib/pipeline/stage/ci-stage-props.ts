import type { Duration } from 'cdk8s';
import type { DelegateSelection } from '../../connector';
import type { RuntimeInput } from '../../document';
import type { KubernetesDirectInfrastructure } from '../infrastructure';
import type { CiStep, StepConnector } from '../steps';
import type { StageRouting } from './stage-routing';
import type { StageVariable } from './stage-variable';

/** Settings of a stage that are told when the pipeline runs, each in place of the property of its name. */
export interface StageInputs {
  /**
   * Whether the stage clones the codebase. Its resources are reckoned as if it did.
   *
   * @default - `cloneCodebase`
   */
  readonly cloneCodebase?: RuntimeInput;
  /**
   * Tags of the delegates that run the stage, as an expression. Which generation they are of has to be said by `routing`.
   *
   * @default - `delegateSelectors`
   */
  readonly delegateSelectors?: string;
}

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
   * Directories that all steps share beside the workspace.
   *
   * @default - none; `/var/run` where a step is made by `CiStep.dockerInDocker`, whatever is given
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
  /**
   * Further members of the stage's `spec`, as Harness has them, for example `buildIntelligence`, or `caching` with a key and
   * paths in place of `cacheIntelligence`.
   *
   * @default - none
   */
  readonly additionalSpec?: { [key: string]: unknown };
  /**
   * Settings that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StageInputs;
}

/** Properties of `CiStage`. */
export interface CiStageProps extends CiStageOptions {
  /** Where the stage runs. */
  readonly infrastructure: KubernetesDirectInfrastructure;
}
