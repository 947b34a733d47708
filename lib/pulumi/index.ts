/** The subpath `harness-constructs/pulumi`: constructs as Pulumi components. */
export type { BridgeOptions, Document } from './bridge';
export {
  BuildFarmNamespace,
  type BuildFarmNamespaceArgs,
  IstioHeadlessService,
  type IstioHeadlessServiceArgs,
} from './components/build-farm-namespace';
export { Cdk8sComponent, type Cdk8sComponentArgs } from './components/cdk8s-component';
export { CiBuildInfra, type CiBuildInfraArgs, type ExistingConnectorArgs } from './components/ci-build-infra';
export type { FarmConnectorArgs, FarmValidationArgs } from './components/farm-connection';
export { HarnessDelegate, type HarnessDelegateArgs } from './components/harness-delegate';
export type { ApiKeySource, KubeconfigInput } from './dynamic/resource-inputs';
export type { DelegateInput, DelegateOutputs, InputsOf, OutputsOf, TokenInput } from './arguments';
export { asString } from './late-outputs';
export type { ObjectInfo, ObjectOptions } from './register';
export { outputOf } from './restore';
export {
  type ClusterArgs,
  ConnectorValidation,
  type ConnectorValidationArgs,
  connectorValidationHook,
  type ValidationArgs,
} from './resources/connector-validation';
export {
  type ConnectorDocumentArgs,
  type ConnectorResourceArgs,
  KubernetesClusterConnector,
  type KubernetesClusterConnectorArgs,
  type PlatformArgs,
} from './resources/kubernetes-cluster-connector';
