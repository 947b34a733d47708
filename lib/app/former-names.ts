/** Names that the program gave the app by itself, before the app got one of its own with `outputOwner`. */
import { posix } from 'node:path';
import { isNameOfApp, type OutputRecord, programFrom } from './file-owners';
import { isOfInline, partsOf } from './owner-names';
import type { Files } from './rendered-files';

/** What an app writes to a folder. */
interface Written {
  readonly outdir: string;
  readonly files: Files;
  readonly owner: string | undefined;
}

/**
 * The names in the list under which an app of the running program wrote some of the files, for the same output folder, and that none
 * of its apps has now: what is left of such a name belongs to the app. An app that has files under its own name takes over single
 * files only: the program may create the other app later. Code without a file has one name, whoever wrote it.
 */
export function formerNames({ outdir, files, owner }: Written, record: OutputRecord): string[] {
  if (owner === undefined || record.of(owner).length > 0) {
    return [];
  }
  const program = programFrom(outdir);
  const taken = [...files.keys()].flatMap((path) => record.ownerOf(posix.normalize(path)) ?? []);
  return [...new Set(taken)].filter((name) => {
    const former = partsOf(name);
    return (
      !isOfInline(name) &&
      former.program === program &&
      former.place === partsOf(owner).place &&
      !isNameOfApp(outdir, name)
    );
  });
}
