/**
 * What becomes of two options of a farm that meet: the only place that says it. `docs/compatibility.md` is generated from this
 * table, and `pairs.test.ts` holds farms against it.
 */

/** Options and their values, as `docs/compatibility.md` writes them. The first value is the default. */
export const OPTIONS = {
  isolation: [
    'BuildIsolation.baseline()',
    'BuildIsolation.baseline({ auditRestricted: true })',
    'BuildIsolation.restricted({ seccompFrom })',
    'BuildIsolation.dockerInDocker({ reason })',
    'BuildIsolation.dockerInDocker({ reason, unsafeSharedNodes: true })',
    'BuildIsolation.hostPaths([…], { reason })',
  ],
  egress: [
    'BuildEgress.everythingButCloudMetadata()',
    'BuildEgress.publicOnly()',
    'BuildEgress.restrictedTo([…])',
    'BuildEgress.unrestricted()',
  ],
  quota: ['none', 'BuildQuota.forConcurrentBuilds(…)', 'BuildQuota.ofTotal(…)'],
  istio: ['none', 'Istio.cni()', 'Istio.ambient()', 'Istio.initContainer()'],
  'shared namespace': ['separate', 'sharedNamespace: true'],
  identity: [
    'none',
    'CloudIdentity.irsa(…)',
    'CloudIdentity.eksPodIdentity()',
    'CloudIdentity.gke(…)',
    'CloudIdentity.azure(…)',
  ],
  'operating system': ['Linux', 'Windows'],
  nodes: ['any', 'nodeSelector'],
  platform: [
    'ClusterPlatform.generic()',
    'ClusterPlatform.eks()',
    'ClusterPlatform.eksFargate()',
    'ClusterPlatform.gke()',
    'ClusterPlatform.gkeAutopilot()',
    'ClusterPlatform.aks()',
    'ClusterPlatform.openShift()',
    'ClusterPlatform.rancher()',
  ],
  'delegate network policy': ['none', 'networkPolicy: {}', 'DelegateEgress.restrictedTo([…])'],
  metrics: ['annotations', 'metricsFrom', 'metricsAnnotations: false'],
  autoscaler: ['none', 'autoscaling'],
  proxy: ['none', 'proxy (legacy delegate)'],
} as const;

export type OptionName = keyof typeof OPTIONS;

/** A value of an option, for example `Istio.cni()`. */
export type ValueOf<Name extends OptionName = OptionName> = (typeof OPTIONS)[Name][number];

/** Values of one option. */
export type Side = { readonly [Name in OptionName]?: readonly ValueOf<Name>[] };

/** What becomes of each pair of the values of two options. Pairs that no cell has work, and nothing is said. */
export interface Cell {
  /** Two options, each with some of its values. */
  readonly pair: Side;
  /** `refused`: an error has the sentence. `said`: `summary()` has it. */
  readonly outcome: 'refused' | 'said';
  /** Part of the error or of a line of `summary()`; `…` stands for anything. */
  readonly sentence: string;
  /** Pages that give the reason. */
  readonly sources?: readonly string[];
}

/** The init container needs what stricter isolations forbid, and the platforms refuse the others. */
const NEEDS_CNI = 'the Pod Security level forbids NET_ADMIN and NET_RAW, which the init container requires';

/** Isolations that let builds use their node. */
const DOCKER = [
  'BuildIsolation.dockerInDocker({ reason })',
  'BuildIsolation.dockerInDocker({ reason, unsafeSharedNodes: true })',
] as const;

const SIDECARS = ['Istio.cni()', 'Istio.initContainer()'] as const;

const FARGATE = 'https://docs.aws.amazon.com/eks/latest/userguide/fargate.html';

const AMBIENT = 'https://istio.io/latest/docs/ambient/usage/networkpolicy/';

const PROBES = 'Ingress: from 169.254.7.127 and fd16:9254:7127:1337:ffff:ffff:ffff:ffff';

/** What is said of network policies on the Windows nodes of a platform. docs/platforms.md has the sources. */
function onWindows(platform: ValueOf<'platform'>, sentence: string): Cell {
  return { pair: { 'operating system': ['Windows'], platform: [platform] }, outcome: 'said', sentence };
}

