/** Manifests with placeholders, and the Outputs in their place. */
import * as pulumi from '@pulumi/pulumi';
import {
  HarnessConstructsError,
  isPlainObject,
  isUnresolved,
  type LateValue,
  partsOf,
  type Place,
  valueOf,
} from '../values';
import { outputOf } from './late-outputs';
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
      if (isUnresolved(key)) {
        refuse(within(place, '.…'), 'a map key that is known at construction', 'Pass the plain key.');
      }
      return [key, restore(member, within(place, `.${key}`))];
    }),
  );
}

/** The text with every placeholder replaced. */
export function restoreText(text: string, place: Place): pulumi.Input<string> {
  const parts = pieces(text, place);
  if (parts.every((part) => typeof part === 'string')) {
    return text;
  }
  if (parts.length === 1) {
    return late(parts[0] as LateValue, place);
  }
  const escape = isJson(text) ? (value: string) => JSON.stringify(value).slice(1, -1) : (value: string) => value;
  const values = parts.map((part) => (typeof part === 'string' ? part : late(part, place).apply(escape)));
  return pulumi.all(values).apply((known) => known.join(''));
}

/** A text that other programs take for JSON: what is put into it must not end a text of it. */
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
  const output = outputOf(placeholder);
  if (output === undefined) {
    // A late value of cdk8s, which can be told at any time.
    return pulumi.output(restoreText(valueOf(placeholder), place));
  }
  const sound = explained(output, (reason) => rejection(reason, place));
  return sound.apply((value) => textOf(value, place)) as pulumi.Output<string>;
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
