/** What all copies of this package share: values that are created once for a tree or a process, and marks of its classes. */
import type { IConstruct } from 'constructs';

/**
 * A value that a whole tree shares, created once and kept on its root to avoid walks over the tree. Two copies of this
 * package share it through a `Symbol.for` key.
 */
export function onRoot<T extends object>(scope: IConstruct, key: symbol, make: () => T): T {
  const root = scope.node.root as IConstruct & { readonly [key: symbol]: T | undefined };
  if (root[key] === undefined) {
    Object.defineProperty(root, key, { value: make() });
  }
  return root[key] as T;
}

/** A value that all copies of this package in a process share, under a name. */
export function inProcess<T>(name: string, make: () => T): T {
  const values = globalThis as { [key: symbol]: T | undefined };
  return (values[Symbol.for(`harness-constructs.${name}`)] ??= make());
}

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
