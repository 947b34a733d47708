/**
 * Checks inputs of resources: of the program, where values can be Outputs, and of the engine, which passes plain JSON with a
 * sentinel for values that are unknown in a preview.
 */
import {
  choice,
  engineValueKind,
  type ErrorDetails,
  FLAG,
  HarnessConstructsError,
  inWords,
  isPlainObject,
  joined,
  listOf as listOfShapes,
  membersOf,
  NUMBER,
  OBJECT,
  PropertyChecks,
  type Rule,
  type Shape,
  shownKind,
  type StructName,
  TEXT,
  unknownMembers,
  wordsOf,
} from '../../core';

/** Sentinel for an unknown value, defined by the protocol. */
const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** Whether the values and everything in them are known. */
export function isKnown(...values: readonly unknown[]): boolean {
  return values.every(
    (value) => value !== UNKNOWN && !isLate(value) && (!isPlainObject(value) || isKnown(...Object.values(value))),
  );
}

/** Whether the value is an Output or a Promise. */
function isLate(value: unknown): boolean {
  return engineValueKind(value) !== undefined || value instanceof Promise;
}

/** A problem with an input, as the engine takes it. */
export interface CheckFailure {
  /** Path of the input. */
  readonly property: string;
  readonly reason: string;
}

/** Checks a value, if it is known. Errors never show it, because it can be a misplaced secret. */
export type Check = (property: string, value: unknown) => readonly ErrorDetails[];

/** What the check refuses, for the engine. */
export function failuresOf(check: Check, inputs: object): CheckFailure[] {
  return check('', inputs).map((details) => {
    const { summary } = new HarnessConstructsError(details);
    return { property: details.property, reason: summary.slice(`${details.property}: `.length) };
  });
}

/** @throws one error for all that checks refuse in arguments of the program, if anything */
export function throwRefused(constructPath: string, refused: readonly ErrorDetails[]): void {
  if (refused.length > 0) {
    throw joined(refused.map((details) => ({ ...details, constructPath })));
  }
}

/** A check in the template of all errors of this package. */
export function shaped(shape: Shape): Check {
  return (property, value) => {
    if (value === UNKNOWN || isLate(value)) {
      return [];
    }
    try {
      shape(PropertyChecks.withoutConstruct(), property, value);
      return [];
    } catch (error) {
      if (!HarnessConstructsError.isHarnessConstructsError(error)) {
        throw error;
      }
      return HarnessConstructsError.allOf(error);
    }
  };
}

/** A check of a value that decides what is registered or read: it refuses an Output. */
export function known(check: Check): Check {
  return (property, value) => {
    if (!isLate(value)) {
      return check(property, value);
    }
    const allowed = 'a value known at construction';
    const remedy = 'Pass a plain value: an Output is not allowed here.';
    return [{ constructPath: '', property, ...shownKind(value), allowed, remedy }];
  };
}

const ANYTHING: Check = () => [];

/** Checks a string against a rule. A token in place of a name is refused. */
export function text(rule: Rule): Check {
  return shaped((checks, property, value) => {
    if (value === undefined) {
      checks.refuse(property, undefined, rule.allowed, 'Set it.', 'missing');
    }
    TEXT(checks, property, value);
    checks.keeps(property, value as string, undefined, rule);
  });
}

/** At most one day: timers of Node.js cannot exceed 24 days. */
export const SECONDS = shaped((checks, property, value) => {
  NUMBER(checks, property, value);
  if (!((value as number) > 0 && (value as number) <= 86_400)) {
    checks.refuse(property, value, 'a number of seconds above 0 and up to 86400', 'Use seconds, at most a day.');
  }
});

export function listOf(element: Check): Check {
  return all(shaped(listOfShapes(() => undefined)), (property, value) =>
    [...(value as unknown[])].flatMap((one, index) => element(`${property}[${index}]`, one)),
  );
}

/** Makes a value required. */
export function required(given: Check): Check {
  return Object.assign((property: string, value: unknown) => given(property, value), { isRequired: true });
}

/** Checks a struct; `rules` check members beyond their kind. */
export function struct(name: StructName, rules: Members = {}): Check {
  return (property, value) => {
    const checks = membersOf(name).map((member) => {
      const one = rules[member.name] ?? checkOf(member.kind);
      return [member.name, member.isRequired ? required(one) : one] as const;
    });
    return closed(Object.fromEntries(checks))(property, value);
  };
}

/** Checks the kind of a member, see `structs.ts`. */
function checkOf(kind: string): Check {
  const rest = kind.slice(1);
  switch (kind[0]) {
    case '~':
      return checkOf(rest);
    case 'b':
      return shaped(FLAG);
    case '[':
      return listOf(checkOf(rest));
    case '#':
      return namedCheck(rest);
    default:
      return ANYTHING;
  }
}

function namedCheck(name: string): Check {
  const words = wordsOf(name);
  return words === undefined ? struct(name as StructName) : shaped(choice(words, name));
}

interface Members {
  readonly [name: string]: Check;
}

/** Checks an object with these members and no others. */
export function closed(members: Members): Check {
  return all(shaped(OBJECT), (property, value) => {
    const given = value as { readonly [name: string]: unknown };
    const path = (name: string) => (property === '' ? name : `${property}.${name}`);
    const others = unknownMembers({ property, names: Object.keys(members) }, Object.keys(given), []);
    return [
      ...others.map(({ name, allowed, remedy }) => ({
        ...{ constructPath: '', property: path(name), problem: 'unknown property' },
        allowed,
        remedy,
      })),
      ...Object.entries(members).flatMap(([name, one]) =>
        given[name] !== undefined ? one(path(name), given[name]) : missing(path(name), one),
      ),
    ];
  });
}

/** Checks an object with exactly one of these members, none of them an Output. */
export function oneOf(members: Members): Check {
  const ofMembers = Object.fromEntries(Object.entries(members).map(([name, check]) => [name, known(check)]));
  const names = Object.keys(members);
  const allowed = `exactly one of ${names.join(', ')}`;
  const single = shaped((checks, property, value) => {
    const [first, ...others] = names.filter((name) => name in (value as object));
    if (first === undefined) {
      checks.refuse(property, inWords('an empty object'), allowed, 'Set one.');
    }
    if (others.length > 0) {
      checks.refuse(property, inWords([first, ...others].join(' and ')), allowed, 'Keep one of them.');
    }
  });
  return all(closed(ofMembers), single);
}

function missing(property: string, one: Check): readonly ErrorDetails[] {
  return 'isRequired' in one ? one(property, undefined) : [];
}

/** Runs the second check if the first passes and the value is known. */
function all(first: Check, second: Check): Check {
  return (property, value) => {
    const refused = first(property, value);
    return refused.length > 0 || value === UNKNOWN || isLate(value) ? refused : second(property, value);
  };
}
