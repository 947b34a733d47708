/** Inserts values into the strings of JSON documents. */
import * as pulumi from '@pulumi/pulumi';
import {
  HarnessConstructsError,
  holdsEncodedPlaceholder,
  holdsPlaceholder,
  isPlainObject,
  kindOf,
  type LateValue,
  partsOf,
  type Place,
  UnresolvedText,
  valueOf,
} from '../core';
import { explained, outputBehind } from './late-outputs';

/** A JSON string. The capturing group makes `split` keep the separators. */
const STRING = /("[^"\\]*(?:\\.[^"\\]*)*")/;

/** Whether a string is a JSON object or array. */
function isJson(text: string): boolean {
  if (!/^\s*[[{]/.test(text)) {
    return false;
  }
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Replaces each string in a JSON document with the result of `restored`, and escapes it. */
function inJson(text: string, restored: (inner: string) => pulumi.Input<string>): pulumi.Output<string> {
  const parts = text.split(STRING).map((part, index) => {
    const inner = index % 2 === 0 ? part : restored(JSON.parse(part) as string);
    // Strings without an unresolved value keep their spelling.
    return typeof inner === 'string' ? part : pulumi.output(inner).apply((known) => JSON.stringify(known));
  });
  return pulumi.all(parts).apply((known) => known.join(''));
}

/* Replaces placeholders in manifests with Outputs. */

/**
 * Replaces every placeholder in a value, leaf by leaf, so that a secret makes nothing else secret and an unknown value
 * leaves the rest known.
 */
export function restore(value: unknown, place: Place): unknown {
  if (typeof value === 'string') {
    return restoreText(value, place);
  }
  if (Array.isArray(value)) {
    return value.map((element, index) => restore(element, within(place, `[${index}]`)));
  }
  if (!isPlainObject(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      refuseStringified(key, within(place, '.…'));
      if (holdsPlaceholder(key) || holdsEncodedPlaceholder(key)) {
        const given = 'a value known only later';
        refuse(within(place, '.…'), 'a map key known at construction', 'Pass a plain key.', { given });
      }
      return [key, restore(member, within(place, `.${key}`))];
    }),
  );
}

/**
 * Converts a string of a construct to an Output. Use it for constructs that `build` of a `Cdk8sComponent` returns, and
 * in `configure` of a farm, where Outputs are placeholders.
 *
 * @throws for a string that contains only a part of a placeholder
 */
export function outputOf(text: string): pulumi.Output<string> {
  return pulumi.output(restoreText(plainText(text), { constructPath: '', property: 'outputOf' }));
}

/** Converts a value to `OutputsOf`: strings become Outputs, and objects with functions are unchanged. */
export function outputsIn(value: unknown): unknown {
  if (typeof value === 'string' || UnresolvedText.isUnresolvedText(value)) {
    return outputOf(plainText(value));
  }
  if (Array.isArray(value)) {
    return value.map(outputsIn);
  }
  return isDataObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, outputsIn(member)]))
    : value;
}

/** Whether `outputsIn` reads the contents. */
export function isReadForOutputs(value: unknown): value is object {
  return Array.isArray(value) || isDataObject(value);
}

function isDataObject(value: unknown): value is { readonly [name: string]: unknown } {
  return isPlainObject(value) && Object.values(value).every((member) => typeof member !== 'function');
}

/** Returns the placeholder of a token, or the string itself. */
export function plainText(text: unknown): string {
  return UnresolvedText.isUnresolvedText(text) ? text.text : (text as string);
}

/** Replaces every placeholder in a string. */
export function restoreText(text: string, place: Place): pulumi.Input<string> {
  refuseStringified(text, place);
  const isEncoded = holdsEncodedPlaceholder(text);
  const parts = pieces(text, place);
  if (!isEncoded && parts.every((part) => typeof part === 'string')) {
    return text;
  }
  if (parts.length === 1 && typeof parts[0] !== 'string') {
    return late(parts[0], place);
  }
  if (isJson(text)) {
    return inJson(text, (inner) => stringOf(restoreText(inner, place), place));
  }
  if (isEncoded) {
    return restoreBase64(text, place);
  }
  const values = parts.map((part) =>
    typeof part === 'string' ? part : late(part, place).apply((value) => withinText(value, place)),
  );
  return pulumi.all(values).apply((known) => known.join(''));
}

