/** Files that earlier runs left in an output folder: their owners and contents. */
import { type Dirent, readdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { isPlainObject, pruneProtectionOf, yamlLibrary } from '../core';
import { INLINE, isOfInline, partsOf, withoutExtension } from './owner-names';
import { isFolder } from './paths';
import { isInline } from './program';

/** A file of an earlier run that no app writes anymore. */
export interface Leftover {
  /** Path relative to the output folder, with `/`. */
  readonly path: string;
  /** Whether this run has deleted it. */
  readonly isRemoved: boolean;
  /** The program that wrote it; `undefined` for the one that runs. */
  readonly program?: string;
  /** Whether an app may still write it: nobody can look up a name that a program has chosen. */
  readonly mayBeInUse?: boolean;
  /** Content of the file. */
  readonly text: string;
}

/** A file of somebody else that this run has replaced, with other content. */
export interface Replaced {
  /** Path relative to the output folder, with `/`. */
  readonly path: string;
  /** The program that wrote it; `undefined` if the list does not have it, for example if a person wrote it. */
  readonly program?: string;
}

/**
 * What is known about the program that a name in the list stands for, such as `../main` for `../main.ts`. It is `gone`
 * if its folder contains only other programs. If the folder is missing or contains none, or if the source of the program is
 * there but not what is compiled from it, the state is unknown: it may not be checked out or built here. A `name` was chosen by the program itself (`outputOwner`).
 */
type Existence = 'exists' | 'gone' | 'unknown' | 'name';

/** Whether the owner of a name in the list still exists. One with another output folder does as long as the folder does. */
export function existenceOf(folder: string, owner: string): Existence {
  const { program, place } = partsOf(owner);
  // A program can be named like the second app of another one.
  const asWhole = existenceOfProgram(folder, owner);
  const existence = asWhole === 'exists' || owner === program ? asWhole : existenceOfProgram(folder, program);
  if (place === undefined || existence === 'gone' || existence === 'unknown') {
    return existence;
  }
  return isFolder(resolve(folder, place)) ? 'exists' : 'name';
}

function existenceOfProgram(folder: string, name: string): Existence {
  if (name === INLINE) {
    // The other apps of this program look after their files themselves.
    return isInline() ? 'exists' : 'unknown';
  }
  if (!name.includes('/')) {
    return 'name';
  }
  const program = resolve(folder, name);
  const files = filesIn(dirname(program));
  if (files.some((file) => [file, withoutExtension(file)].includes(basename(program)))) {
    return 'exists';
  }
  return files.some(isProgram) && !isToBeCompiled(program, files) ? 'gone' : 'unknown';
}

function isProgram(file: string): boolean {
  return file !== withoutExtension(file);
}

/** Whether the folder has only compiled programs, and the source of this one is in the parent folder or in a sibling folder. */
function isToBeCompiled(program: string, files: readonly string[]): boolean {
  const isSource = (file: string) => /\.[cm]?tsx?$/.test(file) && !/\.d\.[cm]?ts$/.test(file);
  const around = dirname(dirname(program));
  return (
    !files.some(isSource) &&
    [around, ...foldersIn(around)].some((folder) =>
      filesIn(folder).some((file) => isSource(file) && withoutExtension(file) === basename(program)),
    )
  );
}

function foldersIn(folder: string): string[] {
  const folders = entriesIn(folder).filter((entry) => entry.isDirectory());
  return folders.map(({ name }) => join(folder, name));
}

function filesIn(folder: string): string[] {
  const files = entriesIn(folder).filter((entry) => !entry.isDirectory());
  return files.map(({ name }) => name);
}

function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * Describes leftover manifests: which of the objects Argo CD, Flux or `kubectl apply --prune` deletes from the cluster once
 * the files are gone, and which of them keeps an object. Objects that moved to another file stay. Files that stay are still applied.
 *
 * @param texts contents of the other files that engines read in the folder
 */
export function describeManifests(leftovers: readonly Leftover[], texts: Iterable<string>): string[] {
  const kept = new Set([...texts].flatMap((text) => objectsIn(text).map(({ key }) => key)));
  const files = leftovers.map((leftover) => ({ leftover, objects: objectsIn(leftover.text) }));
  const gone = files.flatMap(({ objects }) => objects).filter(({ key }) => !kept.has(key));
  return files.map(({ leftover, objects }) => {
    const own = objects.filter((object) => gone.includes(object));
    const remark = leftover.isRemoved || objects.length === 0 ? '' : `; ${stillApplied(objects.length > own.length)}`;
    return `${fate(leftover)}${remark}; ${consequence(objects.length, own, gone)}`;
  });
}

/** @param isInTwoFiles whether objects of the file are also in others: which version is applied last depends on the engine */
function stillApplied(isInTwoFiles: boolean): string {
  return isInTwoFiles ? 'engines still apply it, and may replace newer objects with it' : 'engines still apply it';
}

/** Describes files that others had written with other content. */
export function describeReplaced(replaced: readonly Replaced[]): string[] {
  return replaced.map(({ path, program }) =>
    program === undefined
      ? `replaced ${path}: it was there with other content, and not in the list of files that harness-constructs wrote`
      : `replaced ${path}: ${isOfInline(program) ? INLINE : `"${program}"`} had written it with other content`,
  );
}

/** Describes leftovers of documents for Harness, which no engine reads. */
export function describeDocuments(leftovers: readonly Leftover[]): string[] {
  return leftovers.map((leftover) => `${fate(leftover)}; Harness keeps what was created from it`);
}

function fate({ path, isRemoved, program = '', mayBeInUse }: Leftover): string {
  if (mayBeInUse) {
    const writer = `written under the name "${program}"`;
    return isRemoved
      ? `deleted ${path}: ${writer}, which this app does not have`
      : `left ${path}: ${writer} (if no app has this name anymore, ${deleteIt()})`;
  }
  if (!isRemoved) {
    return `left ${path}: ${reason(program, `written by "${program}", which was not found`)} (${deleteIt()})`;
  }
  return `deleted ${path}: ${reason(program, `its program "${program}" no longer exists`)}`;
}

/** Programs in other languages pass no arguments to Node.js. */
function deleteIt(): string {
  return process.env.JSII_AGENT ? 'delete it by hand if nobody needs it' : 'delete it with --prune';
}

function reason(program: string, ofOther: string): string {
  if (isOfInline(program)) {
    return `written by ${INLINE}`;
  }
  return program === '' ? 'the program no longer writes it' : ofOther;
}

/** @param all objects that are gone in any file: a Namespace takes with it what is in it */
function consequence(count: number, gone: readonly FoundObject[], all: readonly FoundObject[]): string {
  if (count === 0) {
    return 'it holds no objects';
  }
  if (gone.length === 0) {
    return 'all of its objects are in other files';
  }
  const fates = FATES.flatMap(({ keepers, words }) => {
    const objects = gone.filter((object) => keepersOf(object, all) === keepers).map(({ shown }) => shown);
    return objects.length > 0 ? [words(objects.join(', '))] : [];
  });
  return `without it, ${fates.join('; ')}`;
}

type Keepers = 'none' | 'Argo CD' | 'Flux' | 'both';

/** What happens to the objects, by the engines that keep them. No annotation stops kubectl. */
const FATES: readonly { readonly keepers: Keepers; readonly words: (objects: string) => string }[] = [
  { keepers: 'none', words: (objects) => `an engine that prunes deletes ${objects}` },
  { keepers: 'Argo CD', words: (objects) => `Argo CD keeps ${objects}, but Flux and kubectl apply --prune do not` },
  { keepers: 'Flux', words: (objects) => `Flux keeps ${objects}, but Argo CD and kubectl apply --prune do not` },
  { keepers: 'both', words: (objects) => `Argo CD and Flux keep ${objects}, but kubectl apply --prune does not` },
];

function keepersOf(object: FoundObject, gone: readonly FoundObject[]): Keepers {
  const around = gone.filter(({ makesNamespace }) => makesNamespace && makesNamespace === object.namespace);
  const [byArgo, byFlux] = [0, 1].map((engine) => [object, ...around].every(({ isKept }) => isKept[engine]));
  return byArgo ? (byFlux ? 'both' : 'Argo CD') : byFlux ? 'Flux' : 'none';
}

interface FoundObject {
  /** Equal for two versions of one object. */
  readonly key: string;
  readonly shown: string;
  readonly namespace?: string;
  /** The name of a Namespace. */
  readonly makesNamespace?: string;
  /** Whether its annotations stop Argo CD, and Flux. */
  readonly isKept: readonly boolean[];
}

/** The Kubernetes objects in a file; none if it is not YAML. */
function objectsIn(text: string): FoundObject[] {
  try {
    return yamlLibrary()
      .parseAllDocuments(text)
      .flatMap((document) => foundObject(document.toJS() as unknown));
  } catch {
    return [];
  }
}

function foundObject(value: unknown): FoundObject[] {
  const { apiVersion, kind, metadata } = isPlainObject(value) ? value : {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isPlainObject(metadata)) {
    return [];
  }
  const [namespace, name] = [metadata.namespace, metadata.name].map((part) =>
    typeof part === 'string' ? part : undefined,
  );
  const place = [namespace, name].filter((part) => part !== undefined).join('/');
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  return [
    {
      key: [group, kind, place].join('\n'),
      shown: `${kind} ${place}`,
      namespace,
      makesNamespace: group === '' && kind === 'Namespace' ? name : undefined,
      isKept: pruneProtectionOf(textsIn(metadata.annotations), textsIn(metadata.labels)),
    },
  ];
}

/** The strings of a map, which anyone can have edited. */
function textsIn(map: unknown): { readonly [key: string]: string } {
  const entries = Object.entries(isPlainObject(map) ? map : {});
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
