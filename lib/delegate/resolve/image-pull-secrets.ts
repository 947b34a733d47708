import { type PropertyChecks, SECRET_NAME } from '../../values';

/** Throws for what is no name of a Secret, without showing it: it may be the secret itself. */
export function checkImagePullSecrets(checks: PropertyChecks, names: readonly string[]): void {
  names.forEach((name, index) => {
    checks.secretText(`imagePullSecrets[${index}]`, name, SECRET_NAME);
    checks.once(`imagePullSecrets[${index}]`, name, names.slice(0, index));
  });
}
