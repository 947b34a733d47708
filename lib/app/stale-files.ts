import { lstatSync, rmSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { discard, temporaryPath } from './atomic-write';
import { attempt } from './output-errors';

/** The folders that lead to files, each with a `/` at its end, parents first. */
export function foldersOf(files: Iterable<string>): string[] {
  const folders = [...files].flatMap((file) => {
    const segments = file.split('/').slice(0, -1);
    return segments.map((_, index) => `${segments.slice(0, index + 1).join('/')}/`);
  });
  return [...new Set(folders)];
}

/** Deletes a file of an earlier run, and tells whether it was there. */
export function removeFile(folder: string, path: string): boolean {
  const file = join(folder, path);
  if (!staysInside(folder, path)) {
    return false;
  }
  discard(temporaryPath(file));
  if (!lstatSync(file, { throwIfNoEntry: false })?.isFile()) {
    return false;
  }
  attempt('delete', file, () => rmSync(file));
  return true;
}

/** Deletes a folder of an earlier run, and tells whether it is gone: it stays while somebody else has a file in it. */
export function removeFolder(folder: string, path: string): boolean {
  const directory = join(folder, path);
  if (!staysInside(folder, `${path}.`) || !lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    return true;
  }
  try {
    rmdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

/** Whether a path leads through real folders only. Behind a symbolic link, nothing is ours. */
function staysInside(folder: string, path: string): boolean {
  return foldersOf([path]).every((parent) =>
    lstatSync(join(folder, parent.slice(0, -1)), { throwIfNoEntry: false })?.isDirectory(),
  );
}
