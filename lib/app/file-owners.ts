/** Which app wrote which files: in an output folder, from run to run, and within one process. */
import { join, relative, resolve } from 'node:path';
import { HarnessConstructsError, inProcess } from '../core';
import { isPrinted } from './document-folder';
import { INLINE, inPlace, withoutExtension } from './owner-names';
import { realPath, withSlashes } from './paths';
import { isInline, programFile } from './program';
import type { Files } from './rendered-files';

/* The list of files in an output folder, and the names under which apps record theirs. */

/** The list of files in an output folder. */

const PREAMBLE =
  '# Files that harness-constructs wrote here. It deletes no others, and these only with --prune or if their program is gone. Keep this list with them.';

const OWNER = '# Program: ';

/** Name of the file. No tool takes it as a manifest: kubectl, Argo CD, Flux and cdk8s-cli go by the extension. */
export const RECORD_FILE = '.harness-constructs';

/**
 * Which program wrote which files of an output folder. Paths are relative to the folder, with `/`; a folder ends in `/`.
 *
 * Anyone can edit the file, so it is not trusted: a line that leads out of the folder is ignored.
 */
export class OutputRecord {
  public static parse(text: string): OutputRecord {
    const record = new OutputRecord();
    let owner: string | undefined;
    for (const line of text.split(/\r?\n/)) {
      if (line.startsWith(OWNER)) {
        owner = line.slice(OWNER.length);
      } else if (owner !== undefined && staysWithin(line)) {
        record.add(owner, line);
      }
    }
    return record;
  }

  private readonly paths = new Map<string, Set<string>>();

  /** The programs, sorted. */
  public get owners(): string[] {
    return [...this.paths.keys()].filter((owner) => this.of(owner).length > 0).sort();
  }

  /** The paths that belong to a program, sorted. */
  public of(owner: string | undefined): string[] {
    return owner === undefined ? [] : [...(this.paths.get(owner) ?? [])].sort();
  }

  /** The program that a path belongs to. */
  public ownerOf(path: string): string | undefined {
    return [...this.paths].find(([, paths]) => paths.has(path))?.[0];
  }

  /** Files belong to the program that wrote them last. Without an owner they are not recorded. */
  public claim(owner: string | undefined, paths: Iterable<string>): void {
    for (const path of paths) {
      this.release(path);
      if (owner !== undefined) {
        this.add(owner, path);
      }
    }
  }

  /** Removes a path from its owner. */
  public release(path: string): void {
    this.paths.forEach((paths) => paths.delete(path));
  }

  /** The content of the file; empty if nothing is recorded. */
  public toString(): string {
    const lines = this.owners.flatMap((owner) => [`${OWNER}${owner}`, ...this.of(owner)]);
    return lines.length > 0 ? [PREAMBLE, ...lines, ''].join('\n') : '';
  }

  private add(owner: string, path: string): void {
    this.paths.set(owner, (this.paths.get(owner) ?? new Set()).add(path));
  }
}

/** Whether a path is relative and plain: no drive, no backslash, no step to a parent folder, no comment. */
function staysWithin(path: string): boolean {
  const segments = path.replace(/\/$/, '').split('/');
  return !/^#|[\\:\0]/.test(path) && segments.every((segment) => !['', '.', '..'].includes(segment));
}

/* Names of apps. */

/**
 * Names the running program relative to an output folder, so that the name is the same on every machine with the
 * repository: `../main` for `main.ts` next to `dist/`. A second app of the program for this folder is another owner,
 * `../main (2)`.
 *
 * All code from the command line and from standard input has one name, {@link INLINE}. `undefined` if the program cannot
 * be identified.
 */
export function nextOutputOwner(folder: string): string | undefined {
  return counted(folder, programFrom(folder));
}

/**
 * The owner of an app's documents. HARNESS_OUTDIR is one folder for all values of `outdir`, so the name contains the one of
 * the app: programs and runs that differ in it keep their documents apart.
 */
export function documentOwner(outputOwner: string | undefined, folder: string, outdir: string): string | undefined {
  const name = outputOwner ?? programFrom(folder);
  const isShared = Boolean(process.env.HARNESS_OUTDIR) && !isPrinted(outdir);
  const owner =
    name !== undefined && isShared ? inPlace(name, withSlashes(relative(resolve(folder), resolve(outdir)))) : name;
  return outputOwner === undefined ? counted(folder, owner) : chosen(folder, owner);
}

