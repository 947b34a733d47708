import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { discard, temporaryPath, writeAll, type Replacement } from './atomic-write';
import { attempt } from './output-errors';
import { OutputRecord, RECORD_FILE } from './output-record';
import type { Files } from './render-files';
import { foldersOf, removeFile, removeFolder } from './stale-files';

/** What happened to an output folder. Paths are relative to it, with `/`, sorted. */
export interface OutputChanges {
  readonly written: readonly string[];
  readonly removed: readonly string[];
}

/**
 * Makes an output folder hold the given files, and removes those that the same owner wrote earlier.
 *
 * The record is saved before the first file and after the last: a run that is killed in between leaves no file that
 * later runs do not know.
 */
export function replaceFiles(outdir: string, rendered: Files, owner: string | undefined): OutputChanges {
  const folder = resolve(outdir);
  const files: Files = new Map([...rendered].map(([path, text]) => [posix.normalize(path), text]));
  attempt('make the output folder', folder, () => mkdirSync(outdir, { recursive: true }));
  const record = OutputRecord.parse(read(join(folder, RECORD_FILE))?.toString() ?? '');
  const changed = replacementsFor(folder, files);
  const newFolders = foldersOf(files.keys()).filter((path) => !isFolder(join(folder, path)));

  record.claim(owner, [...files.keys(), ...newFolders]);
  saveRecord(folder, record, owner);
  newFolders
    .map((path) => join(folder, path))
    .forEach((path) => attempt('make', path, () => mkdirSync(path, { recursive: true })));
  writeAll(changed);
  [...files.keys()].forEach((path) => discard(temporaryPath(join(folder, path))));
  const removed = removeStale(folder, files, record, owner);
  saveRecord(folder, record, owner);
  return { written: [...files.keys()].sort(), removed };
}

/** What has to be written. A file that has the right content keeps its time of change. */
function replacementsFor(folder: string, files: Files): Replacement[] {
  return [...files]
    .map(([path, text]) => ({ path: join(folder, path), temporary: temporaryPath(join(folder, path)), text }))
    .filter(({ path, text }) => !read(path)?.equals(Buffer.from(text)));
}

/** Removes what the owner wrote earlier and no longer does, and forgets it. Returns the files that it deleted. */
function removeStale(folder: string, files: Files, record: OutputRecord, owner: string | undefined): string[] {
  const needed = new Set([...files.keys(), ...foldersOf(files.keys())]);
  const stale = record.of(owner).filter((path) => !needed.has(path));
  const removed = stale.filter((path) => !path.endsWith('/') && removeFile(folder, path));
  // Sorted paths have parents first, and a parent is empty only after its children are gone.
  const kept = stale.toReversed().filter((path) => path.endsWith('/') && !removeFolder(folder, path));
  stale.filter((path) => !kept.includes(path)).forEach((path) => record.release(path));
  return removed;
}

/** The temporary file carries the owner's name, so that two programs that run at once do not share it. */
function saveRecord(folder: string, record: OutputRecord, owner = ''): void {
  const path = join(folder, RECORD_FILE);
  const text = record.toString();
  const saved = read(path)?.toString();
  if (text === '' && saved !== undefined) {
    attempt('delete', path, () => rmSync(path));
  } else if (text !== (saved ?? '')) {
    const temporary = temporaryPath(`${path}.${owner.replace(/\W+/g, '-')}`);
    writeAll([{ path, temporary, text }]);
  }
}

/** The content of a file, if there is one. Asks first: an exception per missing file would be slow. */
function read(path: string): Buffer | undefined {
  return attempt('read', path, () => (statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
