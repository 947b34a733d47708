/** Door of the room: the delegate. */
export { DELEGATE_NAMESPACE, defaultNamespace } from './default-namespace';
export * from './docker-delegate';
export * from './harness-delegate';
export * from './harness-delegate-interface';
export * from './helm';
export * from './imported-delegate';
export * from './installed-upgrader';
export * from './pod-security';
export * from './props';
export * from './selectable-delegate-interface';
export { isOlderLegacy } from './generation';
export { checkCloudIdentity } from './resolve/cloud-identity';
export { checkImagePullSecrets } from './resolve/image-pull-secrets';
export { checkAnnotations, checkLabels, DELEGATE_LABEL } from './resolve/marks';
export { resolveSpread, resolveToleration } from './resolve/placement';
export { type ResolvedNamespace, resolveNamespace } from './resolve/namespace';
export { CLOUD_IDENTITY, SHAPES as DELEGATE_SHAPES } from './resolve/shapes';
