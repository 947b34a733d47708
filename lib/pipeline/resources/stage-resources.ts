import type { BuildRequests } from '../../build-farm';
import { HarnessConstructsError } from '../../values';
import type { CiStep } from '../steps';
import { type LeafNode, privilegedSteps, type StepNode } from '../steps/step-node';
import { type Amounts, amounts, greatest, NOTHING, sum, times, written } from './amounts';
import { checkResources } from './check-resources';
import { type Copies, type CopyCount, ONCE } from './copies';

/** CPU and memory, as Kubernetes quantities. */
export interface ResourceAmounts {
  /** CPU, for example `5`. */
  readonly cpu: string;
  /** Memory, for example `13G`. */
  readonly memory: string;
}

/** A container that the cluster puts into every pod, such as the proxy of a mesh. */
export interface SidecarResources {
  /** What it requests. */
  readonly requests: ResourceAmounts;
  /**
   * What it is limited to.
   *
   * @default - what it requests
   */
  readonly limits?: ResourceAmounts;
}

/** What decides on the pod of a stage beside the stage itself. */
export interface StagePodOptions {
  /**
   * Whether the feature flag `CI_INCREASE_DEFAULT_RESOURCES` is on for the account: a step without limits then has 1000m
   * and 3000Mi in place of 400m and 500Mi.
   *
   * @default false
   */
  readonly increasedDefaults?: boolean;
  /**
   * A container that the cluster puts into the pod, such as the proxy of a mesh.
   *
   * @default - none
   */
  readonly sidecar?: SidecarResources;
}

/** Options of `StageResources.of`. */
export interface StageResourcesOptions extends StagePodOptions {
  /**
   * Whether the stage clones the codebase, which takes a container more.
   *
   * @default false
   */
  readonly clonesCodebase?: boolean;
  /**
   * Whether the infrastructure makes all containers privileged.
   *
   * @default false
   */
  readonly privileged?: boolean;
}

/** What the container of a step requests, whatever its limits are. */
const STEP_REQUESTS = amounts('10m', '10Mi');
/** What Harness adds to the steps of a stage. */
const ADD_ON = amounts('100m', '100Mi');
/** Limits of a step that sets none. */
const DEFAULTS = { cpu: '400m', memory: '500Mi' };
const INCREASED_DEFAULTS = { cpu: '1000m', memory: '3000Mi' };

/**
 * What the pod of a stage takes. For the stage of Harness' page (Redis in the background with 5 GB and 2 CPUs; then s1 with
 * 2 and 2; s2 with 3 and 1; then s3, s4 and s5 in parallel with 4 and 1, 2 and 1, 2 and 1) `peak` is 13 GB and 5 CPUs, and
 * the sum on GKE Autopilot is 18 GB and 8 CPUs. The page prints 17 GB and 7 CPUs for the latter, which are not the sums of
 * its own steps.
 *
 * A step or a group with a `strategy` is run in copies, each of which has a container of its own. Of them `peak` counts those
 * that run at the same time (`maxConcurrency`, else all); sums, limits and the number of requests count all. Services in
 * the background run until the end, so that all of their copies count everywhere. A `strategy` of the stage itself makes more
 * pods, and no pod larger.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @see https://developer.harness.io/docs/platform/pipelines/best-practices-for-looping-strategies
 */
export class StageResources {
  /**
   * What a stage of these steps takes. It can be known before there is a stage, for the quota of its namespace.
   *
   * @throws an error for amounts and strategies that cannot be reckoned with, for example expressions
   */
  public static of(steps: CiStep[], options: StageResourcesOptions = {}): StageResources {
    const copies = checkResources(steps, options);
    return new StageResources([...steps], { ...options }, copies);
  }

  /**
   * What the steps take at most at any time: the greatest of steps one after the other, of which cloning is the first, the
   * sum of steps in parallel, and all steps in the background on top.
   */
  public readonly peak: ResourceAmounts;
  /**
   * Requests and limits of the container that holds the place of the stage (Lite Engine): the peak, and 100m and 100Mi that
   * Harness adds.
   */
  public readonly liteEngine: ResourceAmounts;
  /**
   * Requests of the pod: Lite Engine, 10m and 10Mi for each step, and the sidecar. By these nodes and quotas are filled:
   * `BuildQuota.forConcurrentBuilds(10, resources.podRequests)`.
   */
  public readonly podRequests: BuildRequests;
  /** Limits of the pod: Lite Engine, the limits of all steps, and the sidecar. */
  public readonly podLimits: ResourceAmounts;

