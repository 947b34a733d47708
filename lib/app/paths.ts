/** Paths with symbolic links resolved. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { HarnessConstructsError } from '../core';

/** Whether the path is the folder or leads into it, behind all symbolic links. */
export function isBelow(folder: string, path: string): boolean {
  return !leadsOut(relative(realPath(folder), realPath(path)));
}

/** Whether a relative path leaves the folder that it starts from. */
export function leadsOut(steps: string): boolean {
  return isAbsolute(steps) || steps === '..' || steps.startsWith(`..${sep}`);
}

/** The path without symbolic links, as far as it exists. */
export function realPath(path: string): string {
  const whole = resolve(path);
  const parent = dirname(whole);
  return existsSync(whole) ? realpathSync(whole) : parent === whole ? whole : join(realPath(parent), basename(whole));
}

/** Whether the path is a folder, or a link to one. */
export function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

/** The path with `/` on every system. */
export function withSlashes(path: string): string {
  return path.split(sep).join('/');
}

/** The folders above files, each with a trailing `/`, parents first. */
export function foldersOf(files: Iterable<string>): string[] {
  const folders = [...files].flatMap((file) => {
    const segments = file.split('/').slice(0, -1);
    return segments.map((_, index) => `${segments.slice(0, index + 1).join('/')}/`);
  });
  return [...new Set(folders)];
}

/**
 * Refuses files that would be written outside of their folder: by `..` in their path, or behind a symbolic link. The
 * folder itself may be a link.
 */
export function refuseOutside(folder: string, paths: Iterable<string>): void {
  const files = [...paths].map((path) => posix.normalize(path));
  const out = files.find((path) => leadsOut(relative(resolve(folder), resolve(folder, path))));
  if (out !== undefined) {
    refuse(folder, out, 'Remove ".." from the name of the file.');
  }
  const link = foldersOf(files).find((path) => !isBelow(folder, join(folder, path)));
  if (link !== undefined) {
    refuse(folder, link, 'Remove the symbolic link, or make the output folder itself a link.');
  }
}

function refuse(folder: string, path: string, remedy: string): never {
  throw new HarnessConstructsError({
    constructPath: '',
    property: 'outdir',
    problem: 'a file would be written outside the folder',
    given: JSON.stringify(join(folder, path)),
    allowed: `a path inside "${folder}"`,
    remedy,
  });
}
