/** Steps before they are checked. */
import { plainCopy } from '../../core';
import type { BuildAndPushStepOptions, UploadStepOptions } from './destinations';
import type { StepConnector } from './step-connector';
import type {
  BackgroundStepOptions,
  ContainerStepOptions,
  GitCloneStepOptions,
  OtherStepOptions,
  PluginStepOptions,
  RunStepOptions,
  StepOptions,
} from './step-options';

/** Options of `CiStep.group`. */
export interface StepGroupOptions {
  /**
   * Identifier.
   *
   * @default - derived from the name, as in Harness
   */
  readonly identifier?: string;
  /**
   * Additional members of the group, in the format of Harness, for example `when`, `failureStrategies`, `strategy` and
   * `sharedPaths`.
   *
   * @default - none
   */
  readonly additionalMembers?: { [key: string]: unknown };
}

/** Step factories, named by the options they take: `command` is `CiStep.run` and `CiStep.test`. */
export type StepFactory = 'command' | 'background' | 'plugin' | 'gitClone' | 'buildAndPush' | 'upload' | 'other';

/** A step that runs a container. */
export interface LeafNode {
  readonly kind: 'step';
  readonly factory: StepFactory;
  readonly name: string;
  /** Harness step type, for example `Run`. */
  readonly type: string;
  /** Options of every step, and those of steps with a custom image. */
  readonly options: StepOptions &
    ContainerStepOptions &
    Partial<Pick<RunStepOptions, 'shell' | 'outputVariables'>> &
    Partial<Pick<BackgroundStepOptions, 'portBindings'> & GitCloneStepOptions & BuildAndPushStepOptions>;
  /** Members of the `spec` for this type. */
  readonly spec: { readonly [member: string]: unknown };
  /** Members that Harness requires for this type, by the property that sets them. */
  readonly required: { readonly [property: string]: unknown };
  /** Connectors that the step uses, the one for the registry first. */
  readonly connectors: ReadonlyArray<StepConnector | undefined>;
  /** Whether the step runs in a shell. The default shell depends on the operating system. */
  readonly runsInShell?: boolean;
  /** Whether the step is a Docker daemon, regardless of its image and command. */
  readonly isDockerDaemon?: boolean;
}

/** A named group of sequential steps. */
export interface GroupNode {
  readonly kind: 'group';
  readonly name: string;
  readonly options: StepGroupOptions;
  readonly steps: readonly CiStep[];
}

/** Steps that run at the same time. */
export interface ParallelNode {
  readonly kind: 'parallel';
  readonly steps: readonly CiStep[];
}

export type StepNode = LeafNode | GroupNode | ParallelNode;

/** A step and its property path, for example `steps[1].steps[0]`. */
export interface PlacedStep {
  readonly where: string;
  readonly step: LeafNode;
}

/** Returns all steps that run a container, in order. */
export function leavesOf(steps: readonly CiStep[], where = 'steps'): PlacedStep[] {
  return steps.flatMap(({ _node: node }, index): PlacedStep[] => {
    const place = `${where}[${index}]`;
    return node.kind === 'step' ? [{ where: place, step: node }] : leavesOf(node.steps, `${place}.steps`);
  });
}

/** Returns whether the container of a step is privileged; `undefined` if that is a runtime input. */
export function isPrivilegedStep({ options }: LeafNode, byDefault?: boolean): boolean | undefined {
  return options.inputs?.privileged === undefined ? (options.privileged ?? byDefault) : undefined;
}

/** Parts that depend on the step type. */
type Parts = Pick<LeafNode, 'spec' | 'required' | 'runsInShell' | 'isDockerDaemon'>;

/** Creates a step that runs a container. */
function leafNode(
  factory: StepFactory,
  type: string,
  name: string,
  options: LeafNode['options'],
  connectors: LeafNode['connectors'],
  parts: Parts,
): LeafNode {
  return { kind: 'step', factory, type, name, options: options ?? {}, connectors, ...parts };
}

/** Creates a step with a custom image. */
function containerNode(
  factory: StepFactory,
  type: string,
  name: string,
  options: ContainerStepOptions,
  { spec, required = {}, ...marks }: Partial<Parts>,
  furtherConnectors: readonly StepConnector[] = [],
): LeafNode {
  const { connector, image, imagePullPolicy, privileged, environment, reports } = options ?? {};
  return leafNode(factory, type, name, options, [connector, ...furtherConnectors], {
    spec: {
      connectorRef: connector?.reference,
      image,
      ...spec,
      imagePullPolicy,
      privileged,
      envVariables: environment,
      reports: reportsOf(reports),
    },
    required,
    ...marks,
  });
}

/** JUnit is the only report format of Harness. */
function reportsOf(paths?: readonly string[]): object | undefined {
  const isNone = paths === undefined || (Array.isArray(paths) && paths.length === 0);
  return isNone ? undefined : { type: 'JUnit', spec: { paths } };
}

/** Pinned, because a new daemon refuses old clients. @see https://github.com/docker-library/docker/issues/559 */
const DOCKER_IMAGE = 'docker:28.5.2-dind';

/**
 * A step of a CI stage, a group of steps, or steps in parallel. The stage checks its options.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/prep-ci-pipeline-components
 */
