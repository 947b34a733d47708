import type { Duration } from 'cdk8s';
import type { PercentOrAbsolute } from '../core';

/** A metric for the autoscaler: the average usage of a resource, in percent of the pods' request. */
export class AutoscalingMetric {
  /** Memory, the metric that Harness recommends. `percent` must be a whole number of at least 1. */
  public static memoryUtilization(percent: number): AutoscalingMetric {
    return new AutoscalingMetric('memory', percent);
  }

  /** CPU. `percent` must be a whole number of at least 1. */
  public static cpuUtilization(percent: number): AutoscalingMetric {
    return new AutoscalingMetric('cpu', percent);
  }

  private constructor(
    /** `memory` or `cpu`. */
    public readonly resource: string,
    /** Average usage in percent of the request. */
    public readonly averageUtilization: number,
  ) {}

  /** For example `memory 80%`. */
  public toString(): string {
    return `${this.resource} ${this.averageUtilization}%`;
  }
}

/**
 * A HorizontalPodAutoscaler (`autoscaling/v2`). It scales up at the Kubernetes default rate. It scales down one pod at a
 * time, after ten minutes of low usage (inferred): builds fail if their delegate is removed too early.
 */
export interface DelegateAutoscaling {
  /**
   * Minimum number of pods, at least 1.
   *
   * @default 1
   */
  readonly minReplicas?: number;
  /** Maximum number of pods. Must be greater than `minReplicas`. */
  readonly maxReplicas: number;
  /**
   * Metrics to scale on. Each resource needs a request in `resources`.
   *
   * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/auto-scale-using-replicas
   * @default - memory at 80 percent of its request
   */
  readonly metrics?: AutoscalingMetric[];
}

/**
 * A PodDisruptionBudget. Set only one of the two properties. Pods that are not ready can always be evicted
 * (`unhealthyPodEvictionPolicy`, inferred; ignored before Kubernetes 1.26).
 */
export interface DelegateDisruptionBudget {
  /**
   * Maximum number of pods that a voluntary disruption, such as a node drain, can take down at the same time.
   *
   * @default - 1 when `minAvailable` is not set
   */
  readonly maxUnavailable?: PercentOrAbsolute;
  /**
   * Minimum number of pods that must stay available.
   *
   * @default - not set
   */
  readonly minAvailable?: PercentOrAbsolute;
}

/** Options of `DelegateUpdateStrategy.rollingUpdate`. */
export interface RollingUpdateOptions {
  /**
   * Pods above the desired number during an update.
   *
   * @default PercentOrAbsolute.percent(25)
   */
  readonly maxSurge?: PercentOrAbsolute;
  /**
   * Pods below the desired number during an update. `maxSurge` and `maxUnavailable` must not both be zero.
   *
   * @default PercentOrAbsolute.percent(25)
   */
  readonly maxUnavailable?: PercentOrAbsolute;
}

/**
 * How an update replaces the pods.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#strategy
 */
export class DelegateUpdateStrategy {
  /** Starts new pods while old pods stop. */
  public static rollingUpdate(options: RollingUpdateOptions = {}): DelegateUpdateStrategy {
    return new DelegateUpdateStrategy('RollingUpdate', options);
  }

  /** Stops all old pods before it starts new ones. */
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
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._type;
  }
}

/** Number of pods, autoscaling, updates and shutdown. */
export interface DelegateAvailabilityProps {
  /**
   * Number of pods, at least 0. Must not be set together with `autoscaling`.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * Lets an autoscaler set the number of pods. The Deployment then has no `replicas` field.
   *
   * @default - none; the new delegate in profile `DOCUMENTED` has the documented autoscaler, which keeps `replicas` pods
   */
  readonly autoscaling?: DelegateAutoscaling;
  /**
   * Limits how many pods can be evicted at the same time. Needs at least two pods: with one pod, it would block every node
   * drain.
   *
   * @default - none
   */
  readonly podDisruptionBudget?: DelegateDisruptionBudget;
  /**
   * How an update replaces the pods.
   *
   * @default - the Kubernetes default: a rolling update by 25 percent
   */
  readonly updateStrategy?: DelegateUpdateStrategy;
  /**
   * How long a new pod must be ready before it counts as available, in whole seconds.
   *
   * @default Duration.seconds(10), as documented; 120 s for the legacy delegate
   */
  readonly minReady?: Duration;
  /**
   * Time that a pod has to stop before it is killed, in whole seconds.
   *
   * @default Duration.seconds(600), as documented
   */
  readonly terminationGracePeriod?: Duration;
  /**
   * How long a stopping delegate waits for its tasks (`IDLE_WAIT_SECS_BEFORE_STOP`), in whole seconds, at most the grace
   * period. Harness documents a default of 0, with which the delegate stops at once and wastes the grace period, and
   * recommends 60. Requires image 1.25.2 or later.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/configure-delegate
   * @default Duration.seconds(60), or the grace period if that is shorter; not set in profile `DOCUMENTED`, or for an image before 1.25.2; the legacy delegate has no such setting and always waits for its tasks
   */
  readonly idleWaitBeforeStop?: Duration;
}
