import { isPlainObject } from './plain-object';
import { isUnresolved } from './unresolved';

/**
 * A copy of plain data and lists, to any depth: what the program changes afterwards changes nothing that was checked.
 * Instances and values that are known later stay what they are, and a circle stays one, for a check to refuse it.
 */
export function plainCopy<T>(value: T): T {
  return copyOf(value, new Map()) as T;
}

function copyOf(value: unknown, made: Map<unknown, unknown>): unknown {
  if (made.has(value)) {
    return made.get(value);
  }
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    made.set(value, list);
    [...(value as unknown[])].forEach((element) => list.push(copyOf(element, made)));
    return list;
  }
  if (!isPlainObject(value) || isUnresolved(value)) {
    return value;
  }
  const object: { [member: string]: unknown } = {};
  made.set(value, object);
  // Defined, since a member of the name __proto__ would not be set otherwise.
  Object.entries(value).forEach(([name, member]) =>
    Object.defineProperty(object, name, {
      value: copyOf(member, made),
      enumerable: true,
      writable: true,
      configurable: true,
    }),
  );
  return object;
}
