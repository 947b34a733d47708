import type { Duration } from 'cdk8s';
import type { ImagePullPolicy } from '../../delegate';
import type { RuntimeInput } from '../../document';
import type { GitReference } from './git-reference';
import type { ImageRegistry } from './image-registry';
import type { StepConnector } from './step-connector';
import type { UploadDestination } from './upload-destination';

/** Limits of the container of a step. It requests 10m of CPU and 10Mi of memory, whatever they are. */
export interface StepResources {
  /**
   * CPU, for example `0.5` or `500m`, or an expression.
   *
   * @default - as Harness: 400m
   */
  readonly cpu?: string;
  /**
   * Memory, for example `2Gi`, with the suffix G, M, Gi or Mi, or none for bytes; or an expression.
   *
   * @default - as Harness: 500Mi
   */
  readonly memory?: string;
}

/** The shell that runs the command of a step. */
export enum StepShell {
  /** `sh`. */
  SH = 'Sh',
  /** Bash. */
  BASH = 'Bash',
  /** Windows PowerShell. */
  POWERSHELL = 'Powershell',
  /** PowerShell Core. */
  PWSH = 'Pwsh',
  /** Python. */
  PYTHON = 'Python',
}

/** Settings of a step that are told when the pipeline runs, each in place of the property of its name. */
export interface StepInputs {
  /**
   * User id of the container, as an expression.
   *
   * @default - `runAsUser`
   */
  readonly runAsUser?: string;
  /**
   * Whether the container is privileged, in steps with an image of one's own.
   *
   * @default - `privileged`
   */
  readonly privileged?: RuntimeInput;
  /**
   * The shell of a Run, Test or Background step, as an expression.
   *
   * @default - `shell`
   */
  readonly shell?: string;
}

/** What every step has. */
export interface StepOptions {
  /**
   * Identifier.
   *
   * @default - derived from the name as Harness does
   */
  readonly identifier?: string;
  /**
   * What the step is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Longest time that the step may take, in whole seconds, at least 10 seconds.
   *
   * @default - as Harness: 10 hours
   */
  readonly timeout?: Duration;
  /**
   * User id of the container, which wins over that of the infrastructure.
   *
   * @default - that of the infrastructure, else that of the image
   */
  readonly runAsUser?: number;
  /**
   * Limits of the container.
   *
   * @default - as Harness: 400m and 500Mi
   */
  readonly resources?: StepResources;
  /**
   * Further members of the step's `spec`, as Harness has them.
   *
   * @default - none
   */
  readonly additionalSpec?: { [key: string]: unknown };
  /**
   * Further members of the step beside its `spec`, as Harness has them, for example `when`, `failureStrategies` and
   * `strategy`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
  /**
   * Settings that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StepInputs;
}

/** What a step in an image of one's own has. */
export interface ContainerStepOptions extends StepOptions {
  /**
   * Image of the step. Harness has none of its own for Run, Test, Background and Plugin on Kubernetes: there it is required.
   *
   * @default - none
   */
  readonly image?: string;
  /**
   * Connector to the registry of the image.
   *
   * @default - none
   */
  readonly connector?: StepConnector;
  /**
   * When the node pulls the image.
   *
   * @default - as Harness
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Whether the container is privileged.
   *
   * @default - as the infrastructure says
   */
  readonly privileged?: boolean;
  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
  /**
   * Paths of test reports in the format of JUnit, for example `target/surefire-reports/*.xml`.
   *
   * @default - none
   */
  readonly reports?: string[];
}

/** A variable that a step sets for later ones. */
export interface StepOutputVariable {
  /** Name of the environment variable. */
  readonly name: string;
  /**
   * What it says.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Options of `CiStep.run` and `CiStep.test`. */
export interface RunStepOptions extends ContainerStepOptions {
  /** The command. */
  readonly command: string;
  /**
   * The shell that runs it.
   *
   * @default StepShell.SH; StepShell.POWERSHELL on Windows
   */
  readonly shell?: StepShell;
  /**
   * Environment variables of the command that later steps can read, as `<+steps.IDENTIFIER.output.outputVariables.NAME>`.
   *
   * @default - none
   */
  readonly outputVariables?: StepOutputVariable[];
}

/** Options of `CiStep.background`. */
export interface BackgroundStepOptions extends ContainerStepOptions {
  /**
   * The command.
   *
   * @default - that of the image
   */
  readonly command?: string;
  /**
   * The shell that runs the command.
   *
   * @default StepShell.SH; StepShell.POWERSHELL on Windows
   */
  readonly shell?: StepShell;
  /**
   * The entrypoint, in place of that of the image.
   *
   * @default - that of the image
   */
  readonly entrypoint?: string[];
  /**
   * Ports of the container by those of the host, for example `{ '8080': '80' }`. In a pod steps reach each other without.
   *
   * @default - none
   */
  readonly portBindings?: { [port: string]: string };
}

/** Options of `CiStep.plugin`. */
export interface PluginStepOptions extends ContainerStepOptions {
  /**
   * Settings of the plugin.
   *
   * @default - none
   */
  readonly settings?: { [name: string]: unknown };
}

/** Options of `CiStep.gitClone`. */
export interface GitCloneStepOptions extends StepOptions {
  /** Connector to the Git server. The new delegate clones from GitHub alone. */
  readonly connector: StepConnector;
  /**
   * Name of the repository.
   *
   * @default - that of the connector
   */
  readonly repository?: string;
  /** What is cloned. */
  readonly reference: GitReference;
  /**
   * Directory that it is cloned to.
   *
   * @default - named after the repository
   */
  readonly cloneDirectory?: string;
}

/** Options of `CiStep.buildAndPush`. */
export interface BuildAndPushStepOptions extends StepOptions {
  /** Connector to the registry. */
  readonly connector: StepConnector;
  /** Where the image is pushed to. */
  readonly registry: ImageRegistry;
  /** Tags of the image. */
  readonly tags: string[];
  /**
   * Path of the Dockerfile.
   *
   * @default - Dockerfile
   */
  readonly dockerfile?: string;
  /**
   * Directory that the build sees.
   *
   * @default - the workspace
   */
  readonly context?: string;
  /**
   * Arguments of the build.
   *
   * @default - none
   */
  readonly buildArguments?: { [name: string]: string };
}

/** Options of `CiStep.upload`. */
export interface UploadStepOptions extends StepOptions {
  /** Connector to the store. */
  readonly connector: StepConnector;
  /** Where the files go. */
  readonly destination: UploadDestination;
  /** Path of the files. */
  readonly sourcePath: string;
}

/** Options of `CiStep.other`. */
export interface OtherStepOptions extends ContainerStepOptions {
  /**
   * Further connectors that the step uses; they are checked, and not written.
   *
   * @default - none
   */
  readonly connectors?: StepConnector[];
}
