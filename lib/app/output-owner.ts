/** The names under which apps record their files. */
import { relative, resolve } from 'node:path';
import { isPrinted } from './document-folder';
import { INLINE, inPlace, withoutExtension } from './leftovers';
import { withSlashes } from './paths';
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
  return counted(folder, programFrom(folder));
}

/**
 * The owner of an app's documents. HARNESS_OUTDIR is one folder for all values of `outdir`, so the name contains the one of
 * the app: programs and runs that differ in it keep their documents apart.
 */
export function documentOwner(outputOwner: string | undefined, folder: string, outdir: string): string | undefined {
  const name = outputOwner ?? programFrom(folder);
  const isShared = Boolean(process.env.HARNESS_OUTDIR) && !isPrinted(outdir);
  const owner =
    name !== undefined && isShared ? inPlace(name, withSlashes(relative(resolve(folder), resolve(outdir)))) : name;
  return outputOwner === undefined ? counted(folder, owner) : owner;
}

function counted(folder: string, owner: string | undefined): string | undefined {
  if (owner === undefined) {
    return undefined;
  }
  const count = countUp(`${resolve(folder)}\n${owner}`);
  return count === 1 ? owner : `${owner} (${count})`;
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
