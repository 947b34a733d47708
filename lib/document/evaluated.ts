import { isPlainObject, placeholderOf, valueOf } from '../values';

/** The document with every late value told, and without members that are not set. */
export function evaluated<T>(document: T): T {
  return copy(document, valueOf) as T;
}

/** The document without members that are not set. */
export function defined<T>(document: T): T {
  return copy(document, (text) => text) as T;
}

function copy(value: unknown, tell: (text: string) => string): unknown {
  const known = placeholderOf(value);
  if (typeof known === 'string') {
    return tell(known);
  }
  if (Array.isArray(known)) {
    return known.map((element) => copy(element, tell));
  }
  if (!isPlainObject(known)) {
    return known;
  }
  const members = Object.entries(known).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, copy(member, tell)]));
}
