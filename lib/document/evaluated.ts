import { isPlainObject, placeholderOf, valueOf } from '../values';

/** The document with every late value told, and without members that are not set. */
export function evaluated<T>(document: T): T {
  return tell(document) as T;
}

function tell(value: unknown): unknown {
  const known = placeholderOf(value);
  if (typeof known === 'string') {
    return valueOf(known);
  }
  if (Array.isArray(known)) {
    return known.map(tell);
  }
  if (!isPlainObject(known)) {
    return known;
  }
  const members = Object.entries(known).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, tell(member)]));
}
