import type { Duration } from 'cdk8s';
import type { RuntimeInput } from '../../document';
import type { DelegateSelection } from '../../reference';
import type { KubernetesDirectInfrastructure } from '../infrastructure/kubernetes-direct-infrastructure';
import type { CiStep } from '../steps/ci-step';
import type { StepConnector } from '../steps/step-connector';
import type { StageRouting } from './delegate-choice';
import type { StageVariable } from './stage-variable';

/** Stage settings set when the pipeline runs. Each replaces the property of the same name. */
export interface StageInputs {
  /**
   * Whether the stage clones the codebase. Resources are calculated as if it does.
   *
   * @default - `cloneCodebase`
   */
  readonly cloneCodebase?: RuntimeInput;
  /**
   * Tags of the delegates that run the stage, as an expression. Set `routing` to the generation of these delegates.
   *
   * @default - `delegateSelectors`
   */
  readonly delegateSelectors?: string;
}

/** Stage settings other than the infrastructure. */
export interface CiStageOptions {
  /** Name of the stage. */
  readonly name: string;
  /** Steps of the stage, in order of execution. */
  readonly steps: CiStep[];
  /**
   * Identifier.
   *
   * @default - derived from the name, as in Harness
   */
  readonly identifier?: string;
  /**
   * Description of the stage.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Identifier of the pipeline, used in the path of the file. Required if pipelines of one project have stages with the same
   * identifier.
   *
   * @default - none; the path has no folder for the pipeline
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
   * @default - not written; the default of Harness
   */
  readonly cacheIntelligence?: boolean;
  /**
   * Directories shared by all steps, in addition to the workspace.
   *
   * @default - none; `/var/run` is always added if a step is created with `CiStep.dockerInDocker`
   */
  readonly sharedPaths?: string[];
  /**
   * Variables of the stage.
   *
   * @default - none
   */
  readonly variables?: StageVariable[];
  /**
   * Selects the delegates that run the stage. Overrides the selectors of the pipeline and the connector.
   *
   * @default - the selectors of the pipeline, else those of the connector
   */
  readonly delegateSelectors?: DelegateSelection;
  /**
   * Generation of the delegates that run the stage.
   *
   * @default - StageRouting.STAGE_VARIABLE if the selected delegate is known to be of the new generation, else StageRouting.LEGACY_DELEGATE
   */
  readonly routing?: StageRouting;
  /**
   * Timeout of the stage, in whole seconds, at least 10 seconds.
   *
   * @default - the default of Harness
   */
  readonly timeout?: Duration;
  /**
   * Other connectors that the stage uses, for example the codebase connector and secret managers. They are checked but not
   * written.
   *
   * @default - none
   */
  readonly connectors?: StepConnector[];
  /**
   * Additional members of the stage next to its `spec`, in the format of Harness, for example `when`, `failureStrategies`,
   * `strategy` and `tags`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
  /**
   * Additional members of the stage's `spec`, in the format of Harness, for example `buildIntelligence`, or `caching` with a
   * key and paths instead of `cacheIntelligence`.
   *
   * @default - none
   */
  readonly additionalSpec?: { [key: string]: unknown };
  /**
   * Settings set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StageInputs;
}

/** Properties of `CiStage`. */
export interface CiStageProps extends CiStageOptions {
  /** Infrastructure that runs the stage. */
  readonly infrastructure: KubernetesDirectInfrastructure;
}
