/**
 * Checks the type of a property, not its content. TypeScript does that at compile time; plain JavaScript and other
 * languages get an error that names the property instead of a crash further down.
 */
import { engineValueKind } from '../late/engine';
import { isUnresolved } from '../late/late-values';
import { DEEPEST, isPlainObject, MOST_VALUES } from '../plain';
import { inWords } from '../wording';
import type { PropertyChecks } from './property-checks';
import { Together } from './together';
import { alike, STRICT } from './similar-names';
import { type Conversions, conversionOf, shownKind } from './wrong-kind';

/** Refuses a value of the wrong type. `undefined` passes; use `required` for values that must be set. */
export type Shape = (checks: PropertyChecks, property: string, value: unknown) => void;

const REQUIRED = new WeakSet<Shape>();

/** The shape of values of one type. `what` is what errors expect. */
export function kind(what: string, is: (value: unknown) => boolean, conversions: Conversions): Shape {
  return (checks, property, value) => {
    if (!is(value)) {
      const { problem, given } = shownKind(value);
      const remedy = conversionOf(value, conversions);
      checks.markWrong(property, value);
      checks.refuse(property || 'props', given && inWords(given), what, remedy, problem);
    }
  };
}

/** Accepts anything: the value is checked elsewhere. */
export const ANYTHING: Shape = () => undefined;

const STRING = kind('a string', (value) => typeof value === 'string' || isUnresolved(value), {
  list: 'Pass one of its elements.',
  output: (value) => engineValueKind(value)?.remedy ?? '',
  number: 'Put it in quotes.',
  boolean: 'Put it in quotes.',
  otherwise: 'Pass one of its members.',
});

/** A string that YAML can hold, or a token for one that is known only later: then rules and the emitter check it. */
export const TEXT: Shape = (checks, property, value) => {
  STRING(checks, property, value);
  if (typeof value === 'string' && !isUnresolved(value)) {
    checks.writable(property, value);
  }
};

export const FLAG = kind('true or false', (value) => typeof value === 'boolean', {
  string: "Compare it, for example: value === 'true'.",
  number: 'Compare it, for example: value > 0.',
  otherwise: 'Choose one of the two.',
});

export const NUMBER = kind('a number', (value) => typeof value === 'number', {
  string: 'Remove the quotes, or convert it with Number(…).',
  list: 'Pass one of its elements.',
  boolean: 'Choose a number.',
  otherwise: 'Pass one of its members.',
});

/** A cdk8s Duration, from any installed copy of cdk8s. */
export const DURATION = kind('a Duration', (value) => isInstanceWith(value, 'toMilliseconds'), {
  otherwise: 'Use a factory of cdk8s such as Duration.seconds(…) or Duration.minutes(…).',
});

/** An object that is no instance of a class, with any members. */
export const OBJECT = kind('an object', isPlainObject, { otherwise: 'Write it as { name: value }.' });

const LIST = kind('a list', Array.isArray, { otherwise: 'Put it in brackets: [ … ].' });

/** Kubernetes API data that is passed through: JSON data, and tokens for values known only later. */
export const PLAIN_OBJECT: Shape = (checks, property, value) => {
  PLAIN(checks, property, value);
  checkPlainData(checks, property, value, { property, left: MOST_VALUES }, []);
};

/** The whole that is checked, and how many values it may still have. */
type PlainData = { readonly property: string; left: number };

const PLAIN = kind('an object as in the Kubernetes API', isPlainObject, {
  otherwise: 'Write it as in a manifest: { name: value }.',
});

const LEAF = kind(
  'JSON data',
  (value) =>
    typeof value === 'number'
      ? Number.isFinite(value)
      : ['string', 'boolean'].includes(typeof value) || isUnresolved(value),
  { number: 'Use a finite number.', otherwise: 'Convert it to strings, numbers, booleans, lists and objects.' },
);

