/** Replaces the files in output folders, and removes documents from the places that they had. */
import { lstatSync, mkdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, resolve } from 'node:path';
import { inOwnWords } from '../core';
import { type DocumentPlace, holdsManifests, otherDocumentPlaces } from './document-folder';
import { nextOutputOwner, OutputRecord, RECORD_FILE } from './file-owners';
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
import { existenceOf, type Leftover, type Replaced } from './leftovers';
import { listedManifest } from './listed-files';
import { isOfInline, prunes } from './owner-names';
import { foldersOf, isFolder, withSlashes } from './paths';
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
}

/**
 * Writes files to output folders, and removes stale files that the same owner wrote earlier, and those of programs that
 * no longer exist. A document of another program that exists is refused. If one of the folders cannot be written, the files in all of them stay as they are.
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
  return { ...output, record, before, replaced: replacedBy(output, record) };
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
function prepare({ folder, files, record, changed, newFolders, owner }: Plan): void {
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
 * Clears the files that the owner no longer writes, and those of programs that no longer exist. An unknown program
 * clears nothing, because it cannot tell which files are its own. A program without a file only reports them.
 */
function clearLeftovers({ folder, files, record, takenFrom, owner }: Plan): Leftover[] {
  if (owner === undefined) {
    return [];
  }
  if (isOfInline(owner) && !prunes()) {
    return leftOf(folder, record, owner).filter(({ path }) => !files.has(path));
  }
  const own = removeStale(folder, files, record, owner);
  const others = record.owners.filter((other) => other !== owner);
  return [...own, ...others.flatMap((other) => ofOther(folder, record, other, takenFrom.has(other)))];
}

/**
 * The files of another program, unless it exists and looks after them itself. Nobody can look up a chosen name. An app that takes
 * over files of such a name may be its app under a new name: then the other files of the name are reported.
 */
function ofOther(folder: string, record: OutputRecord, program: string, isTaken: boolean): Leftover[] {
  const existence = existenceOf(folder, program);
  const mayBeInUse = existence === 'name';
  if (existence === 'gone' || (existence !== 'exists' && prunes())) {
    return removeStale(folder, new Map(), record, program).map((file) => ({ ...file, program, mayBeInUse }));
  }
  const isReported = existence === 'unknown' || (mayBeInUse && isTaken);
  const left = isReported ? leftOf(folder, record, program) : [];
  return left.map((file) => ({ ...file, mayBeInUse }));
}

/** The files of a program, which stay. */
function leftOf(folder: string, record: OutputRecord, program: string): Leftover[] {
  return filesOf(record, program).flatMap((path) => {
    const text = textOf(folder, path);
    return text === undefined ? [] : [{ path, isRemoved: false, program, text }];
  });
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

/** Removes the files that the owner no longer writes from the folder and the record. Returns the deleted files. */
function removeStale(folder: string, files: Files, record: OutputRecord, owner: string): Leftover[] {
  const needed = new Set([...files.keys(), ...foldersOf(files.keys())]);
  const stale = record.of(owner).filter((path) => !needed.has(path));
  const removed = stale.filter((path) => !path.endsWith('/')).flatMap((path) => removedFile(folder, path));
  // Sorted paths have parents first, and a parent is empty only after its children are gone.
  const kept = stale.toReversed().filter((path) => path.endsWith('/') && !removeFolder(folder, path));
  stale.filter((path) => !kept.includes(path)).forEach((path) => record.release(path));
  return removed;
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

/**
 * Documents for an output folder in other places: those of version 0.1.0, which wrote them below folders of manifests
 * (`dist/prod-harness` for `dist/prod`), and those of runs from other working directories. The list in each of these folders
 * names the programs.
 */
export class FormerDocuments {
  private readonly places: readonly (DocumentPlace & { readonly owner?: string })[];

  constructor(outdir: string, outputOwner?: string) {
    const others = process.env.HARNESS_OUTDIR
      ? []
      : otherDocumentPlaces(outdir).filter(({ folder }) => isListed(folder));
    // Asking for the name of a program counts its apps: once for each folder.
    this.places = others.map((place) => ({ ...place, owner: outputOwner ?? nextOutputOwner(place.folder) }));
  }

  /** Removes what this program wrote there. Returns the paths of the removed files, from the working directory. */
  public remove(): string[] {
    return this.places.flatMap(({ folder, top, owner }) => {
      const hasManifests = () => holdsManifests(folder) || listedManifest(folder) !== undefined;
      if (owner === undefined || !isListed(folder) || hasManifests()) {
        return [];
      }
      const [{ removed }] = replaceFiles([{ outdir: folder, files: new Map(), owner, property: 'outdir' }]);
      if (removed.length > 0) {
        removeEmpty(folder, top);
      }
      return removed.map((path) => withSlashes(relative(process.cwd(), join(folder, path))));
    });
  }
}

function isListed(folder: string): boolean {
  return statSync(join(folder, RECORD_FILE), { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Removes a folder and those around it, as far as they are empty, up to the topmost one. */
function removeEmpty(folder: string, top: string): void {
  try {
    for (let path = folder; path.startsWith(top); path = dirname(path)) {
      rmdirSync(path);
    }
  } catch {
    // Other files are in it.
  }
}
