import type { Duration } from 'cdk8s';
import type { PercentOrAbsolute } from '../../values';

/** What the autoscaler watches: the average use of a resource, in percent of what the pods request. */
export class AutoscalingMetric {
  /** Memory, the metric that Harness recommends. A whole number of at least 1. */
  public static memoryUtilization(percent: number): AutoscalingMetric {
    return new AutoscalingMetric('memory', percent);
  }

  /** CPU. A whole number of at least 1. */
  public static cpuUtilization(percent: number): AutoscalingMetric {
    return new AutoscalingMetric('cpu', percent);
  }

  private constructor(
    /** `memory` or `cpu`. */
    public readonly resource: string,
    /** Average use in percent of the request. */
    public readonly averageUtilization: number,
  ) {}

  /** For example `memory 80%`. */
  public toString(): string {
    return `${this.resource} ${this.averageUtilization}%`;
  }
}

/**
 * A HorizontalPodAutoscaler (`autoscaling/v2`). It adds pods as fast as Kubernetes does by default, and takes one away at
 * a time, after ten quiet minutes (inferred): a delegate that goes too early takes its builds with it.
 */
export interface DelegateAutoscaling {
  /**
   * Least number of pods, at least 1.
   *
   * @default 1
   */
  readonly minReplicas?: number;
  /** Greatest number of pods, more than `minReplicas`. */
  readonly maxReplicas: number;
  /**
   * What is watched; each resource needs a request in `resources`.
   *
   * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/auto-scale-using-replicas
   * @default - memory at 80 percent of its request
   */
  readonly metrics?: AutoscalingMetric[];
}

/**
 * A PodDisruptionBudget. Set one of the two. Pods that are not ready may always be evicted
 * (`unhealthyPodEvictionPolicy`, inferred; Kubernetes 1.26 and later, older ones ignore it).
 */
export interface DelegateDisruptionBudget {
  /**
   * Pods that may be down at a time because of a drain or the like.
   *
   * @default - 1 when `minAvailable` is not set
   */
  readonly maxUnavailable?: PercentOrAbsolute;
  /**
   * Pods that must stay.
   *
   * @default - not set
   */
  readonly minAvailable?: PercentOrAbsolute;
}

/** Options of `DelegateUpdateStrategy.rollingUpdate`. */
export interface RollingUpdateOptions {
  /**
   * Pods above the wanted number during an update.
   *
   * @default PercentOrAbsolute.percent(25)
   */
  readonly maxSurge?: PercentOrAbsolute;
  /**
   * Pods below the wanted number during an update. Not zero together with `maxSurge`.
   *
   * @default PercentOrAbsolute.percent(25)
   */
  readonly maxUnavailable?: PercentOrAbsolute;
}

/** @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy */
export class DelegateUpdateStrategy {
  /** New pods come while old ones go. */
  public static rollingUpdate(options: RollingUpdateOptions = {}): DelegateUpdateStrategy {
    return new DelegateUpdateStrategy('RollingUpdate', options);
  }

  /** All old pods go, then new ones come. */
  public static recreate(): DelegateUpdateStrategy {
    return new DelegateUpdateStrategy('Recreate', {});
  }

  private constructor(
    /** @internal */
    public readonly _type: 'RollingUpdate' | 'Recreate',
    /** @internal */
    public readonly _options: RollingUpdateOptions,
  ) {}

  /** `RollingUpdate` or `Recreate`. */
  public toString(): string {
    return this._type;
  }
}

/** How many pods there are, and how they come and go. */
export interface DelegateAvailabilityProps {
  /**
   * Number of pods, at least 0. Not together with `autoscaling`.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Lets an autoscaler decide on the number of pods; the Deployment then says nothing about it.
   *
   * @default - none; in profile `DOCUMENTED` of the new delegate the documented autoscaler, which keeps `replicas` pods
   */
  readonly autoscaling?: DelegateAutoscaling;
  /**
   * Limits how many pods may go at a time. It needs at least two pods: with one it would block every drain of its node.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: DelegateDisruptionBudget;
  /**
   * How an update replaces the pods.
   *
   * @default - as Kubernetes: a rolling update by 25 percent
   */
  readonly updateStrategy?: DelegateUpdateStrategy;
  /**
   * How long a new pod must be ready before it counts as available, in whole seconds.
   *
   * @default Duration.seconds(10), as documented; 120 s for the legacy delegate
   */
  readonly minReady?: Duration;
  /**
   * How long a pod may take to stop before it is killed, in whole seconds.
   *
   * @default Duration.seconds(600), as documented
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * How long a stopping delegate waits for its tasks (`IDLE_WAIT_SECS_BEFORE_STOP`), in whole seconds. Harness documents
   * 0 as the delegate's own default, by which it stops at once and the grace period is wasted, and recommends 60. At most
   * the grace period. From image 1.25.2.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/configure-delegate
   * @default Duration.seconds(60), or the grace period if that is shorter; not set in profile `DOCUMENTED`, or for an image before 1.25.2; the legacy delegate has no such setting, and waits by itself
   */
  readonly idleWaitBeforeStop?: Duration;
}
