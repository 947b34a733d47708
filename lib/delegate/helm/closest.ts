/** The word of the list that somebody probably meant, if there is one. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const distances = words.map((other) => ({ other, distance: distance(plain(word), plain(other)) }));
  const [nearest] = distances.sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.min(2, plain(word).length / 3) ? nearest.other : undefined;
}

/** Letters and digits, so that `cluster-admin` is CLUSTER_ADMIN. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}

/** How many letters are to be added, removed or changed. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + change));
    }
    row = next;
  }
  return row[other.length];
}
