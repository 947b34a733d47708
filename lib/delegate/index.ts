/** Public API of the Harness delegate. */
export {
  AutoscalingMetric,
  type DelegateAutoscaling,
  type DelegateAvailabilityProps,
  type DelegateDisruptionBudget,
  DelegateUpdateStrategy,
  type RollingUpdateOptions,
} from './availability-props';
export {
  type DelegateContainerProps,
  DelegateVariable,
  type DelegateVolumeMount,
  type ProbeTuning,
} from './container-props';
export { CustomCa, type CustomCaOptions, MutualTls, type MutualTlsOptions } from './certificates';
export {
  DelegateToken,
  type ExternalSecretTokenOptions,
  SecretStoreKind,
  type SecretTokenOptions,
  type TokenRotationOptions,
} from './delegate-token';
export { type HarnessDelegateProps, resolveDelegate } from './delegate-objects';
export { HarnessDelegate } from './harness-delegate';
export type { HelmReleaseOptions } from './helm/from-helm';
export { HelmAdoptionReport, HelmValues } from './helm/helm-values';
export { HelmHardening } from './helm/helm-hardening';
export type { HelmValuesOptions } from './helm/read-values';
export type { DelegateIdentityProps } from './identity';
export { DelegateImage, type DelegateImageParts } from './image';
export { DELEGATE_KINDS } from './kinds';
export type { DelegateLegacyProps } from './legacy-settings';
export type { DelegateMetadataProps } from './metadata';
export { DelegateEgress, type DelegateNetworkPolicy, type DelegateNetworkProps } from './network-policy';
export { DelegateProfile } from './profile';
export { DelegateAdoption, type DelegateAdoptionProps, type HelmAdoptionOptions } from './names';
export { type DelegateProxy, ProxyCredentials, type ProxyCredentialsOptions, ProxyScheme } from './proxy';
export type { DelegateResources } from './resources';
export { DelegateDnsPolicy, type DelegateHostAlias, type DelegateSchedulingProps } from './scheduling';
export { type DelegateUpgrader, type DelegateUpgraderProps, UpgradeSchedule } from './upgrader-props';
