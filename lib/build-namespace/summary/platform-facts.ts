/** What vendors say about each platform, beyond what `PlatformRecord` refuses. */
import type { ClusterPlatform, PlatformFact } from '../platform';

/** The part of a farm that a fact concerns. */
export type Concern =
  | 'everything'
  | 'network policies'
  | 'network policies of builds'
  | 'Windows builds'
  | 'critical priority'
  | 'amounts of the delegate';

/** A fact, and the farms whose summary says it. Without `concerns`, only docs/platforms.md has it. */
export interface PlatformStatement extends PlatformFact {
  readonly concerns?: Concern;
}

/** The day on which the pages of this file were read. */
const READ = '2026-11-30';

const EKS = 'https://docs.aws.amazon.com/eks/latest/userguide';
const GKE = 'https://docs.cloud.google.com/kubernetes-engine/docs';
const AKS = 'https://learn.microsoft.com/azure/aks';

function fact(says: string, source: string, concerns?: Concern): PlatformStatement {
  return { says, source, asOf: READ, concerns };
}

const CRITICAL = fact(
  'GKE admits pods with the priority class system-node-critical or system-cluster-critical outside kube-system only where a ResourceQuota with the scope PriorityClass allows them',
  'https://istio.io/latest/docs/ambient/install/platform-prerequisites/',
  'critical priority',
);

const IRSA = fact(
  'the trust policy of a role for IRSA names the subject system:serviceaccount:NAMESPACE:NAME, which summary() prints',
  `${EKS}/associate-service-account-role.html`,
);

const AUTOPILOT_AMOUNTS = `${GKE}/concepts/autopilot-resource-requests`;

