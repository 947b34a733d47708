/** The known names that the user probably meant. */

/**
 * The number of letters to insert, delete or replace, or to swap with their neighbor, to turn one string into the other
 * (optimal string alignment).
 */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? before[j - 2] + 1 : Infinity;
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + change, swapped));
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

/** How many letters a name of a given length may differ. */
export type Tolerance = (length: number) => number;

export const LOOSE: Tolerance = (length) => Math.min(3, Math.floor(length / 4));

export const STRICT: Tolerance = (length) => (length < 4 ? 0 : length < 12 ? 1 : 2);

/** The most similar name within the tolerance, if any. */
export function alike(name: string, names: readonly string[], tolerance: Tolerance): string[] {
  const distances = names
    .map((own) => ({ own, distance: distanceOf(name, own) }))
    .filter(({ own, distance }) => distance <= tolerance(Math.min(name.length, own.length)))
    .sort((one, other) => one.distance - other.distance);
  return distances.slice(0, 1).map(({ own }) => own);
}

/** The names with the same letters, in other case. */
export function inOtherCase(name: string, names: readonly string[]): string[] {
  return names.filter((own) => own !== name && own.toLowerCase() === name.toLowerCase());
}

/** The edit distance, ignoring case and a plural `s`. */
function distanceOf(name: string, own: string): number {
  const [one, other] = [name, own].map((text) => text.toLowerCase());
  return `${one}s` === other || one === `${other}s` ? 0 : editDistance(one, other);
}

/** `image`, `pull` and `secret` for `imagePullSecrets`. */
function wordsIn(name: string): string[] {
  const words = name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+/g) ?? [];
  return words.map((word) => word.toLowerCase().replace(/(?<=[^s])s$/, ''));
}

/** The names that say the same in one word more: `delegateName` for `name`, `cpuLimit` and `cpuRequest` for `cpu`. */
export function longer(name: string, names: readonly string[]): string[] {
  return names.filter((own) => isOneWordLess(wordsIn(name), wordsIn(own)));
}

/** The names that say the same in one word less: `namespace` for `delegateNamespace`. */
export function shorter(name: string, names: readonly string[]): string[] {
  return names.filter((own) => isOneWordLess(wordsIn(own), wordsIn(name)));
}

/** Whether words are those of the other name without its first or last one. */
function isOneWordLess(words: readonly string[], other: readonly string[]): boolean {
  const text = words.join(' ');
  return words.length > 0 && [other.slice(1), other.slice(0, -1)].some((rest) => rest.join(' ') === text);
}

/** The names, those most like one first: by common words, then by their letters. */
export function bySimilarity(name: string, names: readonly string[]): string[] {
  const words = wordsIn(name);
  const likeness = new Map(
    names.map((own) => {
      const common = wordsIn(own).filter((word) => words.includes(word)).length;
      return [own, common - distanceOf(name, own) / Math.max(name.length, own.length)];
    }),
  );
  return [...names].sort((one, other) => (likeness.get(other) ?? 0) - (likeness.get(one) ?? 0));
}
