import type { BuildRequests } from '../../build-farm';
import { HarnessConstructsError } from '../../values';
import type { CiStep } from '../steps';
import { leavesOf, type LeafNode, privilegedSteps, type StepNode } from '../steps/step-node';
import { type Amounts, amounts, greatest, NOTHING, sum, written } from './amounts';
import { checkResources } from './check-resources';

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

/** Options of `StageResources.of`. */
export interface StageResourcesOptions {
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
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export class StageResources {
  /**
   * What a stage of these steps takes. It can be known before there is a stage, for the quota of its namespace.
   *
   * @throws an error for amounts that cannot be reckoned with, for example expressions
   */
  public static of(steps: CiStep[], options: StageResourcesOptions = {}): StageResources {
    checkResources(steps, options);
    return new StageResources(steps, options);
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
  ) {
    const containers = this.containers();
    const { requests, limits = requests } = options.sidecar ?? {};
    const peak = this.peakOf(steps);
    const liteEngine = sum([peak, ADD_ON]);
    this.peak = written(peak);
    this.liteEngine = written(liteEngine);
    this.podRequests = written(sum([liteEngine, ...containers.map(() => STEP_REQUESTS), amountsOf(requests)]));
    this.podLimits = written(sum([liteEngine, ...containers, amountsOf(limits)]));
  }

  /**
   * What GKE Autopilot reserves by Harness' rule: the sum of all steps, whether they run at the same time or not. It sets
   * limits to requests, so that a stage pays for all of them all the time.
   *
   * @throws an error for privileged steps, which Autopilot does not admit
   */
  public autopilotSum(): ResourceAmounts {
    this.refusePrivileged();
    return written(sum(this.containers()));
  }

  private refusePrivileged(): void {
    const [found] = privilegedSteps(this.steps, this.options.privileged);
    if (found !== undefined) {
      throw new HarnessConstructsError({
        constructPath: '',
        property: `${found.where}.privileged`,
        given: 'true',
        allowed: 'false on GKE Autopilot, which admits no privileged pods',
        remedy: 'Run the stage on another kind of cluster, or build images without Docker-in-Docker.',
      });
    }
  }

  /** Limits of every container of a step. */
  private containers(): Amounts[] {
    return [...this.clone(), ...leavesOf(this.steps).map(({ step }) => this.limitsOf(step))];
  }

  /** Cloning is a step before all others. */
  private clone(): Amounts[] {
    return this.options.clonesCodebase ? [this.limits({})] : [];
  }

  private peakOf(steps: readonly CiStep[]): Amounts {
    const background = leavesOf(steps).filter(({ step }) => isBackground(step));
    const foreground = greatest([...this.clone(), this.foreground(steps)]);
    return sum([foreground, ...background.map(({ step }) => this.limitsOf(step))]);
  }

  private foreground(steps: readonly CiStep[]): Amounts {
    return greatest(steps.map(({ _node }) => this.foregroundOf(_node)));
  }

  private foregroundOf(node: StepNode): Amounts {
    switch (node.kind) {
      case 'step':
        return isBackground(node) ? NOTHING : this.limitsOf(node);
      case 'group':
        return this.foreground(node.steps);
      case 'parallel':
        return sum(node.steps.map(({ _node }) => this.foregroundOf(_node)));
    }
  }

  private limitsOf({ options }: LeafNode): Amounts {
    return this.limits(options.resources ?? {});
  }

  private limits(given: Partial<ResourceAmounts>): Amounts {
    const defaults = this.options.increasedDefaults ? INCREASED_DEFAULTS : DEFAULTS;
    return amounts(given.cpu ?? defaults.cpu, given.memory ?? defaults.memory);
  }
}

function amountsOf(resources?: ResourceAmounts): Amounts {
  return resources === undefined ? NOTHING : amounts(resources.cpu, resources.memory);
}

function isBackground({ type }: LeafNode): boolean {
  return type === 'Background';
}