/** By the factory of `ClusterPlatform`. */
const FACTS: { readonly [id: string]: readonly PlatformStatement[] } = {
  generic: [
    fact(
      'few network plugins enforce network policies on Windows nodes, and Windows cannot exclude addresses from an open block',
      'https://github.com/projectcalico/calico/issues/7231',
      'Windows builds',
    ),
  ],
  eks: [
    fact(
      'EKS enforces network policies only where they are switched on: enableNetworkPolicy of the VPC CNI, or the ConfigMap amazon-vpc-cni of Auto Mode',
      `${EKS}/cni-network-policy-configure.html`,
      'network policies',
    ),
    fact(
      'the VPC CNI does not apply network policies to pods without an owner, and Harness documents no owner for build pods: use another engine, for example Calico',
      `${EKS}/cni-network-policy.html`,
      'network policies of builds',
    ),
    fact(
      'the VPC CNI enforces network policies on Linux nodes of EC2 only',
      `${EKS}/cni-network-policy.html`,
      'Windows builds',
    ),
    IRSA,
    fact(
      'EKS Pod Identity works on Linux nodes of EC2 only: neither on Fargate nor on Windows nodes',
      `${EKS}/pod-identities.html`,
    ),
  ],
  eksFargate: [
    fact(
      'EKS Pod Identity does not work on Fargate: pods get AWS credentials through IRSA',
      `${EKS}/pod-identities.html`,
    ),
    IRSA,
    fact(
      'a pod runs on Fargate only if its namespace and labels match a Fargate profile, and mounts no EBS volumes',
      `${EKS}/fargate.html`,
    ),
  ],
  gke: [
    fact(
      'GKE Standard enforces network policies only with Dataplane V2, or where network policy enforcement is switched on',
      `${GKE}/how-to/network-policy`,
      'network policies',
    ),
    fact(
      'no engine of GKE enforces network policies on Windows nodes: Dataplane V2 needs Linux, and Calico does not support Windows on GKE',
      'https://docs.tigera.io/calico-cloud/get-started/windows-limitations',
      'Windows builds',
    ),
    CRITICAL,
  ],
  gkeAutopilot: [
    fact(
      'Autopilot gives a container 1Gi of disk if it requests none, and Harness has no setting for it: a build that writes more than its containers have is evicted. Give large builds a PersistentVolumeClaim',
      `${AUTOPILOT_AMOUNTS}#defaults`,
      'everything',
    ),
    fact(
      'Autopilot changes the resources of the delegate in its Deployment, which GitOps tools show as a difference. It leaves limits equal to requests, 1Gi to 6.5Gi of memory for each CPU, and ephemeral storage from 10Mi to 10Gi as they are',
      `${AUTOPILOT_AMOUNTS}#min-max-requests`,
      'amounts of the delegate',
    ),
    fact(
      'clusters that support bursting keep limits above requests; others set them to the requests',
      `${GKE}/how-to/pod-bursting-gke`,
    ),
    fact('Dataplane V2, which enforces network policies, is on in new clusters', `${GKE}/concepts/dataplane-v2`),
    CRITICAL,
  ],
  aks: [
    fact(
      'AKS enforces network policies only with an engine: Cilium, Calico or Azure Network Policy Manager',
      `${AKS}/use-network-policies`,
      'network policies',
    ),
    fact(
      'of the engines of AKS, only Calico enforces network policies on Windows nodes, and Azure Network Policy Manager as a preview on Windows Server 2022. Neither can exclude addresses from an open block there',
      `${AKS}/use-network-policies`,
      'Windows builds',
    ),
    fact(
      'with LocalDNS, a DNS server on each node answers pods at 169.254.10.11. AKS Automatic has it by default',
      `${AKS}/localdns-custom`,
    ),
    fact(
      '168.63.129.16 is a service of the host for its nodes, which builds do not reach',
      'https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16',
    ),
    fact(
      'deployments by Harness need local accounts: disableLocalAccounts must be false',
      'https://developer.harness.io/docs/platform/connectors/cloud-providers/add-a-kubernetes-cluster-connector',
    ),
  ],
  openShift: [
    fact(
      'OpenShift adds a pull secret to each ServiceAccount, and an annotation with its name. Updates keep them, because nothing else is written to these fields: imagePullSecrets of builds is refused',
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/images/managing-images',
    ),
    fact(
      'SecurityContextConstraints decide which users pods run as. Builds get anyuid, or privileged for a loose isolation, and the delegate a user of its namespace',
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.20/html/authentication_and_authorization/managing-pod-security-policies',
    ),
  ],
  rancher: [
    fact(
      'K3s enforces network policies, unless its servers run with --disable-network-policy',
      'https://docs.k3s.io/networking/networking-services#network-policy-controller',
    ),
    fact(
      'RKE2 enforces network policies with Canal, its default, Calico and Cilium, but not with Flannel',
      'https://docs.rke2.io/networking/basic_network_options',
    ),
    fact(
      'RKE2 runs Windows nodes with Calico and Flannel only, and Windows cannot exclude addresses from an open block',
      'https://docs.rke2.io/networking/basic_network_options',
      'Windows builds',
    ),
    fact(
      'RKE2 with a cis profile enforces the Pod Security level restricted in namespaces without labels, which refuses builds',
      'https://docs.rke2.io/security/pod_security_standards',
    ),
  ],
};

/** What holds on every platform. */
export const EVERYWHERE: readonly PlatformStatement[] = [
  fact(
    'Cilium matches nodes by address only with policyCIDRMatchMode: nodes, and never pods. Where the API server runs on nodes, use a CiliumNetworkPolicy with toEntities: [kube-apiserver]',
    'https://docs.cilium.io/en/stable/security/policy/layer3/',
  ),
  fact(
    'Windows cannot exclude addresses from an open block of a network policy (except)',
    'https://github.com/projectcalico/calico/issues/7231',
  ),
  fact(
    'in clusters with Windows nodes, a delegate and Linux builds need the node selector kubernetes.io/os: linux',
    'https://kubernetes.io/docs/concepts/windows/user-guide/',
  ),
];

/** The facts of a platform. */
export function factsOf({ _record: { id } }: ClusterPlatform): readonly PlatformStatement[] {
  return FACTS[id] ?? [];
}

/** The facts that concern a farm, one a line. */
export function platformNotes(platform: ClusterPlatform, concerns: readonly Concern[]): string[] {
  return factsOf(platform)
    .filter((one) => one.concerns !== undefined && concerns.includes(one.concerns))
    .map(({ says }) => `NOTE: ${says}.`);
}