export class CiStep {
  /** Runs a command. */
  public static run(name: string, options: RunStepOptions): CiStep {
    return CiStep.command('Run', name, options);
  }

  /** Runs tests with a command. */
  public static test(name: string, options: RunStepOptions): CiStep {
    return CiStep.command('Test', name, options);
  }

  /** Runs a service, for example a database, until the end of the stage. */
  public static background(name: string, options: BackgroundStepOptions): CiStep {
    return new CiStep(backgroundNode(name, options));
  }

  /**
   * Runs a Docker daemon in the background, in a privileged container. A farm must use `BuildIsolation.dockerInDocker`. Steps
   * find the daemon's socket in `/var/run`, which the stage adds to its `sharedPaths` unless something is mounted there.
   * By default, `image` is `docker:28.5.2-dind`, and `entrypoint` is `['dockerd']`. Its networks then have an MTU of 1500.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage
   */
  public static dockerInDocker(name: string, options: BackgroundStepOptions = {}): CiStep {
    const { image = DOCKER_IMAGE, entrypoint = ['dockerd'], ...others } = options ?? {};
    const { inputs, privileged = inputs?.privileged === undefined ? true : undefined } = others;
    const node = backgroundNode(name, { ...others, image, privileged, entrypoint });
    return new CiStep({ ...node, isDockerDaemon: true });
  }

  /** Runs a plugin: an image that is configured with settings. */
  public static plugin(name: string, options: PluginStepOptions): CiStep {
    return new CiStep(
      containerNode('plugin', 'Plugin', name, options, {
        spec: { settings: options?.settings },
        required: { image: options?.image },
      }),
    );
  }

  /** Clones an additional repository. To clone the codebase of the pipeline, use `cloneCodebase` of the stage. */
  public static gitClone(name: string, options: GitCloneStepOptions): CiStep {
    const { connector, repository, reference, cloneDirectory } = options ?? {};
    return new CiStep(
      leafNode('gitClone', 'GitClone', name, options, [connector], {
        spec: {
          connectorRef: connector?.reference,
          repoName: repository,
          cloneDirectory,
          build: reference && { type: reference._type, spec: reference._spec },
        },
        required: { connector, reference },
      }),
    );
  }

  /**
   * Builds an image and pushes it. On Kubernetes the step runs kaniko, which must run as root: with `runAsNonRoot`, set
   * `runAsUser: 0` on the step, or use the Buildah plugin. The new delegate does not support this step.
   */
  public static buildAndPush(name: string, options: BuildAndPushStepOptions): CiStep {
    const { connector, registry, tags, dockerfile, context, buildArguments } = options ?? {};
    return new CiStep(
      leafNode('buildAndPush', registry?._type ?? 'BuildAndPush', name, options, [connector], {
        spec: {
          connectorRef: connector?.reference,
          ...registry?._spec,
          tags,
          dockerfile,
          context,
          buildArgs: buildArguments,
        },
        required: { connector, registry, tags },
      }),
    );
  }

  /** Uploads files to Amazon S3, Google Cloud Storage or Artifactory. */
  public static upload(name: string, options: UploadStepOptions): CiStep {
    const { connector, destination, sourcePath } = options ?? {};
    return new CiStep(
      leafNode('upload', destination?._type ?? 'Upload', name, options, [connector], {
        spec: { connectorRef: connector?.reference, ...destination?._spec, sourcePath },
        required: { connector, destination, sourcePath },
      }),
    );
  }

  /**
   * A step of any other type.
   *
   * @param type Harness step type, for example `Action`; set its members with `additionalSpec`
   */
  public static other(name: string, type: string, options: OtherStepOptions = {}): CiStep {
    // The stage refuses anything that is not a list.
    return new CiStep(
      containerNode('other', type, name, options, {}, Array.isArray(options?.connectors) ? options.connectors : []),
    );
  }

  /** A named group of sequential steps. */
  public static group(name: string, steps: CiStep[], options: StepGroupOptions = {}): CiStep {
    return new CiStep({ kind: 'group', name, steps, options: options ?? {} });
  }

  /** Steps that run at the same time. */
  public static parallel(steps: CiStep[]): CiStep {
    return new CiStep({ kind: 'parallel', steps });
  }

  private static command(type: string, name: string, options: RunStepOptions): CiStep {
    const { command, shell, outputVariables, image } = options ?? {};
    return new CiStep(
      containerNode('command', type, name, options, {
        spec: { shell, command, outputVariables },
        required: { command, image },
        runsInShell: true,
      }),
    );
  }

  /** @internal */
  public readonly _node: StepNode;

  private constructor(node: StepNode) {
    // Later changes by the program would be unchecked.
    this._node = plainCopy(node);
  }

  /** For example `Run "tests"`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    const node = this._node;
    return node.kind === 'parallel'
      ? 'steps in parallel'
      : `${node.kind === 'group' ? 'group' : node.type} "${node.name}"`;
  }
}

function backgroundNode(name: string, options: BackgroundStepOptions): LeafNode {
  const { command, shell, entrypoint, image, portBindings } = options ?? {};
  // Harness accepts a shell without a command, so it is written.
  const runsInShell = command !== undefined || entrypoint !== undefined || shell !== undefined;
  return containerNode('background', 'Background', name, options, {
    spec: { shell, command, entrypoint, portBindings },
    required: { image },
    runsInShell,
  });
}
