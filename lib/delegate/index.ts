/** Door of the room: the delegate. */
export * from './harness-delegate';
export * from './harness-delegate-interface';
export * from './imported-delegate';
export * from './props';
export { checkCloudIdentity } from './resolve/cloud-identity';
export { checkAnnotations, checkLabels } from './resolve/marks';
export { CLOUD_IDENTITY } from './resolve/shapes';
