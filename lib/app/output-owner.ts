/** The names under which apps record their files. */
import { relative, resolve } from 'node:path';
import { INLINE, withoutExtension } from './leftovers';
import { isInline, programFile } from './program';

const COUNTS = Symbol.for('harness-constructs.outputOwners');

/**
 * Names the running program relative to an output folder, so that the name is the same on every machine with the
 * repository: `../main` for `main.ts` next to `dist/`. A second app of the program for this folder is another owner,
 * `../main (2)`.
 *
 * All code from the command line and from standard input has one name, {@link INLINE}. `undefined` if the program cannot
 * be identified.
 */
export function nextOutputOwner(folder: string): string | undefined {
  const program = programFrom(folder);
  if (program === undefined) {
    return undefined;
  }
  const count = countUp(`${resolve(folder)}\n${program}`);
  return count === 1 ? program : `${program} (${count})`;
}

function programFrom(folder: string): string | undefined {
  const script = programFile();
  if (script === undefined) {
    return isInline() ? INLINE : undefined;
  }
  return withoutExtension(relative(resolve(folder), resolve(script)).replaceAll('\\', '/'));
}

/** Counts for the whole process, even if it has loaded two copies of this package. */
function countUp(key: string): number {
  const registry = globalThis as { [COUNTS]?: Map<string, number> };
  const counts = (registry[COUNTS] ??= new Map<string, number>());
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}
