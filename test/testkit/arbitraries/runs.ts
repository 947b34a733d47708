/** Set by the configuration of `npm run test:long`. */
declare const LONG_DRAWS: boolean | undefined;

const SHARE = typeof LONG_DRAWS === 'undefined' ? 10 : 1;

/** How many of a number of random values a test checks: all in `npm run test:long`, a tenth in `npm test`. */
export function runs(all: number): number {
  return Math.ceil(all / SHARE);
}

/** As many of a list, evenly spread: at least one of each kind, and not always the first. */
export function spread<T>(all: readonly T[], kindOf: (one: T) => unknown = () => undefined): T[] {
  const kinds = new Map<unknown, T[]>();
  for (const one of all) {
    const kind = kindOf(one);
    kinds.set(kind, kinds.get(kind) ?? []);
    kinds.get(kind)!.push(one);
  }
  return [...kinds.values()].flatMap((ofKind, number) => {
    const first = number % Math.min(SHARE, ofKind.length);
    return ofKind.filter((_, index) => index % SHARE === first);
  });
}
