import { type PropertyChecks, SECRET_NAME } from '../core';

/**
 * When the node pulls the image.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
export enum ImagePullPolicy {
  /** Whenever a container starts. */
  ALWAYS = 'Always',
  /** If the node does not have the image. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the image must be on the node. */
  NEVER = 'Never',
}

/** Throws for an invalid Secret name, without showing it: it may be the secret itself. */
export function checkImagePullSecrets(
  checks: PropertyChecks,
  names: readonly string[],
  property = 'imagePullSecrets',
): void {
  names.forEach((name, index) => {
    checks.secretText(`${property}[${index}]`, name, SECRET_NAME);
    checks.once(`${property}[${index}]`, name, names.slice(0, index));
  });
}
