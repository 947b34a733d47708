import type { Manifest } from './synth';

/** Every value in a tree with the path to it. */
export function* valuesIn(value: unknown, path = ''): Generator<[path: string, value: unknown]> {
  yield [path, value];
  if (typeof value === 'object' && value !== null) {
    for (const [key, child] of Object.entries(value)) yield* valuesIn(child, `${path}/${key}`);
  }
}

/** What is undefined or null. */
export function emptyIn(manifests: readonly Manifest[]): [path: string, value: unknown][] {
  return [...valuesIn(manifests)].filter(([, value]) => value === undefined || value === null);
}

/** Objects of which there are more than one. */
export function repeatedIn(manifests: readonly Manifest[]): string[] {
  const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`);
  return names.filter((name, index) => names.indexOf(name) !== index);
}
