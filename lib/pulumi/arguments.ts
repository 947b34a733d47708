/** What is wrong with arguments before a construct can say so. */
import { HarnessConstructsError, holdsPlaceholder, isPlainObject, withoutPlaceholders } from '../values';
import { isLate } from './late-outputs';

/** @throws unless the arguments of a component, or what is given as one of them, are an object. */
export function checkArguments(component: string, args: unknown, property = 'args'): void {
  if (!isPlainObject(args)) {
    refuseArgument(component, property, `an object, not ${kindOf(args)}`, 'Pass an object of arguments.');
  }
}

/** @throws an error that names component and property. It shows no value, which may be a secret. */
export function refuseArgument(component: string, property: string, allowed: string, remedy: string): never {
  throw new HarnessConstructsError({ constructPath: component, property, allowed, remedy });
}

/** The kind of a value, for errors. */
export function kindOf(value: unknown): string {
  if (isLate(value)) {
    return value instanceof Promise ? 'a Promise' : 'an Output';
  }
  if (value === undefined || value === null) {
    return String(value);
  }
  const kind = typeof value === 'string' ? 'text' : typeof value;
  return Array.isArray(value) ? 'a list' : `${kind === 'object' ? 'an' : 'a'} ${kind}`;
}

/** Runs code of the program. What takes a late text apart fails with an error that names the property. */
export function runCode<T>(component: string, property: string, code: () => T): T {
  try {
    return code();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (HarnessConstructsError.isHarnessConstructsError(error) || !holdsPlaceholder(message)) {
      throw error;
    }
    const allowed = `code that leaves the text of an Output as it is (${withoutPlaceholders(message)})`;
    return refuseArgument(component, property, allowed, 'Pass a plain value there.');
  }
}
