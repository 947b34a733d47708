/** Public API of the Harness delegate. */
export {
  AutoscalingMetric,
  type DelegateAutoscaling,
  type DelegateAvailabilityProps,
  type DelegateDisruptionBudget,
  DelegateUpdateStrategy,
  type RollingUpdateOptions,
} from './availability-props';
export type { DelegateContainerProps, DelegateVolumeMount, ProbeTuning } from './container-props';
export { CustomCa, type CustomCaOptions } from './custom-ca';
export {
  DelegateToken,
  type ExternalSecretTokenOptions,
  SecretStoreKind,
  type SecretTokenOptions,
  type TokenRotationOptions,
} from './delegate-token';
export { DelegateVariable } from './delegate-variable';
export { resolveDelegate } from './delegate-objects';
export { HarnessDelegate } from './harness-delegate';
export type { HelmReleaseOptions } from './helm/from-helm';
export { HelmAdoptionReport } from './helm/helm-adoption-report';
export { HelmHardening } from './helm/helm-hardening';
export { HelmValues } from './helm/helm-values';
export type { HelmValuesOptions } from './helm/read-values';
export type { DelegateIdentityProps } from './identity';
export { DelegateImage, type DelegateImageParts } from './image';
export { DELEGATE_KINDS } from './instances';
export type { DelegateLegacyProps } from './java-settings';
export type { DelegateMetadataProps } from './metadata';
export { MutualTls, type MutualTlsOptions } from './mutual-tls';
export { DelegateEgress, type DelegateNetworkPolicy, type DelegateNetworkProps } from './network-policy';
export { DelegateAdoption, type DelegateAdoptionProps, DelegateProfile, type HelmAdoptionOptions } from './profile';
export type { HarnessDelegateProps } from './props';
export { type DelegateProxy, ProxyCredentials, type ProxyCredentialsOptions, ProxyScheme } from './proxy';
export type { DelegateResources } from './resources';
export { DelegateDnsPolicy, type DelegateHostAlias, type DelegateSchedulingProps } from './scheduling';
export { UpgradeSchedule } from './upgrade-schedule';
export type { DelegateUpgrader, DelegateUpgraderProps } from './upgrader';
