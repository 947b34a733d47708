/** The pages of the subpaths that are ordinary TypeScript. Each component has one, with the types that only it takes. */

export interface SubpathPage {
  readonly title: string;
  /** The subject, in half a line. */
  readonly about: string;
  readonly names: readonly string[];
}

export interface Subpath {
  /** Types that it refers to but does not export: other pages have them, or readers do not need them. */
  readonly elsewhere: readonly string[];
  /** Types of the main entry with the same name as a component. */
  readonly elsewhereOfMainEntry: readonly string[];
  /** Exports that another page has already, with the link to it. */
  readonly linked: { readonly [name: string]: string };
  /** By file. */
  readonly pages: { readonly [file: string]: SubpathPage };
}

/** By subpath; a page may link to those of the subpaths above its own. */
export const SUBPATHS: { readonly [subpath: string]: Subpath } = {
  'connector-test': {
    elsewhere: [],
    elsewhereOfMainEntry: [],
    linked: {
      AccessRule: 'delegate-access.md#accessrule',
      CAUSES: '../causes.md',
    },
    pages: {
      'connector-test': {
        title: 'Validating a connector',
        about: 'Checks whether a connector works, and reports why it does not',
        names: [
          'validateConnector',
          'ValidateConnectorOptions',
          'ConnectorValidationResult',
          'assertValid',
          'describeValidation',
          'ConnectorValidationError',
          'Cause',
          'CauseCode',
          'Retry',
          'ValidationProgress',
        ],
      },
    },
  },
  pulumi: {
    elsewhere: [
      'BuildFarmNamespaceProps',
      'CiBuildInfraProps',
      'ClusterInputs',
      'ConnectorBody',
      'DelegateSelection',
      'DelegateToken',
      'Finding',
      'HarnessDelegateProps',
      'HarnessScope',
      'HasMethod',
      'IsAny',
      'IstioHeadlessServiceProps',
      'KubernetesClusterConnectorProps',
      'ProbePolicy',
    ],
    elsewhereOfMainEntry: ['CiBuildInfra'],
    linked: {},
    pages: {
      'pulumi-harness-delegate': {
        title: 'HarnessDelegate under Pulumi',
        about: 'A delegate as a component',
        names: ['HarnessDelegate', 'HarnessDelegateArgs'],
      },
      'pulumi-ci-build-infra': {
        title: 'CiBuildInfra under Pulumi',
        about: 'A build farm as a component',
        names: ['CiBuildInfra', 'CiBuildInfraArgs'],
      },
      'pulumi-build-farm-namespace': {
        title: 'BuildFarmNamespace under Pulumi',
        about: 'A namespace for builds as a component',
        names: ['BuildFarmNamespace', 'BuildFarmNamespaceArgs'],
      },
      'pulumi-istio-headless-service': {
        title: 'IstioHeadlessService under Pulumi',
        about: 'The Services for builds in a mesh as a component',
        names: ['IstioHeadlessService', 'IstioHeadlessServiceArgs'],
      },
      'pulumi-kubernetes-cluster-connector': {
        title: 'KubernetesClusterConnector under Pulumi',
        about: 'A connector that the program creates in Harness',
        names: ['KubernetesClusterConnector', 'KubernetesClusterConnectorArgs'],
      },
      'pulumi-connector-validation': {
        title: 'ConnectorValidation under Pulumi',
        about: 'A check at deployment that a connector works',
        names: ['ConnectorValidation', 'ConnectorValidationArgs', 'ValidationArgs', 'connectorValidationHook'],
      },
      'pulumi-cdk8s-component': {
        title: 'Cdk8sComponent under Pulumi',
        about: 'Any cdk8s code as a component',
        names: ['Cdk8sComponent', 'Cdk8sComponentArgs'],
      },
      pulumi: {
        title: 'Pulumi: inputs, outputs and options',
        about: 'Types and functions that several components share',
        names: [
          'BridgeOptions',
          'InputsOf',
          'OutputsOf',
          'asString',
          'outputOf',
          'TokenInput',
          'DelegateInput',
          'DelegateOutputs',
          'PlatformArgs',
          'ApiKeySource',
          'ClusterArgs',
          'KubeconfigInput',
          'Document',
          'ConnectorDocumentArgs',
          'ConnectorResourceArgs',
        ],
      },
    },
  },
};
