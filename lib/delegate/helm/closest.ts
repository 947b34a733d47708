import { editDistance } from '../../values';

/** The word of the list that somebody probably meant, if there is one. */
export function closest(word: string, words: readonly string[]): string | undefined {
  const distances = words.map((other) => ({ other, distance: editDistance(plain(word), plain(other)) }));
  const [nearest] = distances.sort((one, other) => one.distance - other.distance);
  return nearest && nearest.distance <= Math.min(2, plain(word).length / 3) ? nearest.other : undefined;
}

/** Letters and digits, so that `cluster-admin` is CLUSTER_ADMIN. */
function plain(word: string): string {
  return word.toLowerCase().replace(/[^a-z0-9]/g, '');
}
