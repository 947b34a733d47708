/** What YAML can hold, and where data has something else. */
import { type ErrorDetails, HarnessConstructsError } from '../errors';
import { DEEPEST, typeNameOf } from '../plain';
import { unwritableIn } from './yaml-strings';

/** The levels of an object: it has some around the data of users. */
export const DEEPEST_OBJECT = 2 * DEEPEST;

/** The data that an object stands for, as in JSON: a date stands for its text. */
export function dataOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value;
  }
  const { toJSON } = value as { toJSON?: unknown };
  return typeof toJSON === 'function' ? (toJSON.call(value) as unknown) : value;
}

/** Whether a value is neither data nor a class instance whose members are data: a function, a symbol, a set, bytes. */
export function isNoData(value: unknown): boolean {
  return typeof value === 'object' && value !== null
    ? Symbol.iterator in value && !Array.isArray(value) && !(value instanceof Map)
    : typeof value === 'function' || typeof value === 'symbol';
}

/** A key, or a value that is no collection. */
export interface Leaf {
  /** Its path within the data, for example `spec.containers[0].name`. A key and its value have the same. */
  readonly property: string;
  /** The collection itself where it contains itself or is nested too deep. */
  readonly value: unknown;
  readonly isKey: boolean;
}

/** A key that can follow a dot. */
const SIMPLE_KEY = /^[\w-]+$/;

/** All leaves of data, in order. */
export function* leavesIn(given: unknown, property = '', around: readonly unknown[] = []): Generator<Leaf> {
  const value = dataOf(given);
  const isLeaf = typeof value !== 'object' || value === null || isNoData(value);
  if (isLeaf || around.includes(value) || around.length === DEEPEST_OBJECT) {
    yield { property, value, isKey: false };
    return;
  }
  const within = [...around, value];
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) {
      yield* leavesIn(element, `${property}[${index}]`, within);
    }
    return;
  }
  for (const [name, member] of value instanceof Map ? (value as Map<unknown, unknown>) : Object.entries(value)) {
    const key = String(name);
    const step = SIMPLE_KEY.test(key) ? `${property === '' ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`;
    yield { property: property + step, value: key, isKey: true };
    yield* leavesIn(member, property + step, within);
  }
}

type Wrong = Pick<ErrorDetails, 'problem' | 'given' | 'allowed' | 'remedy'>;

/** What an error says of a leaf that YAML cannot hold; `undefined` if it can. Values are not shown: they may be secrets. */
function wrongWith(value: unknown): Wrong | undefined {
  if (typeof value === 'string') {
    const character = unwritableIn(value);
    return character === undefined ? undefined : refusedCharacter(character);
  }
  if (isNoData(value)) {
    return {
      given: typeNameOf(value),
      allowed: 'plain data',
      remedy: 'Pass strings, numbers, booleans, lists and objects.',
    };
  }
  return typeof value === 'object' && value !== null ? ENDLESS : undefined;
}

const ENDLESS: Wrong = {
  problem: 'contains itself, or is nested too deep',
  allowed: `at most ${DEEPEST_OBJECT} levels`,
  remedy: 'Remove the circular reference.',
};

/** Runs code that visits all data of an object, and reports data that contains itself or exhausts the stack. */
export function visitingAll<T>(constructPath: string, visit: () => T): T {
  try {
    return visit();
  } catch (error) {
    // cdk8s wraps the error and keeps its text only.
    if (/\b(Maximum call stack size exceeded|Converting circular structure to JSON)\b/.test(String(error))) {
      throw new HarnessConstructsError({ constructPath, property: placeOf('', false), ...ENDLESS });
    }
    throw error;
  }
}

/** The parts of an error about a character that no YAML reader accepts. */
export function refusedCharacter(character: string): Wrong {
  return {
    problem: `contains ${character}, which no YAML reader accepts`,
    allowed: 'a string without NUL and halves of surrogate pairs',
    remedy: 'Remove the character, or encode the string, for example as base64.',
  };
}

/** More are not reported at once. */
const MOST = 20;

/** Everything in data that YAML cannot hold. */
export function unwritablesIn(constructPath: string, content: unknown): ErrorDetails[] {
  const found: ErrorDetails[] = [];
  for (const { property, value, isKey } of leavesIn(content)) {
    const wrong = wrongWith(value);
    if (wrong !== undefined && found.push({ constructPath, property: placeOf(property, isKey), ...wrong }) === MOST) {
      break;
    }
  }
  return found;
}

/** A leaf as errors name it. */
export function placeOf(property: string, isKey: boolean): string {
  return `${property || 'the document'}${isKey ? ' (key)' : ''}`;
}
