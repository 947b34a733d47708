/** Files in an output folder that belong to somebody else, and that this run would replace with other content. */
import { join, posix } from 'node:path';
import { type ErrorDetails, HarnessConstructsError } from '../core';
import type { OutputRecord } from './file-owners';
import { textOf } from './files';
import { existenceOf, type Replaced } from './leftovers';
import { areOfOneRun, prunes } from './owner-names';
import { isFolder } from './paths';
import type { Files } from './rendered-files';

/** What a program writes to a folder. */
interface Written {
  readonly outdir: string;
  readonly files: Files;
  /** `undefined` if the program is unknown. Its own files are then unknown, so no file is known to belong to others. */
  readonly owner: string | undefined;
}

/**
 * The files with other content that the list of the folder gives to nobody, or to another program that is not gone.
 *
 * @param formerNames names of the same app
 */
export function replacedBy(
  { outdir, files, owner }: Written,
  record: OutputRecord,
  formerNames: readonly string[],
): Replaced[] {
  if (!isFolder(outdir)) {
    return [];
  }
  return [...files].flatMap(([given, text]) => {
    const path = posix.normalize(given);
    const program = record.ownerOf(path);
    const isOwn = (name: string) => formerNames.includes(name) || areOfOneRun(name, owner ?? name);
    if (owner === undefined || (program !== undefined && isOwn(program))) {
      return [];
    }
    const isOther = ![undefined, text].includes(textOf(outdir, path));
    const isGone = program !== undefined && existenceOf(outdir, program) === 'gone';
    return isOther && !isGone ? [{ path, program }] : [];
  });
}

/** Refuses to replace documents of a program that exists: nobody would see that its documents are lost. */
export function refuseDocumentsOfOthers(written: Written, all: readonly Replaced[]): void {
  if (prunes()) {
    return;
  }
  const [first, ...others] = all.flatMap(({ path, program }) =>
    program !== undefined && existenceOf(written.outdir, program) === 'exists'
      ? [documentOfOther(written, path, program)]
      : [],
  );
  if (first !== undefined) {
    throw new HarnessConstructsError(first, ...others);
  }
}

function documentOfOther({ outdir, owner }: Written, path: string, program: string): ErrorDetails {
  const separate = process.env.HARNESS_OUTDIR
    ? 'Give each program its own HARNESS_OUTDIR, or choose other identifiers.'
    : 'Give each program its own outdir, or choose other identifiers. If the programs are one app, set the same outputOwner on both.';
  return {
    constructPath: '',
    property: 'outdir',
    problem: `two programs write "${join(outdir, path)}" with different content: first "${program}", then "${owner}"`,
    allowed: 'a file for each program',
    remedy: `${separate} To replace the file, run the program with --prune.`,
  };
}
