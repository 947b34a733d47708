/** What differs between platforms. @internal */
export interface PlatformRecord {
  readonly name: string;
  readonly isOpenShift?: boolean;
  /** Why privileged containers and directories of the node are refused there. */
  readonly forbidsNodeAccess?: string;
  /** Why builds cannot run on Windows there. */
  readonly forbidsWindows?: string;
  /** What else to know. */
  readonly note?: string;
  /** Addresses of cloud metadata beside those that every farm closes. */
  readonly metadataAddresses?: readonly string[];
}

/** The kind of cluster that a farm is in. */
export class ClusterPlatform {
  /** Any conformant cluster. */
  public static generic(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Kubernetes' });
  }

  /** Amazon EKS on nodes of EC2. */
  public static eks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Amazon EKS' });
  }

  /**
   * Amazon EKS on Fargate, which takes no privileged container and no directory of the node, and keeps no network policy.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
   */
  public static eksFargate(): ClusterPlatform {
    return new ClusterPlatform({
      name: 'Amazon EKS on Fargate',
      forbidsNodeAccess: 'Fargate has no nodes of yours',
      forbidsWindows: 'Fargate runs Linux alone',
      note: 'Fargate keeps no network policy',
    });
  }

  /** Google Kubernetes Engine, Standard. */
  public static gke(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Google Kubernetes Engine', metadataAddresses: ['169.254.169.252/32'] });
  }

  /**
   * Google Kubernetes Engine, Autopilot. Harness advises against it: it takes no privileged container, and sets limits
   * to requests.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
   */
  public static gkeAutopilot(): ClusterPlatform {
    return new ClusterPlatform({
      name: 'GKE Autopilot',
      forbidsNodeAccess: 'Autopilot admits no privileged pods',
      forbidsWindows: 'Autopilot has no Windows nodes',
      metadataAddresses: ['169.254.169.252/32'],
    });
  }

  /** Azure Kubernetes Service. Its WireServer (168.63.129.16) is closed as well: it hands out settings of the node. */
  public static aks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Azure Kubernetes Service', metadataAddresses: ['168.63.129.16/32'] });
  }

  /** Red Hat OpenShift: users and groups by namespace, SecurityContextConstraints, DNS at port 5353. */
  public static openShift(): ClusterPlatform {
    return new ClusterPlatform({ name: 'OpenShift', isOpenShift: true });
  }

  private constructor(
    /** @internal */
    public readonly _record: PlatformRecord,
  ) {}

  /** The name of the platform. */
  public toString(): string {
    return this._record.name;
  }
}
