/**
 * Distinguishes the classes of this package, in any of its copies, from classes that extend them. A program's class can
 * have additional properties and pass all of them on; a class of this package takes only its own properties.
 */
const MARK = Symbol.for('harness-constructs.own-class');

/** Marks a class of this package. Classes that extend it are not marked. */
export function ownClass(type: object): void {
  Object.defineProperty(type, MARK, { value: true });
}

/** Whether the class belongs to this package, and is not a subclass in a program. */
export function isOwnClass(type: object): boolean {
  return Object.hasOwn(type, MARK);
}
