/**
 * The pages of the main entry. Each construct has one, with the types that only it takes. Types that a composite passes on to
 * a construct are on the page of the construct; types that several constructs share have a page by subject.
 */

/** A page by subject. */
export interface Subject {
  readonly title: string;
  /** The subject, in half a line. */
  readonly about: string;
  readonly types: readonly string[];
}

/** By file. */
export const SUBJECTS: { readonly [file: string]: Subject } = {
  'delegate-access': {
    title: 'Rights of a delegate',
    about: 'What a delegate may do in the cluster',
    types: ['DelegateAccess'],
  },
  'delegate-image-and-token': {
    title: 'Image and token of a delegate',
    about: 'The image of a delegate, and the token that it registers with',
    types: ['DelegateImage', 'ImagePullPolicy', 'DelegateToken'],
  },
  'delegate-network': {
    title: 'Network of a delegate',
    about: 'Network policy, proxy, certificate authorities, mutual TLS',
    types: ['DelegateNetworkProps'],
  },
  'delegate-upgrader': {
    title: 'The upgrader of a legacy delegate',
    about: 'Its schedule and rights, and the rules that GitOps tools need to ignore its changes',
    types: ['DelegateUpgraderProps', 'InstalledUpgrader'],
  },
  'helm-release': {
    title: 'Taking over a Helm release',
    about: 'The values of the official chart, the report and the hardening',
    types: ['HelmValues', 'HelmReleaseOptions', 'DelegateAdoption'],
  },
  'scope-and-selection': {
    title: 'Scope and delegate selection',
    about: 'The account, organization or project of an entity in Harness, and how delegates are selected',
    types: ['HarnessScope', 'DelegateSelection', 'ISelectableDelegate', 'DockerDelegate'],
  },
  'cloud-identity': {
    title: 'Cloud identity',
    about: 'Roles of AWS, Google Cloud and Azure for a ServiceAccount',
    types: ['CloudIdentity'],
  },
  'network-peers': {
    title: 'Network peers',
    about: 'Addresses and pods in network policies',
    types: ['NetworkDestination', 'NetworkPeer'],
  },
  'build-pods': {
    title: 'Build pods',
    about: 'Profiles that the API server applies to build pods, and the images that they can use',
    types: ['BuildPodProfile', 'AllowedImages'],
  },
  pods: {
    title: 'Pods',
    about: 'Tolerations, topology spread and Pod Security levels',
    types: ['DelegateToleration', 'DelegateTopologySpread', 'PodSecurityLevel'],
  },
  connectors: {
    title: 'Connectors',
    about: 'Properties that all connectors share',
    types: ['ConnectorProps'],
  },
  steps: {
    title: 'Steps',
    about: 'Steps of a stage, their connectors and registries',
    types: ['CiStep', 'StepConnector'],
  },
  'stage-resources': {
    title: 'Resources of a stage',
    about: 'Memory and CPU that the pod of a stage requests',
    types: ['StageResources', 'StagePodOptions', 'BuildLimits', 'BuildRequests'],
  },
  'runtime-input': {
    title: 'Runtime input',
    about: 'Values that Harness asks for when a pipeline runs',
    types: ['RuntimeInput'],
  },
  errors: {
    title: 'Errors',
    about: 'How to recognize the errors of this package, and their parts',
    types: ['HarnessErrors'],
  },
};

/** By construct: types that other pages also refer to. Interfaces named after the construct are always on its page. */
export const WITH_CONSTRUCT: { readonly [construct: string]: readonly string[] } = {
  BuildFarmNamespace: ['BuildNamespaceOptions', 'BuildClusterOptions'],
  CiStage: ['CiStageOptions', 'DelegateChoice', 'DelegateForOptions'],
  HarnessDelegate: [
    'DelegateIdentityProps',
    'DelegateContainerProps',
    'DelegateAvailabilityProps',
    'DelegateSchedulingProps',
    'DelegateResources',
    'DelegateMetadataProps',
    'DelegateLegacyProps',
    'DelegateGeneration',
    'DelegateRuntime',
  ],
  KubernetesDirectInfrastructure: ['StageInfrastructureOptions'],
};
