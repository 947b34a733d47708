/** The subpath `harness-constructs/pulumi`: constructs as components of Pulumi. */
export type { BridgeOptions, Document } from './bridge';
export * from './components/build-farm-namespace';
export * from './components/cdk8s-component';
export * from './components/ci-build-infra';
export * from './components/harness-delegate';
export * from './components/istio-headless-service';
export type { DelegateInput, DelegateOutputs, TokenInput } from './delegates';
export type { InputsOf } from './inputs';
export { asString } from './late-outputs';
export type { ObjectInfo, ObjectOptions } from './register';
