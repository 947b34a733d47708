import type { ApiObject } from 'cdk8s';

const MARK = Symbol.for('harness-constructs.changed-elsewhere');

/**
 * Remembers fields of an object that somebody else changes in the cluster, as JSON pointers: whoever keeps the cluster as
 * the manifests are is to leave them alone once the object is there.
 */
export function markChangedElsewhere(object: ApiObject, pointers: readonly string[] = []): void {
  Object.defineProperty(object, MARK, { value: pointers });
}

/** The fields of the object that somebody else changes. */
export function changedElsewhere(object: ApiObject): readonly string[] {
  return (object as { [MARK]?: readonly string[] })[MARK] ?? [];
}

/** A JSON pointer as Pulumi writes a path: `/spec/containers/0/image` is `spec.containers[0].image`. */
export function propertyPathOf(pointer: string): string {
  return pointer
    .slice(1)
    .split('/')
    .map((part, index) => (/^[0-9]+$/.test(part) ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
