/** Manifests with placeholders, and the Outputs in their place. */
import * as pulumi from '@pulumi/pulumi';
import {
  HarnessConstructsError,
  holdsEncodedPlaceholder,
  holdsPlaceholder,
  isPlainObject,
  type LateValue,
  partsOf,
  type Place,
  UnresolvedText,
  valueOf,
} from '../values';
import { inJson, isJson } from './json-texts';
import { outputBehind } from './late-outputs';
import { explained } from './unknown';

/**
 * The value with every placeholder replaced by what it stands for. Leaf by leaf: a secret makes nothing else secret, and a
 * value that is not known yet leaves the rest known.
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
        refuse(within(place, '.…'), 'a map key that is known at construction', 'Pass the plain key.');
      }
      return [key, restore(member, within(place, `.${key}`))];
    }),
  );
}

/**
 * A text of a construct as an Output, for what `build` of a `Cdk8sComponent` returns and for `configure` of a farm: there an
 * Output is a placeholder, and this gives the value back.
 *
 * @throws where the text is a part of a placeholder.
 */
export function outputOf(text: string): pulumi.Output<string> {
  return pulumi.output(restoreText(plainText(text), { constructPath: '', property: 'outputOf' }));
}

/** What is made of constructs, as `OutputsOf` has it: every text as an Output, and what has functions as it is. */
export function outputsIn(value: unknown): unknown {
  if (typeof value === 'string' || UnresolvedText.isUnresolvedText(value)) {
    return outputOf(plainText(value));
  }
  if (Array.isArray(value)) {
    return value.map(outputsIn);
  }
  return isPlainObject(value) && Object.values(value).every((member) => typeof member !== 'function')
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, outputsIn(member)]))
    : value;
}

/** What follows from a late text is handed out as a token. */
export function plainText(text: unknown): string {
  return UnresolvedText.isUnresolvedText(text) ? text.text : (text as string);
}

/** The text with every placeholder replaced. */
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

/** A string of JSON, also where the Output in it is a number. */
function stringOf(value: pulumi.Input<string>, place: Place): pulumi.Input<string> {
  return typeof value === 'string' ? value : pulumi.output(value).apply((known) => withinText(known, place));
}

/** What JavaScript makes of an Output that is put into a text. */
function refuseStringified(text: string, place: Place): void {
  if (isStringified(text)) {
    const allowed = 'a text, and not what JavaScript makes of an Output within a text or JSON.stringify';
    refuse(place, allowed, 'Put asString(output) there.');
  }
}

/** Whether the text is what the SDK gives in place of an Output, whose value no text can have. */
export function isStringified(text: string): boolean {
  return text.includes('] on an [Output');
}

/** A text that base64 was made of: the value is put into that text. */
function restoreBase64(text: string, place: Place): pulumi.Input<string> {
  const decoded = Buffer.from(text, 'base64').toString();
  if (toBase64(decoded) !== text) {
    refuse(place, 'base64 of a text with an Output as the whole value', REMEDY);
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
    return refuse(place, `a whole value, and not a part of an Output (${(error as Error).message})`, REMEDY);
  }
}

const REMEDY = 'Change the value by Output.apply, before it is passed.';

function late({ placeholder, derivation }: LateValue, place: Place): pulumi.Output<string> {
  if (derivation !== undefined) {
    const inputs = derivation.inputs.map((input) => restoreText(valueIfToken(input), place));
    return pulumi.all(inputs).apply((known) => derivation.transform(...known.map((value) => onlyText(value, place))));
  }
  const output = outputBehind(placeholder);
  if (output === undefined) {
    // A late value of cdk8s, which can be told at any time.
    return pulumi.output(restoreText(valueOf(placeholder), place));
  }
  const sound = explained(output, (reason) => rejection(reason, place));
  return sound.apply((value) => restoreTold(textOf(value, place), place)) as pulumi.Output<string>;
}

/** A text of a construct may have gone into the Output: then there are placeholders in what it tells. */
function restoreTold(value: unknown, place: Place): unknown {
  const restored = restore(value, place);
  return typeof restored === 'object' ? pulumi.output(restored) : restored;
}

/** By the reason for which an Output is rejected: one error each, however many objects have the value. */
const rejections = new WeakMap<object, HarnessConstructsError>();

function rejection(reason: unknown, { constructPath, property }: Place): Error {
  if (HarnessConstructsError.isHarnessConstructsError(reason)) {
    return reason;
  }
  const key = typeof reason === 'object' && reason !== null ? reason : {};
  const message = reason instanceof Error ? reason.message : String(reason);
  const allowed = `a value, not one that is rejected (${message})`;
  const remedy = 'Look at what the value comes from.';
  const known = rejections.get(key) ?? new HarnessConstructsError({ constructPath, property, allowed, remedy });
  rejections.set(key, known);
  return known;
}

/** What is taken apart must be a text. */
function onlyText(value: unknown, place: Place): string {
  return typeof value === 'string'
    ? value
    : refuse(place, `a string, not ${Array.isArray(value) ? 'a list' : typeof value}`, 'Pass a string.');
}

/** What becomes a part of a longer text: numbers may, an object has no text. */
function withinText(value: unknown, place: Place): string {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : onlyText(value, place);
}

/** A token of cdk8s may stand where a text is meant. */
function valueIfToken(input: string): string {
  return typeof input === 'string' ? input : valueOf(input);
}

/** Whatever it is, if it is the whole value; foreign constructs may want a number there. */
function textOf(value: unknown, place: Place): unknown {
  if (value === undefined || value === null) {
    refuse(place, `a value, not an Output of ${String(value)}`, 'Pass an Output that has a value.');
  }
  return value;
}

function within({ constructPath, property }: Place, step: string): Place {
  return { constructPath, property: `${property}${step}`.replace(/^\./, '') };
}

function refuse({ constructPath, property }: Place, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath, property, allowed, remedy });
}
