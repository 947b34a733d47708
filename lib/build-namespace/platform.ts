import { DNS_PORTS, DNS_SERVERS, NetworkPeer } from '../core';
import type { IdentityKind } from '../workload';

/** What a vendor says of a platform. @internal */
export interface PlatformFact {
  /** A clause without a period. */
  readonly says: string;
  /** The page that says it. */
  readonly source: string;
  /** The day on which it said so. */
  readonly asOf: string;
}

/** DNS of the pods of a platform. @internal */
export interface PlatformDns extends Pick<PlatformFact, 'source' | 'asOf'> {
  readonly servers: readonly NetworkPeer[];
  readonly ports: readonly number[];
  /** Clusters of the platform whose DNS is elsewhere. */
  readonly exception?: string;
}

/** The largest pod that a platform admits. @internal */
export interface LargestPod extends PlatformFact {
  readonly cpu: string;
  readonly memory: string;
  /** All of the pod's disk, which its empty directories share. */
  readonly disk: string;
  /** Node selectors of pods with other limits. */
  readonly unlessSelected: readonly string[];
}

/** The largest packet of a pod, where that is below the 1500 bytes that Docker expects. @internal */
export interface PodMtu extends PlatformFact {
  readonly bytes: number;
}

/** Differences between platforms. @internal */
export interface PlatformRecord {
  /** The factory. */
  readonly id: string;
  readonly name: string;
  readonly isOpenShift?: boolean;
  /** Why the platform refuses privileged containers and host paths. */
  readonly forbidsNodeAccess?: PlatformFact;
  /** Why the platform cannot run Windows builds. */
  readonly forbidsWindows?: PlatformFact;
  /** Why the platform enforces no network policies. */
  readonly enforcesNoPolicies?: PlatformFact;
  /** Why the platform runs no DaemonSets, which Istio's CNI plugin and ambient mesh are. */
  readonly forbidsDaemonSets?: PlatformFact;
  readonly largestPod?: LargestPod;
  readonly podMtu?: PodMtu;
  /** Cloud identities that work on the platform; any, if it is not known. */
  readonly identities?: readonly IdentityKind[];
  readonly dns: PlatformDns;
}

/** The day on which the pages of this file were read. */
const READ = '2026-11-30';

const KUBERNETES = 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/';
const FARGATE = 'https://docs.aws.amazon.com/eks/latest/userguide/fargate.html';
const AUTOPILOT = 'https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-overview';

/** DNS pods of the cluster. */
const KUBE_SYSTEM = NetworkPeer.namespace('kube-system');

/**
 * The cache on each node.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
const NODE_CACHE = NetworkPeer.cidr('169.254.20.10/32');

/** Unknown platform: the servers of all of them. */
const ANY_DNS: PlatformDns = { servers: DNS_SERVERS, ports: DNS_PORTS, source: KUBERNETES, asOf: READ };

/**
 * The DNS pods, the cache, and the address of the Service: nodes of Auto Mode have a DNS server instead of pods. The
 * Service has the tenth address of the service range, which is one of two if it is not chosen.
 *
 * @see https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
 */
const EKS_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('10.100.0.10/32'), NetworkPeer.cidr('172.20.0.10/32')],
  ports: [53],
  exception:
    'EKS Auto Mode with IPv6, or with another service range than 10.100.0.0/16 and 172.20.0.0/16, needs the address of the Service kube-dns in dnsServers',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html',
  asOf: READ,
};

/** The DNS pods, the cache, and Cloud DNS. */
const GKE_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('169.254.169.254/32')],
  ports: [53],
  source: 'https://docs.cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns',
  asOf: READ,
};

/** The DNS pods, the cache, and LocalDNS. */
const AKS_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE, NetworkPeer.cidr('169.254.10.11/32')],
  ports: [53],
  source: 'https://learn.microsoft.com/azure/aks/dns-concepts',
  asOf: READ,
};

/** The DNS pods, which listen on 5353. */
const OPENSHIFT_DNS: PlatformDns = {
  servers: [NetworkPeer.namespace('openshift-dns')],
  ports: DNS_PORTS,
  source:
    'https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/networking_operators/dns-operator',
  asOf: READ,
};

/** The DNS pods, and the cache, which RKE2 can install. */
const RANCHER_DNS: PlatformDns = {
  servers: [KUBE_SYSTEM, NODE_CACHE],
  ports: [53],
  source: 'https://docs.k3s.io/networking/networking-services',
  asOf: READ,
};

/** Platform of the cluster of a farm. */
export class ClusterPlatform {
  /** Any conformant cluster. */
  public static generic(): ClusterPlatform {
    return new ClusterPlatform({ id: 'generic', name: 'Kubernetes', dns: ANY_DNS });
  }

