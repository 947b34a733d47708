import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** The list in which HarnessApp records what it wrote. */
export const RECORD = '.harness-constructs';

/** Creates fresh folders, and removes them after each test. */
export function temporaryFolders(): () => string {
  const made: string[] = [];
  afterEach(() => made.splice(0).forEach((folder) => fs.rmSync(folder, { recursive: true, force: true })));
  return () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'harness-app-'));
    made.push(folder);
    return folder;
  };
}

/** The content of every file below a folder by relative path, without HarnessApp's list. */
export function manifestsIn(folder: string): Record<string, string> {
  return Object.fromEntries(Object.entries(everythingIn(folder)).filter(([path]) => path !== RECORD));
}

/** The content of every file below a folder by relative path. */
export function everythingIn(folder: string): Record<string, string> {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(paths.map((path) => [relative(folder, path), fs.readFileSync(path, 'utf8')]));
}

/** Every file and folder below a folder with its modification time: equal only if nothing was touched. */
export function stateOf(folder: string): Record<string, number> {
  const paths = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(['.', ...paths].map((path) => [path, fs.lstatSync(join(folder, path)).mtimeMs]));
}

/** Sets the modification time of every file and folder to long ago. */
export function age(folder: string): void {
  const paths = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  ['.', ...paths].forEach((path) => fs.utimesSync(join(folder, path), 1_000_000_000, 1_000_000_000));
}

/** Runs what synthesizes an app as a program that a person runs with `--prune`. */
export function pruning<Result>(synthesize: () => Result): Result {
  const { argv } = process;
  process.argv = [...argv, '--prune'];
  try {
    return synthesize();
  } finally {
    process.argv = argv;
  }
}

/** Writes a file, and creates the folders above it. */
export function put(folder: string, path: string, text: string): string {
  const file = join(folder, path);
  fs.mkdirSync(join(file, '..'), { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}
