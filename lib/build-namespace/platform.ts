/** Differences between platforms. @internal */
export interface PlatformRecord {
  readonly name: string;
  readonly isOpenShift?: boolean;
  /** Why the platform refuses privileged containers and host paths. */
  readonly forbidsNodeAccess?: string;
  /** Why the platform cannot run Windows builds. */
  readonly forbidsWindows?: string;
  /** Why the platform enforces no network policies. */
  readonly enforcesNoPolicies?: string;
  /** Metadata addresses in addition to those that every farm blocks. */
  readonly metadataAddresses?: readonly string[];
}

/** Addresses at which clouds provide the credentials of a node. */
const METADATA_ADDRESSES = ['169.254.169.254/32', 'fd00:ec2::254/128'];

/** Platform of the cluster of a farm. */
export class ClusterPlatform {
  /** Any conformant cluster. */
  public static generic(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Kubernetes' });
  }

  /** Amazon EKS on EC2 nodes. */
  public static eks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Amazon EKS' });
  }

  /**
   * Amazon EKS on Fargate, which refuses privileged containers and host paths, and does not enforce network policies.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
   */
  public static eksFargate(): ClusterPlatform {
    return new ClusterPlatform({
      name: 'Amazon EKS on Fargate',
      forbidsNodeAccess: 'Fargate gives pods no access to nodes',
      forbidsWindows: 'Fargate supports Linux only',
      enforcesNoPolicies: 'Fargate does not enforce network policies',
    });
  }

  /** Google Kubernetes Engine, Standard. */
  public static gke(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Google Kubernetes Engine', metadataAddresses: ['169.254.169.252/32'] });
  }

  /**
   * Google Kubernetes Engine, Autopilot. Harness advises against it: Autopilot refuses privileged containers, and sets
   * limits to requests.
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

  /** Azure Kubernetes Service. Its WireServer (168.63.129.16) is also blocked, because it provides settings of the node. */
  public static aks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Azure Kubernetes Service', metadataAddresses: ['168.63.129.16/32'] });
  }

  /** Red Hat OpenShift: user and group IDs per namespace, SecurityContextConstraints, DNS at port 5353. */
  public static openShift(): ClusterPlatform {
    return new ClusterPlatform({ name: 'OpenShift', isOpenShift: true });
  }

  private constructor(
    /** @internal */
    public readonly _record: PlatformRecord,
  ) {}

  /** Blocks of the addresses at which nodes get their credentials. @internal */
  public get _metadataAddresses(): readonly string[] {
    return [...METADATA_ADDRESSES, ...(this._record.metadataAddresses ?? [])];
  }

  /** Name of the platform. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._record.name;
  }
}
