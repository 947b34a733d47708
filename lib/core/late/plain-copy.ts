import { DEEPEST, isPlainObject } from '../plain';
import { isUnresolved } from './late-values';

/**
 * A deep copy of plain data and lists, so that later changes by the program do not affect what was checked. Instances and
 * unresolved values are kept, and so are circular references and what is nested too deep, for a check to refuse them.
 */
export function plainCopy<T>(value: T): T {
  return copyOf(value, new Map(), 0) as T;
}

/** Number of levels to copy. The checked value can begin some levels below. */
const COPIED = 2 * DEEPEST;

function copyOf(value: unknown, made: Map<unknown, unknown>, depth: number): unknown {
  if (made.has(value)) {
    return made.get(value);
  }
  if (depth > COPIED) {
    return value;
  }
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    made.set(value, list);
    [...(value as unknown[])].forEach((element) => list.push(copyOf(element, made, depth + 1)));
    return list;
  }
  if (!isPlainObject(value) || isUnresolved(value)) {
    return value;
  }
  const object: { [member: string]: unknown } = {};
  made.set(value, object);
  // Defined, because assignment would not set a member named __proto__.
  Object.entries(value).forEach(([name, member]) =>
    Object.defineProperty(object, name, {
      value: copyOf(member, made, depth + 1),
      enumerable: true,
      writable: true,
      configurable: true,
    }),
  );
  return object;
}
