import { isPlainObject, placeholderOf, valueOf } from '../values';
import { textOf } from './runtime-input';

/** The document with every late value told, and without members that are not set. */
export function evaluated<T>(document: T): T {
  return copy(document, valueOf) as T;
}

/** The document without members that are not set. */
export function defined<T>(document: T): T {
  return copy(document, same) as T;
}

/**
 * A copy of what a program gave, without members that are not set: what the program does to it later is no matter. A
 * runtime input becomes its text.
 */
export function copied<T>(given: T): T {
  return copy(given, same, textOf) as T;
}

function copy(value: unknown, tell: (text: string) => string, convert: (value: unknown) => unknown = same): unknown {
  const known = convert(placeholderOf(value));
  if (typeof known === 'string') {
    return tell(known);
  }
  if (Array.isArray(known)) {
    return known.map((element) => copy(element, tell, convert));
  }
  if (!isPlainObject(known)) {
    return known;
  }
  const members = Object.entries(known).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, copy(member, tell, convert)]));
}

function same<T>(value: T): T {
  return value;
}
