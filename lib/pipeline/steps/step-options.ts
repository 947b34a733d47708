import type { Duration } from 'cdk8s';
import type { RuntimeInput } from '../../document';
import type { ImagePullPolicy } from '../../workload';
import type { StepConnector } from './step-connector';

/** What a program calls members of a spec that have another name in Harness. */
const OWN_NAMES: { readonly [member: string]: string } = {
  projectID: 'projectId',
  repo: 'repository',
  commitSha: 'sha',
};

/** The name under which a program passes a member of the spec of a registry, destination or reference. */
export function argumentName(member: string): string {
  return Object.hasOwn(OWN_NAMES, member) ? OWN_NAMES[member] : member;
}

/** Git reference to clone. Each string can be an expression. */
export class GitReference {
  /** The latest commit of a branch. */
  public static branch(name: string): GitReference {
    return new GitReference('branch', { branch: name });
  }

  /** A tag. */
  public static tag(name: string): GitReference {
    return new GitReference('tag', { tag: name });
  }

  /** A pull request, by its number. */
  public static pullRequest(number: string): GitReference {
    return new GitReference('PR', { number });
  }

  /** A commit, by its hash. */
  public static commit(sha: string): GitReference {
    return new GitReference('CommitSha', { commitSha: sha });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
  ) {}

  /** For example `branch main`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this._type} ${Object.values(this._spec).join()}`;
  }
}

/** Limits of a step container. Its requests are always 10m of CPU and 10Mi of memory. */
export interface StepResources {
  /**
   * CPU, for example `0.5` or `500m`, or an expression.
   *
   * @default - the default of Harness: 400m
   */
  readonly cpu?: string;
  /**
   * Memory, in bytes or with the suffix G, M, Gi or Mi, for example `2Gi`, or an expression.
   *
   * @default - the default of Harness: 500Mi
   */
  readonly memory?: string;
}

/** Shell that runs the command of a step. */
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

/** Step settings set when the pipeline runs. Each replaces the property of the same name. */
export interface StepInputs {
  /**
   * User ID of the container, as an expression.
   *
   * @default - `runAsUser`
   */
  readonly runAsUser?: string;
  /**
   * Whether the container is privileged. Only for steps with a custom image.
   *
   * @default - `privileged`
   */
  readonly privileged?: RuntimeInput;
  /**
   * Shell of a Run, Test or Background step, as an expression.
   *
   * @default - `shell`
   */
  readonly shell?: string;
}

/** Options of every step. */
export interface StepOptions {
  /**
   * Identifier.
   *
   * @default - derived from the name, as in Harness
   */
  readonly identifier?: string;
  /**
   * Description of the step.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Timeout of the step, in whole seconds, at least 10 seconds.
   *
   * @default - the default of Harness: 10 hours
   */
  readonly timeout?: Duration;
  /**
   * User ID of the container. Takes precedence over `runAsUser` of the infrastructure.
   *
   * @default - `runAsUser` of the infrastructure, else the user of the image
   */
  readonly runAsUser?: number;
  /**
   * Limits of the container.
   *
   * @default - the default of Harness: 400m and 500Mi
   */
  readonly resources?: StepResources;
  /**
   * Additional members of the step's `spec`, in the format of Harness.
   *
   * @default - none
   */
  readonly additionalSpec?: { [key: string]: unknown };
  /**
   * Additional members of the step next to its `spec`, in the format of Harness, for example `when`, `failureStrategies` and
   * `strategy`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
  /**
   * Settings set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StepInputs;
}

/** Options of steps with a custom image. */
export interface ContainerStepOptions extends StepOptions {
  /**
   * Image of the step. Required for Run, Test, Background and Plugin steps, which have no default image on Kubernetes.
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
   * When nodes pull the image.
   *
   * @default - the default of Harness
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Whether the container is privileged.
   *
   * @default - the setting of the infrastructure
   */
  readonly privileged?: boolean;
  /**
   * Environment variables.
   *
   * @default - none
   */
  readonly environment?: { [name: string]: string };
  /**
   * Paths of test reports in JUnit format, for example `target/surefire-reports/*.xml`.
   *
   * @default - none
   */
  readonly reports?: string[];
}

/** A variable that a step sets for later steps. */
export interface StepOutputVariable {
  /** Name of the environment variable. */
  readonly name: string;
  /**
   * Description of the variable.
   *
   * @default - none
   */
  readonly description?: string;
}

/** Options of `CiStep.run` and `CiStep.test`. */
export interface RunStepOptions extends ContainerStepOptions {
  /** Command that the step runs. */
  readonly command: string;
  /**
   * Shell that runs the command.
   *
   * @default - StepShell.SH; StepShell.POWERSHELL on Windows
   */
  readonly shell?: StepShell;
  /**
   * Environment variables of the command that later steps can read as `<+steps.IDENTIFIER.output.outputVariables.NAME>`.
   *
   * @default - none
   */
  readonly outputVariables?: StepOutputVariable[];
}

/** Options of `CiStep.background`. */
export interface BackgroundStepOptions extends ContainerStepOptions {
  /**
   * Command that the step runs.
   *
   * @default - the command of the image
   */
  readonly command?: string;
  /**
   * Shell that runs the command.
   *
   * @default - StepShell.SH; StepShell.POWERSHELL on Windows
   */
  readonly shell?: StepShell;
  /**
   * Entrypoint of the container.
   *
   * @default - the entrypoint of the image
   */
  readonly entrypoint?: string[];
  /**
   * Container ports by host port, for example `{ '8080': '80' }`. Steps of a pod reach each other without port bindings.
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
  /** Connector to the Git server. The new delegate supports only GitHub. */
  readonly connector: StepConnector;
  /**
   * Name of the repository.
   *
   * @default - the repository of the connector
   */
  readonly repository?: string;
  /** Git reference to clone. */
  readonly reference: GitReference;
  /**
   * Directory to clone into.
   *
   * @default - named after the repository
   */
  readonly cloneDirectory?: string;
}

/** Options of `CiStep.other`. */
export interface OtherStepOptions extends ContainerStepOptions {
  /**
   * Other connectors that the step uses. They are checked but not written.
   *
   * @default - none
   */
  readonly connectors?: StepConnector[];
}
