import { plainCopy } from '../../values';
import { containerNode, leafNode, type LeafNode, type StepNode } from './step-node';
import type { StepGroupOptions } from './step-group-options';
import {
  type BackgroundStepOptions,
  type BuildAndPushStepOptions,
  type GitCloneStepOptions,
  type OtherStepOptions,
  type PluginStepOptions,
  type RunStepOptions,
  type UploadStepOptions,
} from './step-options';

/** Image of a Docker daemon for `CiStep.dockerInDocker`. */
const DOCKER_IMAGE = 'docker:dind';

/**
 * A step of a CI stage, a group of steps, or steps in parallel. What it is made of is checked by the stage that has it.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/prep-ci-pipeline-components
 */
export class CiStep {
  /** Runs a command. */
  public static run(name: string, options: RunStepOptions): CiStep {
    return CiStep.command('Run', name, options);
  }

  /** Runs tests by a command. */
  public static test(name: string, options: RunStepOptions): CiStep {
    return CiStep.command('Test', name, options);
  }

  /** Runs a service, for example a database, from here to the end of the stage. */
  public static background(name: string, options: BackgroundStepOptions): CiStep {
    return new CiStep(backgroundNode(name, options));
  }

  /**
   * Runs a Docker daemon in the background: a privileged container, for which a farm needs
   * `BuildIsolation.dockerInDocker`. Steps find its socket in `/var/run`, which the stage adds to its `sharedPaths` unless
   * something is mounted there.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage
   */
  public static dockerInDocker(name: string, options: BackgroundStepOptions = {}): CiStep {
    const { image = DOCKER_IMAGE, entrypoint = ['dockerd'], ...others } = options ?? {};
    const { inputs, privileged = inputs?.privileged === undefined ? true : undefined } = others;
    const node = backgroundNode(name, { ...others, image, privileged, entrypoint });
    return new CiStep({ ...node, isDockerDaemon: true });
  }

  /** Runs a plugin: an image that takes settings. */
  public static plugin(name: string, options: PluginStepOptions): CiStep {
    return new CiStep(
      containerNode('plugin', 'Plugin', name, options, {
        spec: { settings: options?.settings },
        required: { image: options?.image },
      }),
    );
  }

  /** Clones a further repository. The codebase of the pipeline is cloned by `cloneCodebase` of the stage. */
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
   * Builds an image and pushes it. On Kubernetes it runs kaniko, which must be root: with `runAsNonRoot` give the step
   * `runAsUser: 0`, or use the Buildah plugin. The new delegate cannot run it.
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
   * @param type as Harness calls it, for example `Action`; its members go into `additionalSpec`
   */
  public static other(name: string, type: string, options: OtherStepOptions = {}): CiStep {
    // What is no list is refused by the stage, as everything else is.
    return new CiStep(
      containerNode('other', type, name, options, {}, Array.isArray(options?.connectors) ? options.connectors : []),
    );
  }

  /** Steps one after the other, under a name. */
  public static group(name: string, steps: CiStep[], options: StepGroupOptions = {}): CiStep {
    return new CiStep({ kind: 'group', name, steps, options: options ?? {} });
  }

  /** Steps at the same time. */
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
    // What the program changes later was not checked.
    this._node = plainCopy(node);
  }

  /** For example `Run "tests"`. */
  public toString(): string {
    const node = this._node;
    return node.kind === 'parallel'
      ? 'steps in parallel'
      : `${node.kind === 'group' ? 'group' : node.type} "${node.name}"`;
  }
}

function backgroundNode(name: string, options: BackgroundStepOptions): LeafNode {
  const { command, shell, entrypoint, image, portBindings } = options ?? {};
  const runsInShell = command !== undefined || entrypoint !== undefined;
  return containerNode('background', 'Background', name, options, {
    spec: { shell: runsInShell ? shell : undefined, command, entrypoint, portBindings },
    required: { image },
    runsInShell,
  });
}
