/** Documents of connectors: what we have said, what we say now, and what the platform has. All are plain JSON. */
import { isPlainObject } from '../../values';

/**
 * What the platform shall have: what we say now; without what we had said and no longer say; and with everything else that
 * it has, at any depth. A `spec` belongs to the `type` beside it: with another type nothing of it stays.
 */
export function merged(said: unknown, wanted: unknown, current: unknown): unknown {
  if (!isPlainObject(wanted) || !isPlainObject(current)) {
    return isSame(wanted, current) ? current : wanted;
  }
  const before = isPlainObject(said) ? said : {};
  const kept = hasOtherType(wanted, current) ? without(current, 'spec') : current;
  const result = new Map(Object.entries(kept));
  for (const name of Object.keys(before).filter((known) => !(known in wanted))) {
    const rest = isPlainObject(kept[name]) ? merged(before[name], {}, kept[name]) : undefined;
    if (rest === undefined || isSame(rest, {})) {
      result.delete(name);
    } else {
      result.set(name, rest);
    }
  }
  for (const [name, value] of Object.entries(wanted)) {
    result.set(name, merged(before[name], value, kept[name]));
  }
  return Object.fromEntries(result);
}

/** What the platform has, as far as the document speaks of it. What the platform leaves out is no drift if it says nothing. */
export function projected(document: unknown, current: unknown): unknown {
  if (!isPlainObject(document) || !isPlainObject(current)) {
    return isSame(document, current) ? document : current;
  }
  const members = Object.entries(document).flatMap(([name, value]): [string, unknown][] => {
    const actual = current[name];
    if (actual === undefined || actual === null) {
      return saysNothing(value) ? [[name, value]] : [];
    }
    return [[name, projected(value, actual)]];
  });
  return Object.fromEntries(members);
}

/** Whether two documents say the same. A list is a set: the platform gives selectors back in an order of its own. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [...new Set(value.map((element) => JSON.stringify(canonical(element))))].sort();
  }
  if (!isPlainObject(value)) {
    return value;
  }
  const names = Object.keys(value).filter((name) => value[name] !== undefined);
  return Object.fromEntries(names.sort().map((name) => [name, canonical(value[name])]));
}

function hasOtherType(wanted: { readonly type?: unknown }, current: { readonly type?: unknown }): boolean {
  return wanted.type !== undefined && current.type !== undefined && wanted.type !== current.type;
}

function without(object: { readonly [name: string]: unknown }, name: string): { readonly [name: string]: unknown } {
  return Object.fromEntries(Object.entries(object).filter(([member]) => member !== name));
}

function saysNothing(value: unknown): boolean {
  return value === '' || value === false || isSame(value, []) || isSame(value, {});
}
