/**
 * Unresolved values: a string property can hold a placeholder, or a cdk8s token such as `Lazy.any(…)`.
 *
 * - `isUnresolved(value)` recognizes them.
 * - `derived(inputs, fn)` is the only way to slice, parse, hash, sort or embed a property's string. With plain inputs it
 *   is `fn(...inputs)`; with an unresolved one it returns a placeholder for the result.
 * - `checkLater(scope, inputs, check)` of `check-later.ts` runs a check now, or at synth if an input is known only then.
 * - `restorable(manifest)` turns each string with a placeholder into an object with `resolve()`, which any cdk8s App
 *   evaluates, and which another engine can evaluate with its own resolver.
 */
import { pathOf } from '../checks/structs';
import { HarnessConstructsError } from '../errors';
import { isPlainObject, once, typeNameOf } from '../plain';
import { inProcess } from '../shared';

/** A value that comes from elsewhere. */
interface Source {
  readonly produce: () => unknown;
}

/** A value that is derived from others. */
export interface Derivation {
  readonly inputs: readonly string[];
  readonly transform: (...values: string[]) => string;
}

interface Registry {
  readonly entries: Array<Source | Derivation>;
}

const registry = inProcess('unresolved', (): Registry => ({ entries: [] }));

/**
 * Lowercase letters and digits only, with a terminator: DNS names, URLs, YAML and shells leave it unchanged, and entry 1
 * is not a prefix of entry 12.
 */
const PREFIX = 'xharnessunresolved';

const PLACEHOLDER = new RegExp(`${PREFIX}([0-9]+)x`, 'g');

/** In parentheses, so that `split` keeps the separators. */
const SEPARATOR = new RegExp(`(${PREFIX}[0-9]+x)`);

/** Parts of a placeholder that was cut. They do not occur by chance. */
const [HEAD, TAIL] = [PREFIX.slice(0, 9), `${PREFIX.slice(9)}[0-9]+x`];

/** Also in uppercase. In mixed case, the first part occurs in ordinary strings. */
const HALF = new RegExp(
  `${HEAD}|${HEAD.toUpperCase()}|${TAIL}|${TAIL.toUpperCase()}|${PREFIX[0].toUpperCase()}${PREFIX.slice(1)}`,
);

/** The prefix in base64, by the number of bytes before it in a group of three. */
const inBase64 = once(() =>
  [0, 1, 2].map((before) => {
    const whole = PREFIX.slice((3 - before) % 3);
    return Buffer.from(whole.slice(0, whole.length - (whole.length % 3))).toString('base64');
  }),
);

function register(entry: Source | Derivation): string {
  return `${PREFIX}${registry.entries.push(entry) - 1}x`;
}

/** A placeholder for a value that `produce` returns at synth. */
export function unresolved(produce: () => string): string {
  return register({ produce });
}

/** Whether the value or a part of it is unresolved. */
export function isUnresolved(value: unknown): boolean {
  return typeof value === 'string' ? value.includes(PREFIX) && placeholdersIn(value) : tokenOf(value) !== undefined;
}

function placeholdersIn(text: string): boolean {
  return [...text.matchAll(PLACEHOLDER)].some(([, index]) => registry.entries[Number(index)] !== undefined);
}

/** The unresolved values of cdk8s: `Lazy`, or anything with `resolve()`. */
function tokenOf(value: unknown): (() => unknown) | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { produce, resolve } = value as { produce?: unknown; resolve?: unknown };
  const evaluate = typeof resolve === 'function' ? resolve : produce;
  return typeof evaluate === 'function' ? () => (evaluate as () => unknown).call(value) : undefined;
}

const placeholders = new WeakMap<object, string>();

/** A cdk8s token as a placeholder, so that it can be compared and used as a key; anything else unchanged. */
export function placeholderOf<T>(value: T): T {
  const token = tokenOf(value);
  if (token === undefined) {
    return value;
  }
  const known = placeholders.get(value as object) ?? register({ produce: token });
  placeholders.set(value as object, known);
  return known as T;
}

/** An unresolved value as part of a string. */
export interface LateValue {
  readonly placeholder: string;
  /** Its inputs and transformation, unless it comes from a source. */
  readonly derivation?: Derivation;
}

