/** Errors about values: they name the path, and show nothing that may be a secret. */
import { HarnessConstructsError } from '../../values';

/** What an error about a value tells. */
export interface ValueRefusal {
  /** Shown as text; left out for what may be a secret. */
  readonly given?: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** Refuses the value at a path, for example `image.tag`. */
export function refuseValue(path: string, refusal: ValueRefusal): never {
  return refuseOption(propertyOf(path), refusal);
}

/** Refuses an option by which values are read. */
export function refuseOption(property: string, { given, allowed, remedy }: ValueRefusal): never {
  const shown = given === undefined ? {} : { given: JSON.stringify(given) };
  throw new HarnessConstructsError({ constructPath: '', property, ...shown, allowed, remedy });
}

/** How errors call a value. */
export function propertyOf(path: string): string {
  return path === '' ? 'values' : `values.${path}`;
}