  /** Amazon EKS on EC2 nodes, also with Auto Mode. */
  public static eks(): ClusterPlatform {
    return new ClusterPlatform({ id: 'eks', name: 'Amazon EKS', identities: ['irsa', 'eksPodIdentity'], dns: EKS_DNS });
  }

  /**
   * Amazon EKS on Fargate, which refuses privileged containers and host paths, and does not enforce network policies. Pods
   * get AWS credentials through IRSA only.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/fargate.html
   * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html
   */
  public static eksFargate(): ClusterPlatform {
    return new ClusterPlatform({
      id: 'eksFargate',
      name: 'Amazon EKS on Fargate',
      forbidsNodeAccess: { says: 'Fargate gives pods no access to nodes', source: FARGATE, asOf: READ },
      forbidsWindows: { says: 'Fargate supports Linux only', source: FARGATE, asOf: READ },
      forbidsDaemonSets: { says: 'Fargate runs no DaemonSets', source: FARGATE, asOf: READ },
      enforcesNoPolicies: {
        says: 'Fargate does not enforce network policies',
        source: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html',
        asOf: READ,
      },
      identities: ['irsa'],
      // Without DaemonSets, there is no cache on the node, and Auto Mode has other nodes.
      dns: { servers: [KUBE_SYSTEM], ports: [53], source: FARGATE, asOf: READ },
    });
  }

  /** Google Kubernetes Engine, Standard. */
  public static gke(): ClusterPlatform {
    return new ClusterPlatform({
      id: 'gke',
      name: 'Google Kubernetes Engine',
      identities: ['gke'],
      podMtu: {
        bytes: 1460,
        says: 'networks of Google Cloud have an MTU of 1460 bytes by default, and pods that of their node',
        source: 'https://docs.cloud.google.com/vpc/docs/mtu',
        asOf: READ,
      },
      dns: GKE_DNS,
    });
  }

  /**
   * Google Kubernetes Engine, Autopilot. Harness advises against it: Autopilot refuses privileged containers, and sets
   * limits to requests.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
   */
  public static gkeAutopilot(): ClusterPlatform {
    return new ClusterPlatform({
      id: 'gkeAutopilot',
      name: 'GKE Autopilot',
      forbidsNodeAccess: { says: 'Autopilot admits no privileged pods', source: AUTOPILOT, asOf: READ },
      forbidsWindows: { says: 'Autopilot has no Windows nodes', source: AUTOPILOT, asOf: READ },
      largestPod: {
        cpu: '30',
        memory: '110Gi',
        disk: '10Gi',
        unlessSelected: ['cloud.google.com/compute-class', 'cloud.google.com/gke-accelerator'],
        says: 'a pod of the default compute class has at most 30 CPUs, 110Gi of memory and 10Gi of disk',
        source:
          'https://docs.cloud.google.com/kubernetes-engine/docs/concepts/autopilot-resource-requests#min-max-requests',
        asOf: READ,
      },
      identities: ['gke'],
      dns: GKE_DNS,
    });
  }

  /** Azure Kubernetes Service. */
  public static aks(): ClusterPlatform {
    return new ClusterPlatform({ id: 'aks', name: 'Azure Kubernetes Service', identities: ['azure'], dns: AKS_DNS });
  }

  /**
   * Red Hat OpenShift in any cloud: user and group IDs per namespace, SecurityContextConstraints, DNS at port 5353. IRSA works
   * on Red Hat OpenShift Service on AWS, and Entra Workload ID on Azure Red Hat OpenShift.
   *
   * @see https://docs.redhat.com/en/documentation/red_hat_openshift_service_on_aws/4/html/authentication_and_authorization/assuming-an-aws-iam-role-for-a-service-account
   * @see https://learn.microsoft.com/azure/openshift/howto-deploy-configure-application
   */
  public static openShift(): ClusterPlatform {
    return new ClusterPlatform({
      id: 'openShift',
      name: 'OpenShift',
      isOpenShift: true,
      identities: ['irsa', 'azure'],
      dns: OPENSHIFT_DNS,
    });
  }

  /** K3s or RKE2, also if Rancher manages them. IRSA and Entra Workload ID work if their webhooks are installed. */
  public static rancher(): ClusterPlatform {
    return new ClusterPlatform({ id: 'rancher', name: 'K3s or RKE2', identities: ['irsa', 'azure'], dns: RANCHER_DNS });
  }

  private constructor(
    /** @internal */
    public readonly _record: PlatformRecord,
  ) {}

  /** Whether it is known not to have the identity. @internal */
  public _lacks(identity: IdentityKind): boolean {
    const { identities } = this._record;
    return identities !== undefined && !identities.includes(identity);
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
