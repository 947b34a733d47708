/** What pods and namespaces have in common, whoever runs in them: delegates, builds or tokens. */
export {
  type AzureIdentityOptions,
  checkCloudIdentity,
  CLOUD_IDENTITY,
  CloudIdentity,
  type IdentityKind,
} from './cloud-identity';
export {
  imageOf,
  INTERNET_V6,
  LINK_LOCAL,
  LOCAL_NAT64,
  METADATA,
  NAT64,
  neverOpen,
  NOT_PUBLIC,
  notInternet,
} from './closed-addresses';
export { checkImagePullSecrets, ImagePullPolicy } from './image-pull';
export {
  IMAGE_NAME,
  IMAGE_REFERENCE,
  IMAGE_REPOSITORY,
  IMAGE_TAG,
  type ImageReference,
  isRegistryHost,
  parseImageReference,
} from './image-reference';
export { checkLargestPod } from './largest-pod';
export {
  AMBIENT_LABEL,
  BUILD_LABEL_VALUE,
  checkAnnotations,
  checkLabels,
  DELEGATE_LABEL,
  INJECT_LABEL,
} from './labels';
export {
  allowedCapabilities,
  BASELINE_CAPABILITIES,
  BASELINE_SYSCTLS,
  defaultNamespace,
  DELEGATE_NAMESPACE,
  demandsRestricted,
  podSecurityLabels,
  PodSecurityLevel,
  type ResolvedNamespace,
  resolveNamespace,
  RESTRICTED_CAPABILITIES,
  SELINUX_TYPES,
} from './namespace';
export { blockWithout, checkClosed, withoutClosed } from './open-blocks';
export { ATTRIBUTES_OF_VOLUMES, CLUSTER_VOLUMES, SECRETS_OF_VOLUMES } from './pod-volumes';
export {
  type DelegateToleration,
  type DelegateTopologySpread,
  isSameToleration,
  type ResolvedSpread,
  type ResolvedToleration,
  resolveSpread,
  resolveToleration,
  spreadOf,
  TaintEffect,
  tolerationOf,
  UnsatisfiableConstraint,
} from './scheduling';
