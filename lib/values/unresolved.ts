/**
 * Values that are known later: a string property may hold a placeholder, or a cdk8s token such as `Lazy.any(…)`.
 *
 * - `isUnresolved(value)` tells them.
 * - `derived(inputs, fn)` is the only way to slice, parse, hash, sort or embed a property's string. With plain inputs it
 *   is `fn(...inputs)`; with an unresolved one it returns a placeholder for the result.
 * - `checkLater(scope, inputs, check)` runs a check now, or at synth when an input is known only then.
 * - `restorable(manifest)` turns each text that holds a placeholder into an object with `resolve()`, which any cdk8s App
 *   evaluates, and which another engine may evaluate in its own way by a resolver of its own.
 */
import type { IConstruct } from 'constructs';
import { engineOf } from './engine';
import { HarnessConstructsError } from './errors';
import { isPlainObject } from './plain-object';

/** A value that somebody else will tell. */
interface Source {
  readonly produce: () => unknown;
}

/** A value that follows from others. */
export interface Derivation {
  readonly inputs: readonly string[];
  readonly transform: (...values: string[]) => string;
}

interface Registry {
  readonly entries: Array<Source | Derivation>;
}

/** One registry for all copies of this package in a process. */
const REGISTRY_KEY = Symbol.for('harness-constructs.unresolved');
const shared = globalThis as { [REGISTRY_KEY]?: Registry };
const registry = (shared[REGISTRY_KEY] ??= { entries: [] });

/**
 * Lower-case letters and digits only, with a terminator: DNS names, URLs, YAML and shells leave it alone, and entry 1 is
 * no prefix of entry 12.
 */
const PREFIX = 'xharnessunresolved';
const PLACEHOLDER = new RegExp(`${PREFIX}([0-9]+)x`, 'g');
/** In parentheses, so that `split` keeps what it splits at. */
const SEPARATOR = new RegExp(`(${PREFIX}[0-9]+x)`);
/** What is left of one that was cut: nobody writes that by chance. */
const [HEAD, TAIL] = [PREFIX.slice(0, 9), `${PREFIX.slice(9)}[0-9]+x`];
/** In capitals as well; in a mixture of both, people do write how the beginning is spelled. */
const HALF = new RegExp(
  `${HEAD}|${HEAD.toUpperCase()}|${TAIL}|${TAIL.toUpperCase()}|${PREFIX[0].toUpperCase()}${PREFIX.slice(1)}`,
);
/** What base64 makes of the prefix, by how many bytes stand before it in a group of three. */
const IN_BASE64 = [0, 1, 2].map((before) => {
  const whole = PREFIX.slice((3 - before) % 3);
  return Buffer.from(whole.slice(0, whole.length - (whole.length % 3))).toString('base64');
});

function register(entry: Source | Derivation): string {
  return `${PREFIX}${registry.entries.push(entry) - 1}x`;
}

/** A placeholder for a value that `produce` tells at synth. */
export function unresolved(produce: () => string): string {
  return register({ produce });
}

/** Whether the value, or a part of it, is known later. */
export function isUnresolved(value: unknown): boolean {
  return typeof value === 'string' ? value.includes(PREFIX) && placeholdersIn(value) : tokenOf(value) !== undefined;
}

function placeholdersIn(text: string): boolean {
  return [...text.matchAll(PLACEHOLDER)].some(([, index]) => registry.entries[Number(index)] !== undefined);
}

/** cdk8s' own late values: `Lazy`, or anything with `resolve()`. */
function tokenOf(value: unknown): (() => unknown) | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const { produce, resolve } = value as { produce?: unknown; resolve?: unknown };
  const evaluate = typeof resolve === 'function' ? resolve : produce;
  return typeof evaluate === 'function' ? () => (evaluate as () => unknown).call(value) : undefined;
}

const placeholders = new WeakMap<object, string>();

/** A token of cdk8s as a placeholder, so that it can be compared and used as a key; anything else as it is. */
export function placeholderOf<T>(value: T): T {
  const token = tokenOf(value);
  if (token === undefined) {
    return value;
  }
  const known = placeholders.get(value as object) ?? register({ produce: token });
  placeholders.set(value as object, known);
  return known as T;
}

/** A value that is known later, as a part of a text. */
export interface LateValue {
  readonly placeholder: string;
  /** What it follows from, unless somebody else tells it. */
  readonly derivation?: Derivation;
}