export const CELLS: readonly Cell[] = [
  {
    pair: {
      isolation: [
        'BuildIsolation.baseline()',
        'BuildIsolation.baseline({ auditRestricted: true })',
        'BuildIsolation.restricted({ seccompFrom })',
      ],
      istio: ['Istio.initContainer()'],
    },
    outcome: 'refused',
    sentence: NEEDS_CNI,
    sources: ['https://istio.io/latest/docs/setup/additional-setup/cni/'],
  },
  {
    pair: {
      isolation: ['BuildIsolation.baseline({ auditRestricted: true })', 'BuildIsolation.restricted({ seccompFrom })'],
      'operating system': ['Windows'],
    },
    outcome: 'refused',
    sentence: 'expected "Linux" in a namespace with the isolation …',
  },
  {
    pair: { isolation: ['BuildIsolation.dockerInDocker({ reason })'], nodes: ['any'] },
    outcome: 'refused',
    sentence: 'expected nodes for such builds alone, because … can be privileged, and is then root on its node',
    sources: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  {
    pair: { isolation: ['BuildIsolation.dockerInDocker({ reason })'], nodes: ['nodeSelector'] },
    outcome: 'said',
    sentence:
      'EXPOSED: delegate ci on the nodes of stage …, whose privileged builds can take their tokens and Secrets. Give these nodes a taint that only such builds tolerate, …',
    sources: ['https://kubernetes.io/docs/concepts/security/pod-security-standards/'],
  },
  {
    pair: {
      isolation: [...DOCKER, 'BuildIsolation.hostPaths([…], { reason })'],
      platform: ['ClusterPlatform.eksFargate()', 'ClusterPlatform.gkeAutopilot()'],
    },
    outcome: 'refused',
    sentence: 'expected BuildIsolation.baseline() or BuildIsolation.restricted() on …',
  },
  {
    pair: { isolation: DOCKER, platform: ['ClusterPlatform.gke()'] },
    outcome: 'said',
    sentence:
      "NOTE: pods on Google Kubernetes Engine have an MTU of 1460, and Docker's networks in stage … one of 1500",
    sources: ['https://docs.cloud.google.com/vpc/docs/mtu'],
  },
  {
    pair: { egress: ['BuildEgress.publicOnly()', 'BuildEgress.restrictedTo([…])'], istio: SIDECARS },
    outcome: 'said',
    sentence: 'pods of namespace istio-system on TCP 15012',
  },
  {
    pair: {
      egress: ['BuildEgress.unrestricted()'],
      identity: ['CloudIdentity.eksPodIdentity()', 'CloudIdentity.gke(…)'],
    },
    outcome: 'said',
    sentence: 'EXPOSED: cloud metadata at 169.254.…. Builds can use the identity of the node there.',
  },
  {
    pair: {
      egress: ['BuildEgress.restrictedTo([…])'],
      identity: ['CloudIdentity.irsa(…)', 'CloudIdentity.azure(…)'],
    },
    outcome: 'said',
    sentence:
      'NOTE: builds get the credentials of the cloud identity only if … is among these destinations, on TCP 443.',
    sources: [
      'https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html',
      'https://learn.microsoft.com/azure/aks/workload-identity-overview',
    ],
  },
  {
    pair: { egress: OPTIONS.egress, 'operating system': ['Windows'] },
    outcome: 'said',
    sentence:
      'NOTE: assume that builds on Windows nodes reach cloud metadata and each other, whatever network policies say: …',
  },
  {
    pair: { egress: ['BuildEgress.publicOnly()'], platform: ['ClusterPlatform.eks()'] },
    outcome: 'said',
    sentence: 'NOTE: DNS: EKS Auto Mode with IPv6, or with another service range than …, needs …',
  },
  {
    pair: {
      quota: ['BuildQuota.forConcurrentBuilds(…)', 'BuildQuota.ofTotal(…)'],
      'shared namespace': ['sharedNamespace: true'],
    },
    outcome: 'said',
    sentence: 'The delegate ci takes at most … of it, including one rollout.',
  },
  {
    pair: { istio: ['Istio.cni()', 'Istio.ambient()', 'Istio.initContainer()'], 'operating system': ['Windows'] },
    outcome: 'refused',
    sentence: 'expected "Linux" in a namespace of an Istio mesh, because no proxy of Istio runs on Windows',
    sources: ['https://github.com/istio/istio/issues/27893', 'https://github.com/istio/istio/issues/58099'],
  },
  {
    pair: {
      istio: ['Istio.cni()', 'Istio.ambient()', 'Istio.initContainer()'],
      platform: ['ClusterPlatform.eksFargate()'],
    },
    outcome: 'refused',
    sentence: 'Fargate runs no DaemonSets, and Istio.cni() and Istio.ambient() need them',
    sources: [FARGATE, 'https://istio.io/latest/docs/setup/additional-setup/cni/'],
  },
  {
    pair: { istio: ['Istio.initContainer()'], platform: ['ClusterPlatform.gkeAutopilot()'] },
    outcome: 'refused',
    sentence: NEEDS_CNI,
  },
  {
    pair: {
      istio: ['Istio.ambient()'],
      'delegate network policy': ['networkPolicy: {}', 'DelegateEgress.restrictedTo([…])'],
    },
    outcome: 'said',
    sentence: PROBES,
    sources: [AMBIENT],
  },
  {
    pair: { istio: SIDECARS, 'delegate network policy': ['DelegateEgress.restrictedTo([…])'] },
    outcome: 'said',
    sentence: 'pods of namespace istio-system on TCP 15012',
  },
  {
    pair: { istio: SIDECARS, metrics: ['metricsFrom'] },
    outcome: 'said',
    sentence: 'Ingress: from pods of namespace monitoring on TCP … and 15020.',
    sources: ['https://istio.io/latest/docs/ops/integrations/prometheus/#option-1-metrics-merging'],
  },
  {
    pair: { istio: ['Istio.ambient()'], metrics: ['metricsFrom'] },
    outcome: 'said',
    sentence: `${PROBES}; pods of namespace monitoring on TCP … and 15008.`,
    sources: [AMBIENT],
  },
  {
    pair: { identity: ['CloudIdentity.eksPodIdentity()'], 'operating system': ['Windows'] },
    outcome: 'said',
    sentence: 'NOTE: stage … cannot use EKS Pod Identity, which works on Linux nodes only',
    sources: ['https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html'],
  },
  {
    pair: {
      identity: ['CloudIdentity.irsa(…)'],
      platform: ['ClusterPlatform.gke()', 'ClusterPlatform.gkeAutopilot()', 'ClusterPlatform.aks()'],
    },
    outcome: 'refused',
    sentence: 'cloudIdentity: got CloudIdentity.irsa(…), an identity of Amazon EKS; expected … on …',
  },
  {
    pair: {
      identity: ['CloudIdentity.eksPodIdentity()'],
      platform: [
        'ClusterPlatform.eksFargate()',
        'ClusterPlatform.gke()',
        'ClusterPlatform.gkeAutopilot()',
        'ClusterPlatform.aks()',
        'ClusterPlatform.openShift()',
        'ClusterPlatform.rancher()',
      ],
    },
    outcome: 'refused',
    sentence:
      'cloudIdentity: got CloudIdentity.eksPodIdentity(), an identity of Amazon EKS on Linux nodes of EC2; expected … on …',
    sources: ['https://docs.aws.amazon.com/eks/latest/userguide/pod-identities.html'],
  },
  {
    pair: {
      identity: ['CloudIdentity.gke(…)'],
      platform: [
        'ClusterPlatform.eks()',
        'ClusterPlatform.eksFargate()',
        'ClusterPlatform.aks()',
        'ClusterPlatform.openShift()',
        'ClusterPlatform.rancher()',
      ],
    },
    outcome: 'refused',
    sentence: 'cloudIdentity: got CloudIdentity.gke(…), an identity of Google Kubernetes Engine; expected … on …',
  },
  {
    pair: {
      identity: ['CloudIdentity.azure(…)'],
      platform: [
        'ClusterPlatform.eks()',
        'ClusterPlatform.eksFargate()',
        'ClusterPlatform.gke()',
        'ClusterPlatform.gkeAutopilot()',
      ],
    },
    outcome: 'refused',
    sentence: 'cloudIdentity: got CloudIdentity.azure(…), an identity of Azure Kubernetes Service; expected … on …',
  },
  {
    pair: { 'operating system': ['Windows'], nodes: ['any'] },
    outcome: 'said',
    sentence:
      "NOTE: Windows nodes can get the pods of …, unless they have a taint. Set nodeSelector: { 'kubernetes.io/os': 'linux' } in …",
    sources: [
      'https://kubernetes.io/docs/concepts/windows/user-guide/#ensuring-os-specific-workloads-land-on-the-appropriate-container-host',
    ],
  },
  onWindows('ClusterPlatform.generic()', 'NOTE: few network plugins enforce network policies on Windows nodes, and …'),
  onWindows('ClusterPlatform.eks()', 'NOTE: the VPC CNI enforces network policies on Linux nodes of EC2 only.'),
  onWindows('ClusterPlatform.gke()', 'NOTE: no engine of GKE enforces network policies on Windows nodes: …'),
  onWindows(
    'ClusterPlatform.aks()',
    'NOTE: of the engines of AKS, only Calico enforces network policies on Windows nodes, and …',
  ),
  onWindows('ClusterPlatform.rancher()', 'NOTE: RKE2 runs Windows nodes with Calico and Flannel only, and …'),
  {
    pair: { 'operating system': ['Windows'], platform: ['ClusterPlatform.eksFargate()'] },
    outcome: 'refused',
    sentence: 'Fargate supports Linux only',
    sources: [FARGATE],
  },
  {
    pair: { 'operating system': ['Windows'], platform: ['ClusterPlatform.gkeAutopilot()'] },
    outcome: 'refused',
    sentence: 'Autopilot has no Windows nodes',
  },
];
