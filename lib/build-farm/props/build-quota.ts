/** What one build takes: requests of its whole pod, as Kubernetes quantities. */
export interface BuildRequests {
  /** CPU, for example `2`. */
  readonly cpu: string;
  /** Memory, for example `4Gi`. */
  readonly memory: string;
  /**
   * Disk.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /**
   * Claims for volumes.
   *
   * @default 1
   */
  readonly claims?: number;
}

/** What all builds of a namespace may request together, as Kubernetes quantities. */
export interface TotalRequests {
  /** CPU, for example `64`. */
  readonly cpu: string;
  /** Memory, for example `256Gi`. */
  readonly memory: string;
  /**
   * Disk.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /** Pods, which is builds. */
  readonly pods: number;
  /**
   * Claims for volumes.
   *
   * @default - as many as pods
   */
  readonly claims?: number;
}

/**
 * A limit on what the builds of a namespace take together. It comes as a ResourceQuota on requests, pods, claims and load
 * balancers, and a LimitRange that gives containers without requests the 10m and 10Mi that Harness' own steps ask for. It
 * sets neither limits nor a minimum: these would break the steps.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export class BuildQuota {
  /** Room for a number of builds at a time, each with these requests. */
  public static forConcurrentBuilds(builds: number, requests: BuildRequests): BuildQuota {
    return new BuildQuota({ builds, requests });
  }

  /** A total. With the requests of a build, a total that has no room for one is refused. */
  public static ofTotal(total: TotalRequests, build?: BuildRequests): BuildQuota {
    return new BuildQuota({ total, requests: build });
  }

  private constructor(
    /** @internal */
    public readonly _source: {
      readonly builds?: number;
      readonly total?: TotalRequests;
      readonly requests?: BuildRequests;
    },
  ) {}

  /** For example `10 builds`. */
  public toString(): string {
    const { builds, total } = this._source;
    return total ? `${total.pods} pods, ${total.cpu} CPUs, ${total.memory} of memory` : `${builds} builds at a time`;
  }
}
