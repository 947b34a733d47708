/** Values as Helm puts them together. */
import { isPlainObject } from '../../values';
import type { Assignment, Step } from './set-grammar';

/** Values by key, as they stand in a values file. */
export interface ValuesTree {
  readonly [key: string]: unknown;
}

/** A value is to stand below one that is none of its kind. */
export class MisplacedValueError extends Error {
  constructor(public readonly path: readonly Step[]) {
    super('a value stands below a text, a number or a flag');
  }
}

/** Both trees; what `over` has wins, a list as a whole, and `null` stays to delete what is below. */
export function mergeTrees(under: ValuesTree, over: ValuesTree): ValuesTree {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isPlainObject(below) && isPlainObject(value) ? mergeTrees(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The tree without what `null` deleted. */
export function withoutNulls(tree: ValuesTree): ValuesTree {
  const entries = Object.entries(tree).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, isPlainObject(value) ? withoutNulls(value) : value]));
}

/** The tree with one value set. Elements that a list lacks become null, as with Helm. */
export function assigned(tree: ValuesTree, { path, value }: Assignment): ValuesTree {
  return placed(tree, path, value, path) as ValuesTree;
}

function placed(around: unknown, path: readonly Step[], value: unknown, whole: readonly Step[]): unknown {
  if (path.length === 0) {
    return value;
  }
  const [step, ...rest] = path;
  if (typeof step === 'number') {
    const list = contentOf(around, Array.isArray, [], whole) as unknown[];
    const filled: unknown[] = Array.from(
      { length: Math.max(list.length, step + 1) },
      (_, index) => list[index] ?? null,
    );
    return filled.with(step, placed(filled[step], rest, value, whole));
  }
  const map = new Map(Object.entries(contentOf(around, isPlainObject, {}, whole) as ValuesTree));
  return Object.fromEntries(map.set(step, placed(map.get(step), rest, value, whole)));
}

function contentOf(value: unknown, is: (value: unknown) => boolean, none: unknown, whole: readonly Step[]): unknown {
  if (value === undefined || value === null) {
    return none;
  }
  if (!is(value)) {
    throw new MisplacedValueError(whole);
  }
  return value;
}

/** The value at a path without lists. */
export function valueAt(tree: ValuesTree, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (around, key) => (isPlainObject(around) && Object.hasOwn(around, key) ? around[key] : undefined),
      tree,
    );
}
