import { editDistance, PropertyChecks } from '../../core';

/** The closest word of the list, if the given one is likely a typo of it. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const distances = words.map((other) => ({ other, distance: editDistance(plain(word), plain(other)) }));
  const [nearest] = distances.sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.min(2, plain(word).length / 3) ? nearest.other : undefined;
}

/** Lowercase letters and digits only, so that `cluster-admin` matches CLUSTER_ADMIN. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/* Errors about values. They name the path and never show a possible secret. */

/** Parts of an error about a value. */
export interface ValueRefusal {
  /** What is wrong, unless the other parts make it clear. */
  readonly problem?: string;
  /** Shown in the error, or described in words. Omit it for a possible secret. */
  readonly given?: unknown;
  readonly allowed: string;
  readonly remedy: string;
}

/** Refuses the value at a path, for example `image.tag`. */
export function refuseValue(path: string, refusal: ValueRefusal): never {
  return refuseOption(propertyOf(path), refusal);
}

/** Refuses an option. */
export function refuseOption(property: string, { problem, given, allowed, remedy }: ValueRefusal): never {
  return PropertyChecks.withoutConstruct().refuse(property, given, allowed, remedy, problem);
}

/** The name of a value in errors. */
export function propertyOf(path: string): string {
  return path === '' ? 'values' : `values.${path}`;
}
