import { createHash } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { attempt } from './output-errors';

const LONGEST_FILE_NAME = 255;

/** A file to be written: where it goes, by way of a temporary file in the same folder. */
export interface Replacement {
  readonly path: string;
  readonly temporary: string;
  readonly text: string;
}

/**
 * Replaces files so that a reader sees either the old or the new one, never a part. All texts are on disk before the
 * first file is replaced: a full disk or a missing permission changes nothing.
 */
export function writeAll(replacements: readonly Replacement[]): void {
  try {
    replacements.forEach(({ path, temporary, text }) => {
      discard(temporary);
      attempt('write', path, () => writeFileSync(temporary, text, { flag: 'wx' }));
    });
    replacements.forEach(({ path, temporary }) => attempt('write', path, () => renameSync(temporary, path)));
  } catch (error) {
    replacements.forEach(({ temporary }) => discard(temporary));
    throw error;
  }
}

/**
 * The name is always the same, so that a run finds what a killed one left behind, and has no extension that makes a
 * manifest of it.
 */
export function temporaryPath(path: string): string {
  const name = `.${basename(path)}.harness-tmp`;
  return join(dirname(path), Buffer.byteLength(name) > LONGEST_FILE_NAME ? shortened(name) : name);
}

function shortened(name: string): string {
  return `.${createHash('sha256').update(name).digest('hex')}.harness-tmp`;
}

/** Deletes a temporary file if there is one. Where that fails, the write that follows tells why. */
export function discard(temporary: string): void {
  try {
    rmSync(temporary, { force: true });
  } catch {
    // Nothing depends on it.
  }
}
