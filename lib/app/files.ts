/** Files of output folders: written whole or not at all, and deleted only where they are ours. */
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { HarnessConstructsError, own } from '../core';
import { foldersOf } from './paths';

/** What is wrong with a path, what is expected there, and how to fix it. */
interface Failure {
  readonly problem: string;
  readonly allowed: string;
  readonly mend: string;
}

const A_FILE: Failure = {
  problem: 'a file is in the way of a folder',
  allowed: 'a folder, or nothing',
  mend: 'Move or delete the file',
};

const NO_PERMISSION: Failure = {
  problem: 'permission denied',
  allowed: 'a path that this user can write',
  mend: 'Make it writable for this user',
};

const FAILURES: { readonly [code: string]: Failure | undefined } = {
  EEXIST: A_FILE,
  ENOTDIR: A_FILE,
  EISDIR: {
    problem: 'a folder is in the way of a file',
    allowed: 'a file, or nothing',
    mend: 'Move or delete the folder',
  },
  EACCES: NO_PERMISSION,
  EPERM: NO_PERMISSION,
  EROFS: { problem: 'the file system is read-only', allowed: 'a path that can be written', mend: 'Mount it writable' },
  ENOSPC: { problem: 'the disk is full', allowed: 'room for the output', mend: 'Make room' },
};

/** Runs an action on a path. If it fails, the error names the path and what to do. */
export function attempt<Result>(what: string, path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    const { problem, allowed, mend } = FAILURES[code] ?? unknown(message);
    const failure = new HarnessConstructsError({
      constructPath: '',
      property: 'outdir',
      problem: `cannot ${what}: ${problem}`,
      given: JSON.stringify(path),
      allowed,
      remedy: `${mend}, or set ${own('outdir')} to another folder.`,
    });
    throw Object.defineProperty(failure, 'cause', { value: error });
  }
}

function unknown(message: string): Failure {
  return { problem: message, allowed: 'a path that can be read and written', mend: 'Check the path' };
}

const LONGEST_FILE_NAME = 255;

/** A file to write, through a temporary file in the same folder. */
export interface Replacement {
  readonly path: string;
  readonly temporary: string;
  readonly text: string;
}

/** Stores the content of files next to them. A full disk or a missing permission changes no file. */
export function storeAll(replacements: readonly Replacement[]): void {
  replacements.forEach(({ path, temporary, text }) => {
    discard(temporary);
    attempt('write', path, () => writeFileSync(temporary, text, { flag: 'wx' }));
  });
}

/** Replaces files whose content is stored. A reader sees either the old or the new one, never a part. */
export function replaceAll(replacements: readonly Replacement[]): void {
  replacements.forEach(({ path, temporary }) => attempt('write', path, () => renameSync(temporary, path)));
}

/** Writes a file in the same way. */
export function writeWhole(replacement: Replacement): void {
  try {
    storeAll([replacement]);
    replaceAll([replacement]);
  } catch (error) {
    discardAll([replacement]);
    throw error;
  }
}

/** Deletes what is stored for files that were not replaced. */
export function discardAll(replacements: readonly Replacement[]): void {
  replacements.forEach(({ temporary }) => discard(temporary));
}

/**
 * Path of the temporary file. It is always the same, so that a run finds the file of a killed run. It does not have the
 * extension of a manifest.
 */
export function temporaryPath(path: string): string {
  const name = `.${basename(path)}.harness-tmp`;
  return join(dirname(path), Buffer.byteLength(name) > LONGEST_FILE_NAME ? shortened(name) : name);
}

function shortened(name: string): string {
  return `.${createHash('sha256').update(name).digest('hex')}.harness-tmp`;
}

/** Deletes a temporary file if it exists. If that fails, the write that follows reports why. */
export function discard(temporary: string): void {
  if (lstatSync(temporary, { throwIfNoEntry: false }) !== undefined) {
    try {
      rmSync(temporary);
    } catch {
      // Nothing depends on it.
    }
  }
}

/* Files and folders of an earlier run. */

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
