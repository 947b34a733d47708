/** Copies of objects in which an unusable value stops its reader. */
import { isUnresolved } from '../late/late-values';
import { isPlainObject } from '../plain';
import { Unusable } from './part';

export function isInstance(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !isPlainObject(value) && !Array.isArray(value);
}

/** A copy, because a proxy must return what a frozen object contains. Its members are read by way of `read`. */
export function readableCopy<T extends object>(original: T, read: (value: unknown, name: string) => unknown): T {
  return new Proxy(Array.isArray(original) ? ([...(original as unknown[])] as T) : copyOf(original), {
    get: (target, name, receiver) => {
      const value = Reflect.get(target, name, receiver) as unknown;
      return typeof name === 'string' ? read(value, name) : value;
    },
  });
}

/** Some classes hide members from `console.log`. */
function copyOf<T extends object>(original: T): T {
  const descriptors = Object.fromEntries(
    Reflect.ownKeys(original).map((name) => [
      name,
      { ...Reflect.getOwnPropertyDescriptor(original, name), configurable: true },
    ]),
  );
  return Object.create(Object.getPrototypeOf(original) as object | null, descriptors) as T;
}

/** An instance in which a value of the wrong type stops its reader, wherever the instance holds it. */
export function readableInstance(value: unknown, wrong: readonly unknown[]): unknown {
  if (wrong.some((one) => one !== undefined && Object.is(one, value))) {
    throw new Unusable();
  }
  const isHolder = typeof value === 'object' && value !== null && !isUnresolved(value);
  return isHolder
    ? readableCopy(value, (member, name) => (name === 'length' ? member : readableInstance(member, wrong)))
    : value;
}
