/** Files and folders of an earlier run, in an output folder. */
import { lstatSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { attempt, discard, temporaryPath } from './atomic-write';
import { foldersOf } from './paths';

/** The content of a file in the folder; `undefined` if there is none. */
export function textOf(folder: string, path: string): string | undefined {
  const file = join(folder, path);
  const isThere = staysInside(folder, path) && lstatSync(file, { throwIfNoEntry: false })?.isFile();
  return isThere ? attempt('read', file, () => readFileSync(file, 'utf8')) : undefined;
}

/** Deletes a file of an earlier run. Returns whether it existed. */
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

/** Deletes a folder of an earlier run. Returns whether it is gone: a folder with other files in it stays. */
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
