/**
 * What kind of value a property takes, whatever its content. TypeScript sees to that for its own programs; plain
 * JavaScript and other languages get an error that names the property instead of a crash somewhere below.
 */
import type { PropertyChecks } from './checks';
import { isPlainObject } from './plain-object';
import { type KnownMembers, pathOf, refuseSlips, refuseUnknown, type Spellings } from './unknown-members';
import { isUnresolved } from './unresolved';

/** Refuses a value of another kind. `undefined` is none: whether a value must be there is said by `required`. */
export type Shape = (checks: PropertyChecks, property: string, value: unknown) => void;

/** A shape for each member of a struct: a new member without a shape does not compile. */
export type ShapesOf<T> = { readonly [K in keyof Required<T>]: Shape };

/** Shapes of members, by their names. */
interface Members {
  readonly [member: string]: Shape;
}

interface Struct {
  readonly [member: string]: unknown;
}

const REQUIRED = new WeakSet<Shape>();
/** What the structs among the shapes are made of. */
const MEMBERS = new WeakMap<Shape, Members>();

function kind(what: string, is: (value: unknown) => boolean, remedyForOutput = `Pass ${what}.`): Shape {
  return (checks, property, value) => {
    if (!is(value)) {
      const remedy = isOutput(value) ? remedyForOutput : `Pass ${what}.`;
      checks.refuse(property || 'props', undefined, `${what}, not ${nameOf(value)}`, remedy);
    }
  };
}

/** The kind of a value, never the value: it may be a secret in the wrong place. */
function nameOf(value: unknown): string {
  if (isUnresolved(value)) {
    return 'a value that is known later';
  }
  if (value === null || value === undefined || typeof value === 'boolean') {
    return String(value);
  }
  if (Array.isArray(value)) {
    return 'a list';
  }
  if (isOutput(value)) {
    return 'an Output of Pulumi';
  }
  return typeof value === 'object' ? objectName(value) : `a ${typeof value}`;
}

/** As Pulumi marks its own; nothing else of it is needed here. */
function isOutput(value: unknown): boolean {
  return typeof value === 'object' && value !== null && '__pulumiOutput' in value;
}

function objectName(value: object): string {
  return isPlainObject(value) ? 'an object' : `an instance of ${value.constructor?.name || 'a class'}`;
}

/** Whatever there is: somebody else looks at it. */
export const ANYTHING: Shape = () => undefined;

/** A text, or a token for one that is known later. */
export const TEXT = kind(
  'a text',
  (value) => typeof value === 'string' || isUnresolved(value),
  'Pass asString(output) of harness-constructs/pulumi.',
);
export const FLAG = kind('true or false', (value) => typeof value === 'boolean');
export const NUMBER = kind('a number', (value) => typeof value === 'number');
/** As cdk8s has it, whichever copy of cdk8s it is from. */
export const DURATION = kind('a Duration of cdk8s', (value) => hasMember(value, 'toMilliseconds'));
const STRUCT = kind('an object', isPlainObject);
const LIST = kind('a list', Array.isArray);

/** As in the Kubernetes API, passed through: what JSON can tell, and tokens for what is known later. */
export const PLAIN_OBJECT: Shape = (checks, property, value) => {
  PLAIN(checks, property, value);
  checkPlainData(checks, property, value, []);
};
const PLAIN = kind('a plain object as in the Kubernetes API', isPlainObject);
const LEAF = kind('plain data as in JSON', (value) =>
  typeof value === 'number'
    ? Number.isFinite(value)
    : ['string', 'boolean'].includes(typeof value) || isUnresolved(value),
);

