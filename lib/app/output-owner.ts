import { relative, resolve } from 'node:path';

const COUNTS = Symbol.for('harness-constructs.outputOwners');

/**
 * Names the program that runs, as seen from an output folder, so that the name is the same on every machine that has
 * the repository: `../main` for `main.ts` beside `dist/`. A second app of the program for this folder is another
 * owner, `../main (2)`.
 *
 * `undefined` where the program cannot be told: code from standard input, a tool in node_modules that loads the
 * program, such as a test runner, and other languages, whose Node.js side runs from a temporary folder.
 */
export function nextOutputOwner(folder: string): string | undefined {
  const script = process.argv[1];
  if (!script || process.env.JSII_AGENT || /[\\/]node_modules[\\/]/.test(script)) {
    return undefined;
  }
  const program = relative(resolve(folder), resolve(script))
    .replaceAll('\\', '/')
    .replace(/\.[cm]?[jt]sx?$/, '');
  const count = countUp(`${resolve(folder)}\n${program}`);
  return count === 1 ? program : `${program} (${count})`;
}

/** Counts for the whole process, also when it has loaded two copies of this package. */
function countUp(key: string): number {
  const registry = globalThis as { [COUNTS]?: Map<string, number> };
  const counts = (registry[COUNTS] ??= new Map<string, number>());
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
