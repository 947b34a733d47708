/** Merges values as Helm does. */
import { DEEPEST, inWords, isPlainObject, kindOf, readYamlText, YamlProblem } from '../../core';
import type { Assignment, Step } from './set-grammar';
import { refuseValue } from './value-errors';

/** Values by key, as in a values file. */
export interface ValuesTree {
  readonly [key: string]: unknown;
}

/** A value was set below a value of the wrong type. */
export class MisplacedValueError extends Error {
  constructor(public readonly path: readonly Step[]) {
    super('a value was set below a value of the wrong type');
  }
}

/**
 * Merges two trees. `over` takes precedence; a list replaces the whole list, and `null` stays and deletes the value
 * below.
 */
export function mergeTrees(under: ValuesTree, over: ValuesTree): ValuesTree {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    merged.set(key, isPlainObject(below) && isPlainObject(value) ? mergeTrees(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The tree without the values deleted by `null`. */
export function withoutNulls(tree: ValuesTree): ValuesTree {
  const entries = Object.entries(tree).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, isPlainObject(value) ? withoutNulls(value) : value]));
}

/** The tree with one value set. Missing list elements become null, as in Helm. */
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

/** The value at a path without list indexes. */
export function valueAt(tree: ValuesTree, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (around, key) => (isPlainObject(around) && Object.hasOwn(around, key) ? around[key] : undefined),
      tree,
    );
}

/** The heading that `helm get values` prints before the values. */
const HEADING = /^(USER-SUPPLIED|COMPUTED) VALUES:[ \t]*$/m;

/** Parses the values in a file. An error names the line and quotes nothing, because the file may contain a token. */
export function readYaml(text: string): ValuesTree {
  const values = contentsOf(text.replace(HEADING, '')) ?? {};
  if (!isPlainObject(values)) {
    const given = inWords(kindOf(values));
    refuseValue('', { given, allowed: 'a YAML map of values', remedy: 'Pass the values file of the release.' });
  }
  return values;
}

function contentsOf(text: string): unknown {
  try {
    return readYamlText(text);
  } catch (error) {
    if (error instanceof YamlProblem) {
      const allowed = `a single valid YAML document with at most ${DEEPEST} levels`;
      refuseValue('', { problem: error.message, allowed, remedy: 'Correct the document.' });
    }
    throw error;
  }
}