function checkPlainData(
  checks: PropertyChecks,
  property: string,
  value: unknown,
  whole: PlainData,
  around: readonly unknown[],
): void {
  if (around.includes(value)) {
    checks.refuse(property, undefined, 'JSON data without circular references', 'Remove the circular reference.');
  }
  if (around.length > DEEPEST || whole.left-- === 0) {
    const allowed = `JSON data with at most ${DEEPEST} levels and ${MOST_VALUES} values`;
    checks.refuse(whole.property, undefined, allowed, 'Reduce the data.');
  }
  const within = [...around, value];
  if (Array.isArray(value)) {
    [...(value as unknown[])].forEach((element, index) =>
      checkPlainData(checks, `${property}[${index}]`, element, whole, within),
    );
  } else if (isPlainObject(value) && !isUnresolved(value)) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
    members.forEach(([name, member]) => {
      checks.writableKey(property, name);
      checkPlainData(checks, `${property}.${name}`, member, whole, within);
    });
  } else {
    (typeof value === 'string' ? TEXT : LEAF)(checks, property, value);
  }
}

/** One of a fixed set of strings. `enumeration` is what programs take them from. */
export function choice(allowed: readonly string[], enumeration: string): Shape {
  const what = `one of ${allowed.map((value) => `"${value}"`).join(', ')}`;
  // A type without a name is known by the path of its member.
  const otherwise = enumeration.includes('.') ? 'Use one of them.' : `Use a member of ${enumeration}.`;
  const isText = kind(what, (value) => typeof value === 'string' && !isUnresolved(value), { otherwise });
  return (checks, property, value) => {
    isText(checks, property, value);
    if (!allowed.includes(value as string)) {
      const [near] = alike(value as string, allowed, STRICT);
      const remedy = near === undefined ? otherwise : `Did you mean "${near}"?`;
      checks.markWrong(property, value);
      checks.refuse(property, WORD.test(value as string) ? value : undefined, what, remedy);
    }
  };
}

/** A short word that an error may show: a misplaced token or password rarely looks like one. */
const WORD = /^[A-Za-z][A-Za-z0-9_-]{0,23}$/;

export function listOf(element: Shape): Shape {
  return (checks, property, value) => {
    LIST(checks, property, value);
    const together = new Together();
    // Spread, so that a gap is an element.
    [...(value as unknown[])].forEach((one, index) =>
      together.run(() => element(checks, `${property}[${index}]`, one)),
    );
    together.end();
  };
}

export function mapOf(element: Shape): Shape {
  return (checks, property, value) => {
    OBJECT(checks, property, value);
    const together = new Together();
    Object.entries(value as object).forEach(([key, one]) =>
      together.run(() => {
        checks.writableKey(property, key);
        element(checks, `${property}["${key}"]`, one);
      }),
    );
    together.end();
  };
}

/**
 * An instance of a class, from any installed copy of this package: an object with the member that is not written as
 * `{ … }`, whose members nobody has checked. `remedy` says how to make or get one, and `inside` lists its contents to check.
 */
export function instance(
  what: string,
  remedy: string,
  member: string,
  inside?: (content: never) => readonly [suffix: string, Shape, unknown][],
): Shape {
  const isOne = kind(what, (value) => isInstanceWith(value, member), { missing: remedy, otherwise: remedy });
  return (checks, property, value) => {
    isOne(checks, property, value);
    const together = new Together();
    inside?.(value as never).forEach(([suffix, shape, content]) =>
      together.run(() => shape(checks, property + suffix, content)),
    );
    together.end();
  };
}

/** What has the method: an instance, or an object that is written as `{ … }`. `remedy` says how to get one. */
export function having(what: string, remedy: string, method: string): Shape {
  const has = (value: unknown) => typeof (value as { [member: string]: unknown } | null)?.[method] === 'function';
  return kind(what, (value) => typeof value === 'object' && has(value), { missing: remedy, otherwise: remedy });
}

/** A shape that requires a value. */
export function required(shape: Shape): Shape {
  const checked: Shape = (checks, property, value) => shape(checks, property, value);
  REQUIRED.add(checked);
  return checked;
}

/** Whether the shape requires a value. */
export function isRequired(shape: Shape): boolean {
  return REQUIRED.has(shape);
}

/** A shape that accepts `undefined`, also within a list or an instance. */
export function optional(shape: Shape): Shape {
  return (checks, property, value) => (value === undefined ? undefined : shape(checks, property, value));
}

/** The options of a factory, which may be `undefined` or `null`. */
export function optionsOf(shape: Shape): Shape {
  return (checks, property, value) => optional(shape)(checks, property, value ?? undefined);
}

function isInstanceWith(value: unknown, member: string): boolean {
  return typeof value === 'object' && value !== null && member in value && !isPlainObject(value);
}
