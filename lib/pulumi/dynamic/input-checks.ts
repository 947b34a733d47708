/** Checks of inputs as the engine has them: plain JSON, in which a preview has a sign for what is not known yet. */
import { isPlainObject, type Rule } from '../../values';

/** The sign, which the protocol fixes. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Whether the values are known, and what is in them. */
export function isKnown(...values: readonly unknown[]): boolean {
  return values.every((value) => value !== UNKNOWN && (!isPlainObject(value) || isKnown(...Object.values(value))));
}

/** What is wrong with an input. */
export interface CheckFailure {
  /** Path of the input. */
  readonly property: string;
  readonly reason: string;
}

/** What is wrong with a value, if it is known. It is never shown: it may be a secret in the wrong place. */
export type Check = (property: string, value: unknown) => readonly CheckFailure[];

function check(allowed: string, remedy: string, holds: (value: unknown) => boolean): Check {
  return (property, value) =>
    value === UNKNOWN || holds(value) ? [] : [{ property, reason: `it must be ${allowed}. ${remedy}` }];
}

export const FLAG = check('true or false', 'Pass one of the two.', (value) => typeof value === 'boolean');

export function text({ allowed, remedy, holds }: Rule): Check {
  return check(allowed, remedy, (value) => typeof value === 'string' && holds(value));
}

export function choice(...values: readonly string[]): Check {
  return check(`one of ${values.join(', ')}`, 'Pass one of them.', (value) => values.includes(value as string));
}

/** Timers of Node.js end at 24 days. */
export const SECONDS = check(
  'a number of seconds above 0 and up to 86400',
  'Change it.',
  (value) => typeof value === 'number' && value > 0 && value <= 86_400,
);

export function listOf(element: Check): Check {
  return all(check('a list', 'Pass a list.', Array.isArray), (property, value) =>
    (value as unknown[]).flatMap((one, index) => element(`${property}[${index}]`, one)),
  );
}

/** A value that there must be. */
export function required(given: Check): Check {
  return Object.assign((property: string, value: unknown) => given(property, value), { isRequired: true });
}

/** An object with these members, and no others. */
export function struct(members: { readonly [name: string]: Check }): Check {
  return all(check('an object', 'Pass an object.', isPlainObject), (property, value) => {
    const given = value as { readonly [name: string]: unknown };
    const path = (name: string) => (property === '' ? name : `${property}.${name}`);
    const others = Object.keys(given).filter((name) => !(name in members));
    return [
      ...others.map((name) => ({ property: path(name), reason: 'there is no such input. Leave it out.' })),
      ...Object.entries(members).flatMap(([name, one]) =>
        given[name] !== undefined ? one(path(name), given[name]) : missing(path(name), one),
      ),
    ];
  });
}

/** An object with exactly one of these members. */
export function oneOf(members: { readonly [name: string]: Check }): Check {
  const names = Object.keys(members);
  const single = check(
    `an object with one of ${names.join(', ')}`,
    'Pass one of them.',
    (value) => isPlainObject(value) && Object.keys(value).length === 1 && names.includes(Object.keys(value)[0]),
  );
  return all(single, struct(members));
}

function missing(property: string, one: Check): CheckFailure[] {
  return 'isRequired' in one ? [{ property, reason: 'it is missing. Set it.' }] : [];
}

/** The second is asked if the first finds nothing, and the value is known. */
function all(first: Check, second: Check): Check {
  return (property, value) => {
    const failures = first(property, value);
    return failures.length > 0 || value === UNKNOWN ? failures : second(property, value);
  };
}