  private constructor(
    private readonly steps: readonly CiStep[],
    private readonly options: StageResourcesOptions,
    private readonly copies: Copies,
  ) {
    const containers = this.containers();
    const { requests, limits = requests } = options.sidecar ?? {};
    const peak = this.peakOf(steps);
    const liteEngine = sum([peak, ADD_ON]);
    this.peak = written(peak);
    this.liteEngine = written(liteEngine);
    this.podRequests = written(sum([liteEngine, times(STEP_REQUESTS, containers.number), amountsOf(requests)]));
    this.podLimits = written(sum([liteEngine, containers.limits, amountsOf(limits)]));
  }

  /**
   * What GKE Autopilot reserves by Harness' rule: the sum of all steps, whether they run at the same time or not. It sets
   * limits to requests, so that a stage pays for all of them all the time.
   *
   * @throws an error for privileged containers, which Autopilot does not admit
   */
  public autopilotSum(): ResourceAmounts {
    this.refusePrivileged();
    return written(this.containers().limits);
  }

  private refusePrivileged(): void {
    // The containers of Harness itself are privileged too, whatever each step says.
    const ofStage = this.options.privileged ? 'options' : undefined;
    const where = ofStage ?? privilegedSteps(this.steps)[0]?.where;
    if (where !== undefined) {
      throw new HarnessConstructsError({
        constructPath: '',
        property: `${where}.privileged`,
        given: 'true',
        allowed: 'false on GKE Autopilot, which admits no privileged pods',
        remedy: 'Run the stage on another kind of cluster, or build images without Docker-in-Docker.',
      });
    }
  }

  /** Every container of a step. */
  private containers(): Containers {
    return together([this.clone(), this.containersOf(this.steps)]);
  }

  /** Every copy of the steps: all of them, or those that are meant. */
  private containersOf(steps: readonly CiStep[], isMeant: (node: LeafNode) => boolean = () => true): Containers {
    return together(
      steps.map(({ _node: node }) => {
        const { count } = this.copiesOf(node);
        const { limits, number } =
          node.kind === 'step' ? this.container(node, isMeant) : this.containersOf(node.steps, isMeant);
        return { limits: times(limits, count), number: number * count };
      }),
    );
  }

  private container(node: LeafNode, isMeant: (node: LeafNode) => boolean): Containers {
    return isMeant(node) ? { limits: this.limitsOf(node), number: 1 } : NO_CONTAINERS;
  }

  /** Cloning is a step before all others. */
  private clone(): Containers {
    return this.options.clonesCodebase ? { limits: this.limits({}), number: 1 } : NO_CONTAINERS;
  }

  private peakOf(steps: readonly CiStep[]): Amounts {
    const foreground = greatest([this.clone().limits, this.foreground(steps)]);
    return sum([foreground, this.containersOf(steps, isBackground).limits]);
  }

  private foreground(steps: readonly CiStep[]): Amounts {
    return greatest(steps.map(({ _node }) => this.atOnce(_node)));
  }

  private atOnce(node: StepNode): Amounts {
    return times(this.foregroundOf(node), this.copiesOf(node).atOnce);
  }

  private foregroundOf(node: StepNode): Amounts {
    switch (node.kind) {
      case 'step':
        return isBackground(node) ? NOTHING : this.limitsOf(node);
      case 'group':
        return this.foreground(node.steps);
      case 'parallel':
        return sum(node.steps.map(({ _node }) => this.atOnce(_node)));
    }
  }

  private copiesOf(node: StepNode): CopyCount {
    return this.copies.get(node) ?? ONCE;
  }

  private limitsOf({ options }: LeafNode): Amounts {
    return this.limits(options.resources ?? {});
  }

  private limits(given: Partial<ResourceAmounts>): Amounts {
    const defaults = this.options.increasedDefaults ? INCREASED_DEFAULTS : DEFAULTS;
    return amounts(given.cpu ?? defaults.cpu, given.memory ?? defaults.memory);
  }
}

/** Containers of steps: their limits together, and how many they are. */
interface Containers {
  readonly limits: Amounts;
  readonly number: number;
}

const NO_CONTAINERS: Containers = { limits: NOTHING, number: 0 };

function together(all: readonly Containers[]): Containers {
  return {
    limits: sum(all.map(({ limits }) => limits)),
    number: all.reduce((total, { number }) => total + number, 0),
  };
}

function amountsOf(resources?: ResourceAmounts): Amounts {
  return resources === undefined ? NOTHING : amounts(resources.cpu, resources.memory);
}

function isBackground({ type }: LeafNode): boolean {
  return type === 'Background';
}
