import { type PropertyChecks, SECRET_NAME } from '../../values';

/** Throws for what is no name of a Secret, without showing it: it may be the secret itself. */
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
