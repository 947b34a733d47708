/** What a step is made of, before anything is checked. */
import type { CiStep } from './ci-step';
import type { StepGroupOptions } from './step-group-options';
import type { BackgroundStepOptions, ContainerStepOptions, RunStepOptions, StepOptions } from './step-options';
import type { StepConnector } from './step-connector';

/** Factories of steps, by the options that they take: `command` is `CiStep.run` and `CiStep.test`. */
export type StepFactory = 'command' | 'background' | 'plugin' | 'gitClone' | 'buildAndPush' | 'upload' | 'other';

/** A step that runs a container. */
export interface LeafNode {
  readonly kind: 'step';
  readonly factory: StepFactory;
  readonly name: string;
  /** As Harness calls it, for example `Run`. */
  readonly type: string;
  /** Options that every step has, and those of a container where it is one's own. */
  readonly options: StepOptions &
    ContainerStepOptions &
    Partial<Pick<RunStepOptions, 'shell' | 'outputVariables'>> &
    Pick<BackgroundStepOptions, 'portBindings'>;
  /** Members of the `spec` that this type has. */
  readonly spec: { readonly [member: string]: unknown };
  /** Members without which Harness takes no step of the type, by the property that is to be set. */
  readonly required: { readonly [property: string]: unknown };
  /** Connectors that it uses, its registry first. */
  readonly connectors: ReadonlyArray<StepConnector | undefined>;
  /** Whether a shell runs what it does. Which one depends on where the stage runs, unless the step says it. */
  readonly runsInShell?: boolean;
  /** Whether it is a Docker daemon, whatever its image and its command are called. */
  readonly isDockerDaemon?: boolean;
}

/** Steps one after the other, under a name. */
export interface GroupNode {
  readonly kind: 'group';
  readonly name: string;
  readonly options: StepGroupOptions;
  readonly steps: readonly CiStep[];
}

/** Steps at the same time. */
export interface ParallelNode {
  readonly kind: 'parallel';
  readonly steps: readonly CiStep[];
}

export type StepNode = LeafNode | GroupNode | ParallelNode;

/** A step, and where it stands, for example `steps[1].steps[0]`. */
export interface PlacedStep {
  readonly where: string;
  readonly step: LeafNode;
}

/** All steps that run a container, in order. */
export function leavesOf(steps: readonly CiStep[], where = 'steps'): PlacedStep[] {
  return steps.flatMap(({ _node: node }, index): PlacedStep[] => {
    const place = `${where}[${index}]`;
    return node.kind === 'step' ? [{ where: place, step: node }] : leavesOf(node.steps, `${place}.steps`);
  });
}

/** Steps in privileged containers, as far as is known. `byDefault` is what the infrastructure says. */
export function privilegedSteps(steps: readonly CiStep[], byDefault = false): PlacedStep[] {
  return leavesOf(steps).filter(({ step }) => isPrivilegedStep(step, byDefault));
}

/** Whether the container of a step is privileged; `undefined` where that is told when the pipeline runs. */
export function isPrivilegedStep({ options }: LeafNode, byDefault?: boolean): boolean | undefined {
  return options.inputs?.privileged === undefined ? (options.privileged ?? byDefault) : undefined;
}

/** What a type of step adds to what every step has. */
type Parts = Pick<LeafNode, 'spec' | 'required' | 'runsInShell' | 'isDockerDaemon'>;

/** A step that runs a container. */
export function leafNode(
  factory: StepFactory,
  type: string,
  name: string,
  options: LeafNode['options'],
  connectors: LeafNode['connectors'],
  parts: Parts,
): LeafNode {
  return { kind: 'step', factory, type, name, options: options ?? {}, connectors, ...parts };
}

/** A step in an image of one's own. */
export function containerNode(
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

/** As Harness writes them: it knows no other kind. */
function reportsOf(paths?: readonly string[]): object | undefined {
  const isNone = paths === undefined || (Array.isArray(paths) && paths.length === 0);
  return isNone ? undefined : { type: 'JUnit', spec: { paths } };
}
