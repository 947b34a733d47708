/**
 * Merges connector documents: `said` is the previous document, `wanted` the new one, and `current` the state on the
 * platform. All are plain JSON.
 */
import { isPlainObject } from '../../core';

/**
 * Returns the document to send: the new document, plus everything on the platform that was not in the previous
 * document, at any depth. A `spec` belongs to the `type` next to it: if the type changes, the current `spec` is
 * dropped.
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

/** Returns the platform's state of the fields in the document. A missing field is not drift if its value is empty. */
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

/** Whether two documents are equal. Lists compare as sets, because the platform reorders selectors. */
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
