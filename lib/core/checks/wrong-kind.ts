/** What errors say about a value of the wrong type: which type it has, and how to turn it into what is expected. */
import { engineValueKind } from '../late/engine';
import { isUnresolved } from '../late/late-values';
import { isPlainObject, typeNameOf } from '../plain';

type Type =
  | 'null'
  | 'list'
  | 'object'
  | 'instance'
  | 'promise'
  | 'late'
  | 'output'
  | 'string'
  | 'number'
  | 'boolean'
  | 'function';

/** How to turn a value into what is expected, by the type of the value. */
export interface Conversions extends Partial<Record<Exclude<Type, 'output'>, string>> {
  /** For a value of another engine. */
  readonly output?: (value: unknown) => string;
  /** For a value that is not there. */
  readonly missing?: string;
  /** For all other types. */
  readonly otherwise: string;
}

const PLAIN_VALUE = 'Pass a plain value: it must be known at construction.';

/** Remedies that do not depend on what is expected. */
const ALWAYS: Omit<Conversions, 'otherwise'> = {
  null: 'Set it.',
  late: PLAIN_VALUE,
  output: () => PLAIN_VALUE,
  function: 'Call the function.',
  promise: 'Await it.',
  missing: 'Set it.',
};

/** How to turn the value into what is expected. */
export function conversionOf(value: unknown, conversions: Conversions): string {
  const type = value === undefined ? 'missing' : typeOf(value);
  const remedy = conversions[type] ?? ALWAYS[type] ?? conversions.otherwise;
  return typeof remedy === 'string' ? remedy : remedy(value);
}

function typeOf(value: unknown): Type {
  if (isUnresolved(value)) {
    return 'late';
  }
  if (value === null || Array.isArray(value)) {
    return value === null ? 'null' : 'list';
  }
  if (typeof value !== 'object') {
    return (typeof value === 'bigint' ? 'number' : typeof value) as Type;
  }
  if (engineValueKind(value) !== undefined) {
    return 'output';
  }
  return value instanceof Promise ? 'promise' : isPlainObject(value) ? 'object' : 'instance';
}

/** The type of a value for errors, never the value: it may be a secret in the wrong place. */
export function kindOf(value: unknown): string {
  const type = value === undefined ? undefined : typeOf(value);
  const late = type === 'late' ? 'a value known only later' : undefined;
  return late ?? (type === 'output' ? engineValueKind(value)?.name : undefined) ?? typeNameOf(value);
}

/** What an error shows of a value of the wrong type. */
export function shownKind(value: unknown): { readonly problem?: string; readonly given?: string } {
  return value === undefined ? { problem: 'missing' } : { given: kindOf(value) };
}