function checkPlainData(checks: PropertyChecks, property: string, value: unknown, around: readonly unknown[]): void {
  if (around.includes(value)) {
    checks.refuse(
      property,
      undefined,
      'plain data as in JSON, nothing that stands within itself',
      'Remove the circle.',
    );
  }
  const within = [...around, value];
  if (Array.isArray(value)) {
    value.forEach((element, index) => checkPlainData(checks, `${property}[${index}]`, element, within));
  } else if (isPlainObject(value) && !isUnresolved(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    members.forEach(([name, member]) => checkPlainData(checks, `${property}.${name}`, member, within));
  } else {
    LEAF(checks, property, value);
  }
}

/** One of a few words. */
export function choice(values: { readonly [name: string]: string }): Shape {
  const allowed = Object.values(values);
  const what = `one of ${allowed.map((value) => `"${value}"`).join(', ')}`;
  const isText = kind(what, (value) => typeof value === 'string');
  return (checks, property, value) => {
    isText(checks, property, value);
    if (!allowed.includes(value as string)) {
      checks.refuse(property, WORD.test(value as string) ? value : undefined, what, 'Pass one of them.');
    }
  };
}

/** A short word, which an error may show: a token or a password that was put in the wrong place is rarely one. */
const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,23}$/;

export function listOf(element: Shape): Shape {
  return (checks, property, value) => {
    LIST(checks, property, value);
    (value as unknown[]).forEach((one, index) => element(checks, `${property}[${index}]`, one));
  };
}

export function mapOf(element: Shape): Shape {
  return (checks, property, value) => {
    STRUCT(checks, property, value);
    Object.entries(value as object).forEach(([key, one]) => element(checks, `${property}["${key}"]`, one));
  };
}

/** A struct within properties, or the options of a factory or method: it has these members and no others. */
export function struct<T extends object>(members: ShapesOf<T>): Shape {
  const shape: Shape = (checks, property, value) => {
    STRUCT(checks, property, value);
    checkOnly(checks, property, members, value as Struct);
  };
  MEMBERS.set(shape, members);
  return shape;
}

/** The properties of a construct, which a class of one's own may extend. */
export function constructProps<T extends object>(members: ShapesOf<T>): Shape {
  return (checks, property, value) => {
    STRUCT(checks, property, value);
    refuseSlips(checks, knownIn(members), value as Struct);
    checkMembers(checks, property, members, value as Struct);
  };
}

/** The members of an object whose own kind is known, of which there are no others. */
export function checkOnly(
  checks: PropertyChecks,
  property: string,
  members: Members,
  value: Struct,
  spellings?: Spellings,
): void {
  refuseUnknown(checks, property, knownIn(members), value, spellings);
  checkMembers(checks, property, members, value);
}

function knownIn(members: Members): KnownMembers {
  return {
    names: Object.keys(members),
    within: (name) => Object.keys(MEMBERS.get(members[name]) ?? {}),
  };
}

/** The members of an object whose own kind is known. What else is in it, somebody else looks at. */
export function checkMembers(checks: PropertyChecks, property: string, members: Members, value: Struct): void {
  for (const [member, shape] of Object.entries(members)) {
    if (value[member] !== undefined || REQUIRED.has(shape)) {
      shape(checks, pathOf(property, member), value[member]);
    }
  }
}

/** An instance of a value class, of whichever copy of this package; `inside` looks at what it was made from. */
export function instance(
  how: string,
  member: string,
  inside?: (content: never) => readonly [suffix: string, Shape, unknown][],
): Shape {
  const isOne = kind(how, (value) => hasMember(value, member));
  return (checks, property, value) => {
    isOne(checks, property, value);
    inside?.(value as never).forEach(([suffix, shape, content]) => shape(checks, property + suffix, content));
  };
}

/** A shape of which there must be a value. */
export function required(shape: Shape): Shape {
  const checked: Shape = (checks, property, value) => shape(checks, property, value);
  REQUIRED.add(checked);
  const members = MEMBERS.get(shape);
  if (members !== undefined) {
    MEMBERS.set(checked, members);
  }
  return checked;
}

/** A shape of which there may be none, also within a list or an instance. */
export function optional(shape: Shape): Shape {
  return (checks, property, value) => (value === undefined ? undefined : shape(checks, property, value));
}

/** Options as a factory was given them: none at all are fine, also as `null`. */
export function optionsOf(shape: Shape): Shape {
  return (checks, property, value) => optional(shape)(checks, property, value ?? undefined);
}

function hasMember(value: unknown, member: string): boolean {
  return typeof value === 'object' && value !== null && member in value;
}
