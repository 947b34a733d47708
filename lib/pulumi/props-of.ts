/** Arguments of components as properties of constructs. */
import { isPlainObject } from '../values';
import { asPlaceholder, isLate } from './late-outputs';

/** The arguments with every Output and Promise as a text that stands for it. Instances of classes stay what they are. */
export function propsOf<T>(args: unknown): T {
  return plain(args) as T;
}

function plain(value: unknown): unknown {
  if (isLate(value)) {
    return asPlaceholder(value);
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  return isPlainObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plain(member)]))
    : value;
}
