import type { IConstruct } from 'constructs';

/**
 * What a whole tree shares: made once, and kept on its root, so that nobody has to walk the tree. Two copies of this
 * package share it by a key of `Symbol.for`.
 */
export function onRoot<T extends object>(scope: IConstruct, key: symbol, make: () => T): T {
  const root = scope.node.root as IConstruct & { readonly [key: symbol]: T | undefined };
  if (root[key] === undefined) {
    Object.defineProperty(root, key, { value: make() });
  }
  return root[key] as T;
}
