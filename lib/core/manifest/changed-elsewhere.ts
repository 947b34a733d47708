import type { ApiObject } from 'cdk8s';

const MARK = Symbol.for('harness-constructs.changed-elsewhere');

/**
 * Records fields of an object that another controller changes in the cluster, as JSON pointers: engines must not revert
 * them once the object exists.
 */
export function markChangedElsewhere(object: ApiObject, pointers: readonly string[] = []): void {
  Object.defineProperty(object, MARK, { value: pointers });
}

/** The fields of the object that another controller changes. */
export function changedElsewhere(object: ApiObject): readonly string[] {
  return (object as { [MARK]?: readonly string[] })[MARK] ?? [];
}

/** Whether a construct of this package made the object. */
export function isOurs(object: ApiObject): boolean {
  return MARK in object;
}
