/** CEL of the admission policy, and what its rules are made of. */

/**
 * A validation of the admission policy, as CEL. Build authors read the message: it says what is refused and what to change
 * in the pipeline.
 *
 * @see https://kubernetes.io/docs/reference/using-api/cel/
 */
export interface AdmissionRule {
  readonly expression: string;
  readonly message: string;
}

/** Containers, init containers and ephemeral containers: the expression behind `variables.containers`. */
export const CONTAINERS =
  'object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([])';

export const VOLUMES = 'object.spec.?volumes.orValue([])';

export const OWN_ACCOUNT = 'object.spec.?serviceAccountName.orValue("default")';

/** CEL and JSON have the same syntax for strings and lists of strings. */
export function text(value: string): string {
  return JSON.stringify(value);
}

export function list(values: readonly string[]): string {
  return `[${values.map(text).join(', ')}]`;
}
