/** Set by the configuration of `npm run test:long`. */
declare const LONG_DRAWS: boolean | undefined;

const SHARE = typeof LONG_DRAWS === 'undefined' ? 5 : 1;

/** How many of a number of random values a test checks: all in `npm run test:long`, a fifth in `npm test`. */
export function runs(all: number): number {
  return Math.ceil(all / SHARE);
}

/** As many of a list, evenly spread. */
export function spread<T>(all: readonly T[]): T[] {
  return all.filter((_, index) => index % SHARE === 0);
}