/** Converts an Output in a JSON string to a string, including numbers. */
function stringOf(value: pulumi.Input<string>, place: Place): pulumi.Input<string> {
  return typeof value === 'string' ? value : pulumi.output(value).apply((known) => withinText(known, place));
}

/** Refuses the message that the SDK returns for an Output converted to a string. */
function refuseStringified(text: string, place: Place): void {
  if (isStringified(text)) {
    const problem = 'an Output was converted by a template literal, concatenation or JSON.stringify';
    refuse(place, 'a string', 'Use asString(output) in place of the Output.', { problem });
  }
}

/** Whether a string contains the message that the SDK returns for an Output converted to a string. */
export function isStringified(text: string): boolean {
  return text.includes('] on an [Output');
}

/** Replaces placeholders in the decoded string, and encodes the result again. */
function restoreBase64(text: string, place: Place): pulumi.Input<string> {
  const decoded = Buffer.from(text, 'base64').toString();
  if (toBase64(decoded) !== text) {
    refuse(place, 'a string that is base64 as a whole, because a part of it is an encoded Output', REMEDY);
  }
  return pulumi.output(restoreText(decoded, place)).apply((known) => toBase64(withinText(known, place)));
}

function toBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function pieces(text: string, place: Place): (string | LateValue)[] {
  try {
    return partsOf(text);
  } catch (error) {
    return refuse(place, 'a whole value, and not a part of an Output', REMEDY, { problem: (error as Error).message });
  }
}

const REMEDY = 'Transform the value with Output.apply before you pass it.';

function late({ placeholder, derivation }: LateValue, place: Place): pulumi.Output<string> {
  if (derivation !== undefined) {
    const inputs = derivation.inputs.map((input) => restoreText(valueIfToken(input), place));
    return pulumi.all(inputs).apply((known) => derivation.transform(...known.map((value) => onlyText(value, place))));
  }
  const output = outputBehind(placeholder);
  if (output === undefined) {
    // A lazy value of cdk8s, which can be evaluated at any time.
    return pulumi.output(restoreText(valueOf(placeholder), place));
  }
  const sound = explained(output, (reason) => rejection(reason, place));
  return sound.apply((value) => restoreTold(textOf(value, place), place)) as pulumi.Output<string>;
}

/** Replaces placeholders in the value of an Output, which can be derived from strings of constructs. */
function restoreTold(value: unknown, place: Place): unknown {
  const restored = restore(value, place);
  return typeof restored === 'object' ? pulumi.output(restored) : restored;
}

/** Errors by rejection reason, so that one rejection gives one error, however many objects use the value. */
const rejections = new WeakMap<object, HarnessConstructsError>();

function rejection(reason: unknown, { constructPath, property }: Place): Error {
  if (HarnessConstructsError.isHarnessConstructsError(reason)) {
    return reason;
  }
  const key = typeof reason === 'object' && reason !== null ? reason : {};
  const message = reason instanceof Error ? reason.message : String(reason);
  const parts = {
    problem: `the value was rejected (${message})`,
    allowed: 'an Output or Promise that succeeds',
    remedy: 'Check where the value comes from.',
  };
  const known = rejections.get(key) ?? new HarnessConstructsError({ constructPath, property, ...parts });
  rejections.set(key, known);
  return known;
}

/** Requires a string, because the value is transformed. */
function onlyText(value: unknown, place: Place): string {
  return typeof value === 'string'
    ? value
    : refuse(place, 'a string', 'Convert the value with Output.apply.', { given: kindOf(value) });
}

/** Converts a value that becomes part of a longer string. Accepts numbers and booleans, but no objects. */
function withinText(value: unknown, place: Place): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : onlyText(value, place);
}

/** Evaluates a cdk8s token in place of a string. */
function valueIfToken(input: string): string {
  return typeof input === 'string' ? input : valueOf(input);
}

/** Accepts any type if the Output is the whole value, because third-party constructs can expect a number. */
function textOf(value: unknown, place: Place): unknown {
  if (value === undefined || value === null) {
    refuse(place, 'an Output that has a value', 'Check where the value comes from.', {
      given: `an Output of ${String(value)}`,
    });
  }
  return value;
}

function within({ constructPath, property }: Place, step: string): Place {
  return { constructPath, property: `${property}${step}`.replace(/^\./, '') };
}

function refuse(
  { constructPath, property }: Place,
  allowed: string,
  remedy: string,
  shown: { readonly problem?: string; readonly given?: string } = {},
): never {
  throw new HarnessConstructsError({ constructPath, property, ...shown, allowed, remedy });
}
