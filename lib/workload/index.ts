/** What pods and namespaces have in common, whoever runs in them: delegates, builds or tokens. */
export { type AzureIdentityOptions, checkCloudIdentity, CLOUD_KINDS, CloudIdentity } from './cloud-identity';
export { checkImagePullSecrets, ImagePullPolicy } from './image-pull';
export { checkAnnotations, checkLabels, DELEGATE_LABEL } from './labels';
export { defaultNamespace, DELEGATE_NAMESPACE, type ResolvedNamespace, resolveNamespace } from './namespace';
export {
  allowedCapabilities,
  BASELINE_CAPABILITIES,
  podSecurityLabels,
  PodSecurityLevel,
  SELINUX_TYPES,
} from './pod-security';
export {
  type DelegateToleration,
  type DelegateTopologySpread,
  type ResolvedSpread,
  type ResolvedToleration,
  resolveSpread,
  resolveToleration,
  TaintEffect,
  UnsatisfiableConstraint,
} from './scheduling';