/** The owner of an app's manifests. */
export function manifestOwner(outputOwner: string | undefined, outdir: string): string | undefined {
  return outputOwner === undefined ? nextOutputOwner(outdir) : chosen(outdir, outputOwner);
}

/** Several apps can have a name that the program chose. */
function chosen(folder: string, owner: string | undefined): string | undefined {
  counted(folder, owner);
  return owner;
}

function counted(folder: string, owner: string | undefined): string | undefined {
  if (owner === undefined) {
    return undefined;
  }
  const count = countUp(`${resolve(folder)}\n${owner}`);
  return count === 1 ? owner : `${owner} (${count})`;
}

/** The name of the running program, relative to a folder; `undefined` if it is unknown. */
export function programFrom(folder: string): string | undefined {
  const script = programFile();
  if (script === undefined) {
    return isInline() ? INLINE : undefined;
  }
  return withoutExtension(relative(resolve(folder), resolve(script)).replaceAll('\\', '/'));
}

/** Whether an app of the process has the name. */
export function isNameOfApp(folder: string, owner: string): boolean {
  const countOf = (name: string) => counts().get(`${resolve(folder)}\n${name}`) ?? 0;
  const [, first = '', number = '1'] = /^(.*?)(?: \((\d+)\))?$/.exec(owner) ?? [];
  return countOf(owner) > 0 || countOf(first) >= Number(number);
}

/** Counts for the whole process, even if it has loaded two copies of this package. */
function countUp(key: string): number {
  const count = (counts().get(key) ?? 0) + 1;
  counts().set(key, count);
  return count;
}

function counts(): Map<string, number> {
  return inProcess('outputOwners', () => new Map<string, number>());
}

/* The files that the apps of one process have written, so that no app overwrites those of another. */

/** An app, as errors name it. Two apps with the same name and folder are one: the later one takes its place. */
export interface Writer {
  /** `undefined` if the program is unknown, and in tests, which often run a program twice. */
  readonly owner: string | undefined;
  readonly outdir: string;
}

/** Files for a folder. */
export interface FilesOfFolder {
  readonly folder: string;
  readonly files: Files;
  /** How to keep the files of two apps apart. */
  readonly remedy: string;
}

interface Written {
  readonly writer: Writer;
  /** Equal for writers that are one app. */
  readonly key: string;
  readonly text: string;
}

/** Written files by absolute path. Copies of this package in one process share them. */
function written(): Map<string, Written> {
  return inProcess('writtenFiles', () => new Map<string, Written>());
}

/** Refuses a file that another app of the program has written with other content. */
export function refuseFilesOfOthers(writer: Writer, { folder, files, remedy }: FilesOfFolder): void {
  if (writer.owner === undefined) {
    return;
  }
  const [real, key] = [realPath(folder), keyOf(writer)];
  for (const [path, text] of files) {
    const earlier = written().get(join(real, path));
    if (earlier !== undefined && earlier.text !== text && earlier.key !== key) {
      throw new HarnessConstructsError({
        constructPath: '',
        property: 'outdir',
        problem: `two apps of the program write "${join(folder, path)}": first ${shown(earlier.writer)}, then ${shown(writer)}`,
        allowed: 'a file for each app',
        remedy,
      });
    }
  }
}

/** Remembers what an app has written. Call it after the files are there. */
export function rememberFiles(writer: Writer, outputs: readonly FilesOfFolder[]): void {
  if (writer.owner === undefined) {
    return;
  }
  const [all, key] = [written(), keyOf(writer)];
  all.forEach((file, path) => file.key === key && all.delete(path));
  for (const { folder, files } of outputs) {
    const real = realPath(folder);
    files.forEach((text, path) => all.set(join(real, path), { writer, key, text }));
  }
}

function keyOf({ owner, outdir }: Writer): string {
  return JSON.stringify([owner, realPath(outdir)]);
}

function shown({ owner, outdir }: Writer): string {
  return `"${owner}" with outdir "${outdir}"`;
}

/** What an app writes: manifests, and documents in a folder that another app may share. */
export function foldersToWrite(outdir: string, manifests: Files, folder: string, documents: Files): FilesOfFolder[] {
  return [
    {
      folder: outdir,
      files: manifests,
      remedy:
        'Give each app its own outdir, or its charts other ids. If the second app replaces the first, set the same outputOwner on both.',
    },
    {
      folder,
      files: documents,
      remedy: process.env.HARNESS_OUTDIR
        ? 'Unset HARNESS_OUTDIR, so that each outdir has its own folder for documents, or choose other identifiers.'
        : 'Give each app its own outdir, or choose other identifiers.',
    },
  ];
}
