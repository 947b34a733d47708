/** Values that are created once: for a whole tree, or for all copies of this package in a process. */
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
