/** The levels that data of users can have: more than any object of Kubernetes, and fewer than exhaust the stack. */
export const DEEPEST = 100;

/** More than any object of Kubernetes has. Data that refers to itself often is larger than it looks. */
export const MOST_VALUES = 100_000;

/** Whether the value is `{…}`, from any realm, and not an instance of a class. */
export function isPlainObject(value: unknown): value is { readonly [key: string]: unknown } {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const prototype = Object.getPrototypeOf(value) as object | null;
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The type of a value in words, for errors. They never show the value, which may be a secret in the wrong place. */
export function typeNameOf(value: unknown): string {
  switch (typeof value) {
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? 'a list' : objectName(value);
    case 'number':
      return Number.isFinite(value) ? 'a number' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}

function objectName(value: object): string {
  const type = value.constructor?.name || 'a class';
  return isPlainObject(value) ? 'an object' : type === 'Promise' ? 'a Promise' : `an instance of ${type}`;
}

/** The struct without undefined members, so that they do not override others when it is spread. */
export function definedOf<T extends object>(struct: T): Partial<T> {
  return Object.fromEntries(Object.entries(struct).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** The API server drops empty values. If they were sent, every apply would show a change. */

/** The list; `undefined` if it is empty. */
export function someOf<T>(elements: readonly T[]): T[] | undefined {
  return elements.length > 0 ? [...elements] : undefined;
}

/** The map; `undefined` if no member is set. */
export function emptyToNothing<T extends object>(map: T): T | undefined {
  return Object.values(map).some((value) => value !== undefined) ? map : undefined;
}

/** Makes a value at the first call: what few programs need is not made while the package loads. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
