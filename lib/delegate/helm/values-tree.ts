/** Merges values as Helm does. */
import { DEEPEST, inWords, isPlainObject, kindOf, readYamlText, YamlProblem } from '../../core';
import { refuseValue } from './chart-values';

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

/*
 * The syntax of Helm's options `--set` and `--set-string`: `a.b=1,c[0]=x,d={y,z}`.
 * @see https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
 */

/** A key, or an index in a list. */
type Step = string | number;

export interface Assignment {
  readonly path: readonly Step[];
  readonly value: unknown;
}

/** A syntax error. Its message says what is expected. It never quotes the input, which may contain a token. */
export class SetSyntaxError extends Error {}

/** The limit of Helm itself: a typo could exhaust the memory. */
const GREATEST_INDEX = 65_536;

/** Parses the assignments in a string. `valueOf` converts each value. */
export function parseSet(text: string, valueOf: (text: string) => unknown): Assignment[] {
  const reader = new Reader(text);
  const assignments: Assignment[] = [];
  while (!reader.isAtEnd()) {
    const path = readPath(reader);
    assignments.push({ path, value: readValue(reader, valueOf) });
  }
  return assignments;
}

/** Converts a value of `--set`: booleans, null and integers get their type. */
export function typedValue(text: string): unknown {
  const words: { readonly [word: string]: unknown } = { true: true, false: false, null: null };
  const word = text.toLowerCase();
  if (Object.hasOwn(words, word)) {
    return words[word];
  }
  // With a leading zero it stays a string, for example an account ID.
  return /^(0|[+-]?[1-9][0-9]*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

class Reader {
  private position = 0;

  constructor(private readonly text: string) {}

  public isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** Whether the next character is the given one. If so, it is consumed. */
  public takes(character: string): boolean {
    const isNext = this.text[this.position] === character;
    this.position += isNext ? 1 : 0;
    return isNext;
  }

  /** Reads up to the next of the given characters. A backslash escapes one. */
  public until(ends: string): string {
    let found = '';
    while (!this.isAtEnd() && !ends.includes(this.text[this.position])) {
      this.takes('\\');
      found += this.text[this.position++] ?? '';
    }
    return found;
  }
}

function readPath(reader: Reader): Step[] {
  const path: Step[] = [readKey(reader)];
  for (;;) {
    if (path.length > DEEPEST) {
      throw new SetSyntaxError(`a path of at most ${DEEPEST} steps`);
    } else if (reader.takes('=')) {
      return path;
    } else if (reader.takes('[')) {
      path.push(readIndex(reader));
    } else if (reader.takes('.')) {
      path.push(readKey(reader));
    } else {
      throw new SetSyntaxError('a value for each key (key=value)');
    }
  }
}

function readKey(reader: Reader): string {
  const key = reader.until('.[=,');
  if (key === '') {
    throw new SetSyntaxError('a key before each value');
  }
  return key;
}

function readIndex(reader: Reader): number {
  const index = reader.until(']');
  if (!reader.takes(']') || !/^[0-9]+$/.test(index) || Number(index) > GREATEST_INDEX) {
    throw new SetSyntaxError(`an index from 0 to ${GREATEST_INDEX} in brackets`);
  }
  return Number(index);
}

function readValue(reader: Reader, valueOf: (text: string) => unknown): unknown {
  if (reader.takes('{')) {
    return readList(reader, valueOf);
  }
  const value = valueOf(reader.until(','));
  reader.takes(',');
  return value;
}

function readList(reader: Reader, valueOf: (text: string) => unknown): unknown[] {
  const list: unknown[] = [];
  for (;;) {
    const text = reader.until(',}');
    if (reader.takes(',')) {
      list.push(valueOf(text));
    } else if (reader.takes('}')) {
      const isEmpty = list.length === 0 && text === '';
      if (!reader.takes(',') && !reader.isAtEnd()) {
        throw new SetSyntaxError('a comma after a list');
      }
      return isEmpty ? [] : [...list, valueOf(text)];
    } else {
      throw new SetSyntaxError('a } at the end of a list');
    }
  }
}
