import type { BuildRequests } from '../../build-namespace';
import { HarnessConstructsError, parseQuantity, writeQuantity } from '../../core';
import { type CiStep, isPrivilegedStep, type LeafNode, leavesOf, type StepNode } from '../steps/ci-step';
import {
  checkResources,
  type Copies,
  type CopyCount,
  ONCE,
  type ResourceAmounts,
  type StageResourcesOptions,
} from './resource-options';

/** Exact CPU and memory. */
interface Amounts {
  readonly cpu: bigint;
  readonly memory: bigint;
  /** Whether any of the memory quantities has a binary suffix, such as Mi. */
  readonly isBinary: boolean;
}

const NOTHING: Amounts = { cpu: 0n, memory: 0n, isBinary: false };

/** Requests of every step container, regardless of its limits. */
const STEP_REQUESTS = amounts('10m', '10Mi');

/** Resources that Harness adds to the steps of a stage. */
const ADD_ON = amounts('100m', '100Mi');

/** Limits of a step without its own. */
const DEFAULTS = { cpu: '400m', memory: '500Mi' };

const INCREASED_DEFAULTS = { cpu: '1000m', memory: '3000Mi' };

/**
 * Resources of a stage pod. For the example of the Harness documentation (Redis in the background with 5 GB and 2 CPUs; then
 * s1 with 2 GB and 2 CPUs; s2 with 3 and 1; then s3, s4 and s5 in parallel with 4 and 1, 2 and 1, 2 and 1), `peak` is 13 GB
 * and 5 CPUs, and the sum on GKE Autopilot is 18 GB and 8 CPUs. The documentation prints 17 GB and 7 CPUs for the latter,
 * which is not the sum of its own steps.
 *
 * A step or group with a `strategy` runs in copies, each with its own container. `peak` counts the copies that run at the
 * same time (`maxConcurrency`, else all); sums, limits and requests count all copies. Background services run until the end
 * of the stage, so all of their copies always count. A `strategy` of the stage itself creates more pods, not larger ones.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 * @see https://developer.harness.io/docs/platform/pipelines/best-practices-for-looping-strategies
 */
export class StageResources {
  /**
   * Calculates the resources of a stage with these steps. It does not need a stage, so it can size the quota of the namespace
   * first.
   *
   * @throws for amounts and strategies that cannot be evaluated at synth, for example expressions
   */
  public static of(steps: CiStep[], options: StageResourcesOptions = {}): StageResources {
    const copies = checkResources(steps, options);
    return new StageResources([...steps], { ...options }, copies);
  }

  /**
   * Maximum resources of the steps at any time: the greatest of sequential steps, including cloning, with parallel steps
   * summed, plus all background steps.
   */
  public readonly peak: ResourceAmounts;
  /**
   * Requests and limits of the Lite Engine container, which reserves the resources of the stage: `peak`, plus 100m and 100Mi
   * that Harness adds.
   */
  public readonly liteEngine: ResourceAmounts;
  /**
   * Requests of the pod: Lite Engine, 10m and 10Mi for each step, and the sidecar. They count against nodes and quotas:
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
   * Resources that GKE Autopilot reserves, according to Harness: the sum of all steps, whether or not they run at the same
   * time. Autopilot sets limits equal to requests, so a stage pays for all steps throughout its run.
   *
   * @throws for privileged containers, which Autopilot does not admit
   */
  public autopilotSum(): ResourceAmounts {
    this.refusePrivileged();
    return written(this.containers().limits);
  }

  private refusePrivileged(): void {
    // Harness' own containers are then privileged too, regardless of the steps.
    const ofStage = this.options.privileged ? 'options' : undefined;
    const where = ofStage ?? leavesOf(this.steps).find(({ step }) => isPrivilegedStep(step))?.where;
    if (where !== undefined) {
      throw new HarnessConstructsError({
        constructPath: '',
        property: `${where}.privileged`,
        given: 'true',
        allowed: 'false on GKE Autopilot, which does not admit privileged pods',
        remedy: 'Run the stage in a cluster on another platform, or build images without Docker-in-Docker.',
      });
    }
  }

  /** All step containers. */
  private containers(): Containers {
    return together([this.clone(), this.containersOf(this.steps)]);
  }

  /** All copies of the steps that match `isMeant`. */
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

  /** Cloning runs as a step before all others. */
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

/** Total limits and number of step containers. */
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

/* Input is checked before the calculation: a typo would otherwise count as zero. */

/* Exact amounts. */

/** Returns the amounts of two quantities. */
function amounts(cpu: string, memory: string): Amounts {
  return { cpu: amountOf(cpu), memory: amountOf(memory), isBinary: memory.endsWith('i') };
}

/** The caller has already refused invalid quantities. */
function amountOf(quantity: string): bigint {
  return parseQuantity(quantity) as bigint;
}

function sum(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu + other.cpu,
      memory: one.memory + other.memory,
      isBinary: one.isBinary || other.isBinary,
    }),
    NOTHING,
  );
}

/** Multiplies the amounts. */
function times({ cpu, memory, isBinary }: Amounts, count: number): Amounts {
  return { cpu: cpu * BigInt(count), memory: memory * BigInt(count), isBinary };
}

function memoryOf({ memory, isBinary }: Amounts): Omit<Amounts, 'cpu'> {
  return { memory, isBinary };
}

/** Returns the greatest CPU and the greatest memory, which can come from different amounts. */
function greatest(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu > other.cpu ? one.cpu : other.cpu,
      ...(one.memory > other.memory ? memoryOf(one) : memoryOf(other)),
    }),
    NOTHING,
  );
}

/** Formats the amounts as Kubernetes quantities. Memory is rounded up to whole bytes, or to whole Mi if any of it is binary. */
function written({ cpu, memory, isBinary }: Amounts): { readonly cpu: string; readonly memory: string } {
  const unit = amountOf(isBinary ? '1Mi' : '1');
  const whole = ((memory + unit - 1n) / unit) * unit;
  return { cpu: writeQuantity(cpu, false), memory: writeQuantity(whole, isBinary) };
}
