/** Replaces the files in output folders, and clears those of earlier runs. */
import { lstatSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { inOwnWords } from '../core';
import { isNameOfApp, OutputRecord, RECORD_FILE } from './file-owners';
import {
  attempt,
  discard,
  discardAll,
  removeFile,
  removeFolder,
  replaceAll,
  type Replacement,
  storeAll,
  temporaryPath,
  textOf,
  writeWhole,
} from './files';
import { formerNames } from './former-names';
import { existenceOf, type Leftover, type Replaced } from './leftovers';
import { isOfInline, prunes } from './owner-names';
import { foldersOf, isFolder } from './paths';
import type { Files } from './rendered-files';
import { refuseDocumentsOfOthers, replacedBy } from './replaced-files';

/** Changes to an output folder. Paths are relative to it, with `/`, sorted. */
export interface OutputChanges {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  /** Files of earlier runs, including removed ones. */
  readonly leftovers: readonly Leftover[];
  /** Other files in the list, which other apps and programs wrote. */
  readonly others: readonly string[];
  /** Files that other programs had written with other content. */
  readonly replaced: readonly Replaced[];
}

export const NO_CHANGES: OutputChanges = { written: [], removed: [], leftovers: [], others: [], replaced: [] };

/** What an app writes to a folder. */
export interface Output {
  readonly outdir: string;
  readonly files: Files;
  /** `undefined` if the program is unknown. */
  readonly owner: string | undefined;
  /** What errors call the folder. */
  readonly property: 'outdir' | 'HARNESS_OUTDIR';
  /** Whether the owner writes its files elsewhere now: then those of earlier runs are removed. */
  readonly isMoved?: boolean;
}

/**
 * Writes files to output folders. Files that the same owner wrote earlier stay in the folder and in its list, unless the program
 * runs with `--prune`: a person may have added to them. Those of programs that no longer exist are removed. A document of another
 * program that exists is refused. If one of the folders cannot be written, the files in all of them stay as they are.
 *
 * The record is saved before the first file and after the last: a run that is killed in between leaves no file unknown
 * to later runs.
 */
export function replaceFiles(outputs: readonly Output[]): OutputChanges[] {
  const known = outputs.map((output) => named(output, () => withRecord(output)));
  known
    .filter(({ property }) => property === 'HARNESS_OUTDIR')
    .forEach((output) => refuseDocumentsOfOthers(output, output.replaced));
  const plans = known.map((output) => named(output, () => planOf(output)));
  otherwise(
    () => plans.forEach((plan) => named(plan, () => prepare(plan))),
    () => plans.forEach(undo),
  );
  otherwise(
    () => plans.forEach((plan) => named(plan, () => replaceAll(plan.changed))),
    () => plans.forEach(({ changed }) => discardAll(changed)),
  );
  return plans.map((plan) => named(plan, () => finish(plan)));
}

/** Runs an action whose errors call the folder by its property. */
function named<T>({ property }: Output, action: () => T): T {
  return inOwnWords({ names: { outdir: property } }, action);
}

/** What the list in the folder says. */
interface Known extends Output {
  readonly record: OutputRecord;
  /** The record before this run. */
  readonly before: string;
  /** Names that the app had before. */
  readonly formerNames: readonly string[];
  readonly replaced: readonly Replaced[];
}

/** How a folder changes. */
interface Plan extends Known {
  /** The absolute path of the folder. */
  readonly folder: string;
  readonly changed: readonly Replacement[];
  readonly newFolders: readonly string[];
  /** The owners of files that this run takes over. */
  readonly takenFrom: ReadonlySet<string | undefined>;
}

/** Reads the list. The folder may be missing. */
function withRecord(output: Output): Known {
  const before = isFolder(output.outdir) ? (read(join(output.outdir, RECORD_FILE))?.toString() ?? '') : '';
  const record = OutputRecord.parse(before);
  const former = formerNames(output, record);
  return { ...output, record, before, formerNames: former, replaced: replacedBy(output, record, former) };
}

/** Reads the folder, and creates it if it is missing. */
function planOf(output: Known): Plan {
  const { outdir, files: rendered } = output;
  const folder = resolve(outdir);
  const files: Files = new Map([...rendered].map(([path, text]) => [posix.normalize(path), text]));
  attempt('create the output folder', folder, () => mkdirSync(outdir, { recursive: true }));
  const changed = replacementsFor(folder, files);
  const newFolders = foldersOf(files.keys()).filter((path) => !isFolder(join(folder, path)));
  // Before this run claims them.
  const takenFrom = new Set([...files.keys()].map((path) => output.record.ownerOf(path)));
  return { ...output, files, folder, changed, newFolders, takenFrom };
}

/** Stores all content next to the files. */
function prepare({ folder, files, record, changed, newFolders, owner, ...plan }: Plan): void {
  plan.formerNames.forEach((name) => record.claim(owner, record.of(name)));
  record.claim(owner, [...files.keys(), ...newFolders]);
  saveRecord(folder, record.toString(), owner);
  newFolders
    .map((path) => join(folder, path))
    .forEach((path) => attempt('create the folder', path, () => mkdirSync(path, { recursive: true })));
  storeAll(changed);
}

/** Removes what was prepared. */
function undo({ folder, before, changed, newFolders, owner }: Plan): void {
  discardAll(changed);
  newFolders.toReversed().forEach((path) => removeFolder(folder, path));
  try {
    saveRecord(folder, before, owner);
  } catch {
    // The record lists files that are missing, which the next run corrects.
  }
}

/** Runs an action and, if it fails, another one before it throws. */
function otherwise(action: () => void, onFailure: () => void): void {
  try {
    action();
  } catch (error) {
    onFailure();
    throw error;
  }
}

function finish(plan: Plan): OutputChanges {
  const { folder, files, record, owner, replaced } = plan;
  [...files.keys()].forEach((path) => discard(temporaryPath(join(folder, path))));
  const leftovers = clearLeftovers(plan);
  saveRecord(folder, record.toString(), owner);
  return {
    written: [...files.keys()].sort(),
    removed: leftovers.flatMap(({ path, isRemoved }) => (isRemoved ? [path] : [])).sort(),
    leftovers,
    others: record.owners.filter((other) => other !== owner).flatMap((other) => filesOf(record, other)),
    replaced,
  };
}

/**
 * Finds the files that the owner no longer writes, and clears those of programs that no longer exist. An unknown program
 * clears nothing, because it cannot tell which files are its own. A program without a file only reports them.
 */
function clearLeftovers({ folder, files, record, takenFrom, owner, isMoved = false }: Plan): Leftover[] {
  if (owner === undefined) {
    return [];
  }
  if (isOfInline(owner) && !prunes()) {
    return leftOf(folder, record, owner).filter(({ path }) => !files.has(path));
  }
  const own = clearStale(folder, files, record, owner, isMoved || prunes() ? removedFile : leftFile);
  const others = record.owners.filter((other) => other !== owner);
  return [...own, ...others.flatMap((other) => ofOther({ folder, record, owner }, other, takenFrom.has(other)))];
}

/**
 * The files of another program, unless it exists and looks after them itself, as all apps of this one do. Nobody can look up a
 * chosen name. An app that takes over files of such a name may be its app under a new name: then the other files are reported.
 */
function ofOther(
  { folder, record, owner }: Pick<Plan, 'folder' | 'record' | 'owner'>,
  program: string,
  isTaken: boolean,
): Leftover[] {
  // Code without a file that has got a name no longer looks after the files of all such code.
  const isLeft = (isTaken || prunes()) && isOfInline(program) && !isOfInline(owner ?? program);
  const existence = isNameOfApp(folder, program) ? 'exists' : isLeft ? 'unknown' : existenceOf(folder, program);
  const mayBeInUse = existence === 'name';
  if (existence === 'gone' || (existence !== 'exists' && prunes())) {
    return clearStale(folder, new Map(), record, program, removedFile).map((file) => ({
      ...file,
      program,
      mayBeInUse,
    }));
  }
  const isReported = existence === 'unknown' || (mayBeInUse && isTaken);
  const left = isReported ? leftOf(folder, record, program) : [];
  return left.map((file) => ({ ...file, mayBeInUse }));
}

/** The files of a program, which stay. */
function leftOf(folder: string, record: OutputRecord, program: string): Leftover[] {
  const left = filesOf(record, program).flatMap((path) => leftFile(folder, path));
  return left.map((file) => ({ ...file, program }));
}

function filesOf(record: OutputRecord, owner: string): string[] {
  return record.of(owner).filter((path) => !path.endsWith('/'));
}

/** The files to write. An unchanged file keeps its modification time. A symbolic link is replaced by a file. */
function replacementsFor(folder: string, files: Files): Replacement[] {
  return [...files]
    .map(([path, text]) => ({ path: join(folder, path), temporary: temporaryPath(join(folder, path)), text }))
    .filter(({ path, text }) => isLink(path) || !read(path)?.equals(Buffer.from(text)));
}

/**
 * Clears the files that the owner no longer writes: those that do not stay are removed from the folder and the record. An empty
 * folder of the owner is removed. Returns the files that were there.
 */
function clearStale(
  folder: string,
  files: Files,
  record: OutputRecord,
  owner: string,
  clear: (folder: string, path: string) => Leftover[],
): Leftover[] {
  const needed = new Set([...files.keys(), ...foldersOf(files.keys())]);
  const stale = record.of(owner).filter((path) => !needed.has(path));
  const found = stale.filter((path) => !path.endsWith('/')).flatMap((path) => clear(folder, path));
  // Sorted paths have parents first, and a parent is empty only after its children are gone.
  const folders = stale.toReversed().filter((path) => path.endsWith('/') && !removeFolder(folder, path));
  const kept = new Set([...folders, ...found.flatMap(({ path, isRemoved }) => (isRemoved ? [] : [path]))]);
  stale.filter((path) => !kept.has(path)).forEach((path) => record.release(path));
  return found;
}

/** A file to keep. Leftovers of a killed run are removed. */
function leftFile(folder: string, path: string): Leftover[] {
  const text = textOf(folder, path);
  if (text === undefined) {
    return [];
  }
  discard(temporaryPath(join(folder, path)));
  return [{ path, isRemoved: false, text }];
}

function removedFile(folder: string, path: string): Leftover[] {
  const text = textOf(folder, path) ?? '';
  return removeFile(folder, path) ? [{ path, isRemoved: true, text }] : [];
}

/** Characters of a name in the name of a file, which can have 255. */
const LONGEST = 100;

/** The temporary file carries the owner's name, so that two concurrent programs do not share it. */
function saveRecord(folder: string, text: string, owner = ''): void {
  const path = join(folder, RECORD_FILE);
  const saved = read(path)?.toString();
  if (text === '' && saved !== undefined) {
    attempt('delete', path, () => rmSync(path));
  } else if (text !== (saved ?? '')) {
    const temporary = temporaryPath(`${path}.${owner.replace(/\W+/g, '-').slice(-LONGEST)}`);
    writeWhole({ path, temporary, text });
  }
}

/** The content of a file, if it exists. Checks first, because an exception per missing file would be slow. */
function read(path: string): Buffer | undefined {
  return attempt('read', path, () => (statSync(path, { throwIfNoEntry: false }) ? readFileSync(path) : undefined));
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
