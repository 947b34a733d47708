/** The subpath `harness-constructs/pulumi`: constructs as components of Pulumi. */
export type { BridgeOptions, Document } from './bridge';
export * from './components/build-farm-namespace';
export * from './components/cdk8s-component';
export * from './components/ci-build-infra';
export type { FarmConnectorArgs, FarmValidationArgs } from './components/farm-connection';
export * from './components/harness-delegate';
export * from './components/istio-headless-service';
export type { ApiKeySource, KubeconfigInput } from './dynamic/secret-sources';
export type { DelegateInput, DelegateOutputs, TokenInput } from './delegates';
export type { InputsOf, OutputsOf } from './inputs';
export { asString } from './late-outputs';
export type { ObjectInfo, ObjectOptions } from './register';
export { outputOf } from './restore';
export * from './resources/connector-validation';
export * from './resources/connector-validation-hook';
export * from './resources/kubernetes-cluster-connector';
export type { PlatformArgs } from './resources/platform-args';
export type { ClusterArgs, ValidationArgs } from './resources/validation-args';