/** The plain and the late parts of a text, in order. Throws for a placeholder that was cut in half. */
export function partsOf(text: string): (string | LateValue)[] {
  const pieces = text.split(SEPARATOR);
  const parts = pieces.map((piece, index) => (index % 2 === 0 ? piece : lateValue(piece)));
  if (parts.some((part) => typeof part === 'string' && HALF.test(part))) {
    throw new Error('a value that is known later was cut in half or written in capitals');
  }
  return parts.filter((part) => part !== '');
}

/** Whether a placeholder, or what is left of one, stands in the text. */
export function holdsPlaceholder(text: string): boolean {
  return HALF.test(text);
}

/** The text for whoever reads it: each placeholder in it as words. */
export function withoutPlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, '(known later)');
}

/** Whether base64 of a text with a placeholder stands in the text. */
export function holdsEncodedPlaceholder(text: string): boolean {
  return IN_BASE64.some((encoded) => text.includes(encoded));
}

function lateValue(placeholder: string): LateValue {
  const entry = registry.entries[Number(placeholder.slice(PREFIX.length, -1))];
  if (entry === undefined) {
    throw new Error('a value that is known later was changed');
  }
  return 'produce' in entry ? { placeholder } : { placeholder, derivation: entry };
}

/** `transform(...inputs)`, now or, with an unresolved input, as a placeholder for it. `transform` must be pure. */
export function derived(inputs: readonly string[], transform: (...values: string[]) => string): string {
  return inputs.some(isUnresolved) ? register({ inputs, transform }) : transform(...inputs);
}

/** Somebody told no text where a text is meant. */
class NoTextError extends Error {
  constructor(value: unknown) {
    const kind = Array.isArray(value) ? 'a list' : typeof value;
    super(`a string, not ${value === null ? 'null' : kind}`);
  }
}

/** The value as it is known now. Throws what the source throws when it cannot tell yet, and for anything but a text. */
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

/** The value for whoever reads it: what is known by now, or that it is not. */
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

/**
 * Runs `check` now, or at synth when one of the inputs is known only then: deferred, never skipped. `property` is what an
 * error calls an input that turns out to be no text.
 */
export function checkLater(
  scope: IConstruct,
  inputs: readonly string[],
  check: (...values: string[]) => void,
  property = 'value',
): void {
  const run = () => check(...inputs.map((input) => textOf(scope, property, input)));
  if (!inputs.some(isUnresolved)) {
    run();
    return;
  }
  const engine = engineOf(scope);
  if (engine === undefined) {
    scope.node.addValidation({ validate: () => messagesOf(run) });
  } else {
    const checkTexts = (...known: string[]) => check(...known.map((value) => textOf(scope, property, value)));
    engine.defer(inputs.map(placeholderOf), checkTexts, { constructPath: scope.node.path, property });
  }
}

function textOf(scope: IConstruct, property: string, input: string): string {
  try {
    return valueOf(input);
  } catch (error) {
    if (error instanceof NoTextError) {
      const [constructPath, allowed] = [scope.node.path, error.message];
      throw new HarnessConstructsError({ constructPath, property, allowed, remedy: 'Pass a string.' });
    }
    throw error;
  }
}

function messagesOf(check: () => void): string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [HarnessConstructsError.isHarnessConstructsError(error) ? error.summary : String(error)];
  }
}

const TEXT_MARK = Symbol.for('harness-constructs.UnresolvedText');

/** A text of a manifest that is known at synth. cdk8s evaluates whatever has `resolve()`. */
export class UnresolvedText {
  /** Whether the value is one, also of another copy of this package. */
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

/** A copy of the manifest with each text that holds a placeholder made evaluable. Throws for one in a map key. */
export function restorable<T>(manifest: T): T {
  return restore(manifest, '') as T;
}

function restore(value: unknown, path: string): unknown {
  if (typeof value === 'string') {
    return isUnresolved(value) ? new UnresolvedText(value) : value;
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => restore(element, `${path}/${index}`));
  }
  if (!isPlainObject(value) || tokenOf(value) !== undefined) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [plainKey(key, path), restore(child, `${path}/${key}`)]),
  );
}

function plainKey(key: string, path: string): string {
  if (isUnresolved(key)) {
    throw new Error(`a map key at ${path || '/'} of the manifest is known only later; map keys must be plain`);
  }
  return key;
}