/** The plain and the unresolved parts of a string, in order. Throws for a placeholder that was cut. */
export function partsOf(text: string): (string | LateValue)[] {
  const pieces = text.split(SEPARATOR);
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : lateValue(piece)));
  if (parts.some((part) => typeof part === 'string' && HALF.test(part))) {
    throw new Error('a value known only later was cut in half or changed to uppercase');
  }
  return parts.filter((part) => part !== '');
}

/** Whether the string contains a placeholder or a part of one. */
export function holdsPlaceholder(text: string): boolean {
  return HALF.test(text);
}

/** The string for display, with each placeholder replaced. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '(known later)');
}

/** Whether the string contains a base64-encoded placeholder. */
export function holdsEncodedPlaceholder(text: string): boolean {
  return inBase64().some((encoded) => text.includes(encoded));
}

function lateValue(placeholder: string): LateValue {
  const entry = registry.entries[Number(placeholder.slice(PREFIX.length, -1))];
  if (entry === undefined) {
    throw new Error('a value known only later was changed');
  }
  return 'produce' in entry ? { placeholder } : { placeholder, derivation: entry };
}

/** Returns `transform(...inputs)`, or a placeholder for it if an input is unresolved. `transform` must be pure. */
export function derived(inputs: readonly string[], transform: (...values: string[]) => string): string {
  return inputs.some(isUnresolved) ? register({ inputs, transform }) : transform(...inputs);
}

/** A source did not return a string. */
export class NoTextError extends Error {
  constructor(public readonly value: unknown) {
    super(`the value is ${typeNameOf(value)} and not a string`);
  }
}

/** Resolves the value now. Throws the error of a source that is not ready, and for anything but a string. */
export function valueOf(value: string): string {
  const token = tokenOf(value);
  if (token) {
    return valueOf(token() as string);
  }
  if (typeof value !== 'string') {
    throw new NoTextError(value);
  }
  return isUnresolved(value) ? value.replace(PLACEHOLDER, (whole, index) => evaluate(Number(index)) ?? whole) : value;
}

/** The value for display, if it is already known. */
export function shown(value: string): string {
  try {
    return valueOf(value);
  } catch {
    return '(known later)';
  }
}

function evaluate(index: number): string | undefined {
  const entry = registry.entries[index];
  if (entry === undefined) {
    return undefined;
  }
  return 'produce' in entry ? valueOf(entry.produce() as string) : entry.transform(...entry.inputs.map(valueOf));
}

const TEXT_MARK = Symbol.for('harness-constructs.UnresolvedText');

/** A string of a manifest that is known at synth. cdk8s evaluates anything with `resolve()`. */
export class UnresolvedText {
  /** Whether the value is one, from any copy of this package. */
  public static isUnresolvedText(value: unknown): value is UnresolvedText {
    return typeof value === 'object' && value !== null && TEXT_MARK in value;
  }

  constructor(public readonly text: string) {
    Object.defineProperty(this, TEXT_MARK, { value: true });
  }

  public resolve(): string {
    return valueOf(this.text);
  }

  public toString(): string {
    return this.text;
  }
}

/** Copies the manifest and makes each string with a placeholder evaluable. Throws for a placeholder in a map key. */
export function restorable<T>(manifest: T, constructPath = ''): T {
  return restore(manifest, constructPath, () => '') as T;
}

/** `property` returns the path, which only an error needs. */
function restore(value: unknown, constructPath: string, property: () => string): unknown {
  if (typeof value === 'string') {
    return isUnresolved(value) ? new UnresolvedText(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => restore(element, constructPath, () => `${property()}[${index}]`));
  }
  if (!isPlainObject(value) || tokenOf(value) !== undefined) {
    return value;
  }
  const keys = Object.keys(value);
  if (keys.some(isUnresolved)) {
    throw new HarnessConstructsError({
      constructPath,
      property: pathOf(property(), '…'),
      given: 'a value known only later',
      allowed: 'a map key known at construction',
      remedy: 'Pass a plain key.',
    });
  }
  return Object.fromEntries(
    keys.map((key) => [key, restore(value[key], constructPath, () => pathOf(property(), key))]),
  );
}
