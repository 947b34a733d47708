/** Writes data as YAML. Everything that leaves this package goes through here: manifests, documents, embedded files. */
import { HarnessConstructsError } from '../errors';
import { dataOf, DEEPEST_OBJECT, isNoData, unwritablesIn } from './yaml-data';
import { blockOf, isBlock, isPlain, quoted, unwritableIn } from './yaml-strings';

/** A document of a stream. */
export interface YamlDocument {
  /** Path of the construct that errors name; empty if there is none. */
  readonly constructPath: string;
  readonly content: unknown;
}

/**
 * Renders data as YAML that has the same meaning in YAML 1.1 and 1.2. Members that are `undefined` are left out. What
 * several members share is repeated.
 *
 * @throws for strings that no reader returns, and for anything but data, with the member.
 */
export function toYaml(content: unknown, constructPath = ''): string {
  return `${written({ constructPath, content }, false)}\n`;
}

/**
 * Renders documents as a stream in which each begins with `---`, so that streams can be concatenated. Members that are
 * `undefined` become null, as in cdk8s.
 *
 * @throws as `toYaml`.
 */
export function toYamlStream(documents: readonly YamlDocument[]): string {
  return documents
    .map((document) => `---\n${document.content === undefined ? '' : written(document, true)}\n`)
    .join('');
}

function written({ constructPath, content }: YamlDocument, keepsUnset: boolean): string {
  try {
    return new Writer(keepsUnset).write(content);
  } catch (error) {
    const [first, ...others] = error instanceof Unwritable ? unwritablesIn(constructPath, content) : [];
    throw first === undefined ? error : new HarnessConstructsError(first, ...others);
  }
}

/** Data cannot be written as YAML. */
class Unwritable extends Error {}

/** Readers take a longer key only after a question mark: the limit is 1024 characters. */
const LONGEST_KEY = 1000;

/** Line breaks with the indentation of each level. */
const BREAKS: string[] = [];

function breakAt(level: number): string {
  return (BREAKS[level] ??= `\n${'  '.repeat(level)}`);
}

/** Writes one document. `keepsUnset` tells whether members that are `undefined` are written, as null. */
class Writer {
  /** One string that grows: the engine joins its parts once, in the end. */
  private text = '';

  constructor(private readonly keepsUnset: boolean) {}

  public write(content: unknown): string {
    this.node(content, 0, '', '');
    return this.text;
  }

  /**
   * Writes a value. `level` is the indentation level. `beforeScalar` precedes what fits into a line, `before` the
   * first line of a collection.
   */
  private node(given: unknown, level: number, beforeScalar: string, before: string): void {
    if (typeof given === 'string') {
      this.text += beforeScalar + stringOf(given, level);
      return;
    }
    const value = dataOf(given);
    if (typeof value !== 'object' || value === null) {
      this.text += beforeScalar + scalarOf(value, level);
      return;
    }
    if (level > DEEPEST_OBJECT || isNoData(value)) {
      throw new Unwritable();
    }
    const { length } = this.text;
    if (Array.isArray(value)) {
      this.list(value, level, before);
    } else {
      this.map(value, level, before);
    }
    if (this.text.length === length) {
      this.text += beforeScalar + (Array.isArray(value) ? '[]' : '{}');
    }
  }

  private list(elements: readonly unknown[], level: number, before: string): void {
    let lead = before;
    for (const element of elements) {
      this.text += `${lead}-`;
      this.node(element, level + 1, ' ', ' ');
      lead = breakAt(level);
    }
  }

  private map(map: object, level: number, before: string): void {
    let lead = before;
    const isMap = map instanceof Map;
    for (const key of isMap ? (map as Map<unknown, unknown>).keys() : Object.keys(map)) {
      const value: unknown = isMap
        ? (map as Map<unknown, unknown>).get(key)
        : (map as { [key: string]: unknown })[key as string];
      if (value !== undefined || this.keepsUnset) {
        this.text += lead + keyOf(String(key), level);
        this.node(value, level + 1, ' ', breakAt(level + 1));
        lead = breakAt(level);
      }
    }
  }
}

/** What is no collection. `level` is that of further lines. */
function scalarOf(value: unknown, level: number): string {
  switch (typeof value) {
    case 'string':
      return stringOf(value, level);
    case 'number':
      return numberOf(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'undefined':
      return 'null';
    default:
      if (value === null) {
        return 'null';
      }
      throw new Unwritable();
  }
}

function stringOf(text: string, level: number): string {
  if (isPlain(text)) {
    return text;
  }
  checkWritable(text);
  return isBlock(text) ? blockOf(text, breakAt(Math.max(level, 1))) : quoted(text);
}

/** Keys that were written before, with their colon: most keys come again and again. */
const KNOWN_KEYS = new Map<string, string>();

const MOST_KNOWN_KEYS = 1000;

/** A key with its colon. */
function keyOf(text: string, level: number): string {
  const known = KNOWN_KEYS.get(text);
  if (known !== undefined) {
    return known;
  }
  const key = isPlain(text) ? text : quotedKey(text);
  if (key.length > LONGEST_KEY) {
    return `? ${key}${breakAt(level)}:`;
  }
  const written = `${key}:`;
  if (KNOWN_KEYS.size < MOST_KNOWN_KEYS) {
    KNOWN_KEYS.set(text, written);
  }
  return written;
}

function quotedKey(text: string): string {
  checkWritable(text);
  return quoted(text);
}

function checkWritable(text: string): void {
  if (unwritableIn(text) !== undefined) {
    throw new Unwritable();
  }
}

/** YAML 1.1 parses a number with an exponent only with a decimal point and a sign: 1.0e+21. */
function numberOf(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return text.replace(/^(-?[0-9]+)e/, '$1.0e');
}
