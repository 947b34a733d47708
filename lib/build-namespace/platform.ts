import { DNS_PORTS, DNS_SERVERS, NetworkPeer } from '../core';

/** DNS of the pods of a platform. @internal */
export interface PlatformDns {
  readonly servers: readonly NetworkPeer[];
  readonly ports: readonly number[];
  /** Clusters of the platform whose DNS is elsewhere. */
  readonly exception?: string;
}

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
  /** Why the platform runs no DaemonSets, which Istio's CNI plugin and ambient mesh are. */
  readonly forbidsDaemonSets?: string;
  /** Largest packet of a pod in bytes, where that is below the 1500 that Docker expects. */
  readonly podMtu?: number;
  readonly dns: PlatformDns;
}

/** DNS pods of the cluster. */
const KUBE_SYSTEM = NetworkPeer.namespace('kube-system');

/**
 * The cache on each node.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
const NODE_CACHE = NetworkPeer.cidr('169.254.20.10/32');

/** Unknown platform: the servers of all of them. */
const ANY_DNS: PlatformDns = { servers: DNS_SERVERS, ports: DNS_PORTS };

/**
 * The DNS pods, the cache, and the address of the Service: nodes of Auto Mode have a DNS server instead of pods. The
 * Service has the tenth address of the service range, which is one of two if it is not chosen.
 *
 * @see https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
const EKS_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('10.100.0.10/32'), NetworkPeer.cidr('172.20.0.10/32')],
  ports: [53],
  exception:
    'EKS Auto Mode with IPv6, or with another service range than 10.100.0.0/16 and 172.20.0.0/16, needs the address of the Service kube-dns in dnsServers',
};

/**
 * The DNS pods, the cache, and Cloud DNS.
 *
 * @see https://docs.cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns
 */
const GKE_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('169.254.169.254/32')],
  ports: [53],
};

/**
 * The DNS pods, the cache, and LocalDNS.
 *
 * @see https://learn.microsoft.com/azure/aks/dns-concepts
 */
const AKS_DNS: PlatformDns = { servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('169.254.10.11/32')], ports: [53] };

/**
 * The DNS pods, which listen on 5353.
 *
 * @see https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/networking_operators/dns-operator
 */
const OPENSHIFT_DNS: PlatformDns = { servers: [NetworkPeer.namespace('openshift-dns')], ports: DNS_PORTS };

/** Platform of the cluster of a farm. */
export class ClusterPlatform {
  /** Any conformant cluster. */
  public static generic(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Kubernetes', dns: ANY_DNS });
  }

  /** Amazon EKS on EC2 nodes, also with Auto Mode. */
  public static eks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Amazon EKS', dns: EKS_DNS });
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
      forbidsDaemonSets: 'Fargate runs no DaemonSets',
      dns: { servers: EKS_DNS.servers, ports: EKS_DNS.ports },
    });
  }

  /**
   * Google Kubernetes Engine, Standard.
   *
   * @see https://docs.cloud.google.com/vpc/docs/mtu
   */
  public static gke(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Google Kubernetes Engine', podMtu: 1460, dns: GKE_DNS });
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
      dns: GKE_DNS,
    });
  }

  /** Azure Kubernetes Service. */
  public static aks(): ClusterPlatform {
    return new ClusterPlatform({ name: 'Azure Kubernetes Service', dns: AKS_DNS });
  }

  /** Red Hat OpenShift: user and group IDs per namespace, SecurityContextConstraints, DNS at port 5353. */
  public static openShift(): ClusterPlatform {
    return new ClusterPlatform({ name: 'OpenShift', isOpenShift: true, dns: OPENSHIFT_DNS });
  }

  private constructor(
    /** @internal */
    public readonly _record: PlatformRecord,
  ) {}

  /** Name of the platform. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._record.name;
  }
}
