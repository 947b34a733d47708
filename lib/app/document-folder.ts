/** The folder for Harness documents. */
import { existsSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HarnessConstructsError, inProcess } from '../core';
import { isBelow, leadsOut, realPath, withSlashes } from './paths';

/** A folder, given from another one so that a program names it alike on every machine. */
interface Place {
  readonly from: string;
  readonly steps: string;
}

/** The folder for documents: next to the output folder, unless HARNESS_OUTDIR names another one. */
export function documentFolder(outdir: string): string {
  const { from, steps } = nextTo(outdir);
  return process.env.HARNESS_OUTDIR || resolve(from, steps);
}

/**
 * The folder for documents as shown to a person: relative to the working directory. For a folder elsewhere, only the
 * last part, so that it is the same on every machine. `undefined` if documents are left out.
 */
export function shownDocumentFolder(outdir: string): string | undefined {
  const { HARNESS_OUTDIR } = process.env;
  if (leavesDocumentsOut(outdir)) {
    return undefined;
  }
  const steps = HARNESS_OUTDIR ? fromHere(HARNESS_OUTDIR) : nextTo(outdir).steps;
  return withSlashes(HARNESS_OUTDIR && isAbsolute(HARNESS_OUTDIR) && leadsOut(steps) ? HARNESS_OUTDIR : steps);
}

/** A folder in which documents for an output folder can be, and the topmost folder that exists for them only. */
export interface DocumentPlace {
  readonly folder: string;
  readonly top: string;
}

/**
 * Where runs from other working directories, and earlier versions, put the documents for an output folder: next to any of
 * the folders above it, the outermost last.
 */
export function otherDocumentPlaces(outdir: string): DocumentPlace[] {
  const whole = resolve(outdir);
  const places: DocumentPlace[] = [];
  for (let top = whole; dirname(top) !== top; top = dirname(top)) {
    const beside = `${top}-harness`;
    places.push({ folder: join(beside, relative(top, whole)), top: beside });
  }
  return places.filter(({ folder }) => folder !== resolve(documentFolder(outdir)));
}

/**
 * The neighbor of the topmost folder of an output path: `dist-harness/prod` for `dist/prod`. Tools that read all of
 * `dist` then find no documents there.
 *
 * The topmost folder is the first one below the working directory, or below the folder that both have in common: for
 * `/repo/dist/prod`, programs that run in `/repo` and `/repo/infra` use `/repo/dist-harness/prod`. An absolute path can have
 * nothing of a project in common with the working directory. It is then unknown which folder tools read, and the suffix goes
 * to the folder of `cdk8s synth`, or else to the last one.
 */
function nextTo(outdir: string): Place {
  if (!isElsewhere(outdir)) {
    const names = fromHere(outdir).split(/[\\/]/);
    const top = names.findIndex((name) => name !== '..' && name !== '');
    if (top >= 0) {
      return { from: process.cwd(), steps: join(...names.with(top, `${names[top]}-harness`)) };
    }
  }
  const top = resolve(folderOfCli(outdir) ?? outdir);
  return { from: dirname(top), steps: join(`${basename(top)}-harness`, relative(top, resolve(outdir))) };
}

/** The folder of `cdk8s synth`, if the output folder is in it. */
function folderOfCli(outdir: string): string | undefined {
  const { CDK8S_OUTDIR } = process.env;
  return CDK8S_OUTDIR && !leadsOut(relative(resolve(CDK8S_OUTDIR), resolve(outdir))) ? CDK8S_OUTDIR : undefined;
}

/** Whether it is unknown which of the folders in the path belong to the project. */
function isElsewhere(outdir: string): boolean {
  const steps = fromHere(outdir);
  if (!isAbsolute(outdir) || !leadsOut(steps)) {
    return false;
  }
  return folderOfCli(outdir) !== undefined || isAbsolute(steps) || !canHoldProject(commonWithHere(steps));
}

function commonWithHere(steps: string): string {
  return resolve(...steps.split(sep).filter((name) => name === '..'));
}

/** Not the root, nor a folder that holds temporary or home folders: its subfolders are unrelated to each other. */
function canHoldProject(folder: string): boolean {
  const { HOME, USERPROFILE } = process.env;
  const home = HOME ?? USERPROFILE;
  const holdsHomes = home !== undefined && home !== '' && relative(folder, home) !== '' && isBelow(folder, home);
  return dirname(folder) !== folder && !isBelow(folder, tmpdir()) && !holdsHomes;
}

/**
 * Where tools that read the folders of several runs at once would find the documents: the folder around an output folder
 * elsewhere, if other programs or runs write manifests to it. `undefined` if there are none.
 */
export function sharedWithManifests(outdir: string, record: string): string | undefined {
  if (process.env.HARNESS_OUTDIR || !isElsewhere(outdir) || folderOfCli(outdir) !== undefined) {
    return undefined;
  }
  const [own, around] = [resolve(outdir), dirname(resolve(outdir))];
  const hasManifests = readdirSync(around)
    .map((name) => join(around, name))
    .some((folder) => folder !== own && !folder.endsWith('-harness') && existsSync(join(folder, record)));
  return hasManifests ? around : undefined;
}

function fromHere(path: string): string {
  return relative(process.cwd(), resolve(path));
}

/**
 * Whether documents are left out: `cdk8s synth --stdout` creates a temporary folder, prints its manifests and removes it.
 * A folder next to it would stay behind unnoticed.
 */
export function leavesDocumentsOut(outdir: string): boolean {
  return !process.env.HARNESS_OUTDIR && isPrinted(outdir);
}

/** Whether `cdk8s synth --stdout` prints the manifests in the output folder. */
export function isPrinted(outdir: string): boolean {
  const { CDK8S_OUTDIR } = process.env;
  return CDK8S_OUTDIR !== undefined && isTemporaryOfCli(CDK8S_OUTDIR) && isBelow(CDK8S_OUTDIR, outdir);
}

/** Whether the folder is one that `cdk8s synth --stdout` creates. */
export function isTemporaryOfCli(folder: string): boolean {
  return dirname(resolve(folder)) === resolve(tmpdir()) && /^cdk8s-\w{6}$/.test(basename(folder));
}

/** The folders of one process with manifests, and those with documents: as given, by path behind all symbolic links. */
interface Written {
  readonly manifests: Map<string, string>;
  readonly documents: Map<string, string>;
}

/** Shared by two copies of this package in one process. */
function written(): Written {
  return inProcess('writtenFolders', () => ({ manifests: new Map(), documents: new Map() }));
}

/** Remembers where an app has written manifests and documents, so that other apps of the program keep them apart. */
export function rememberFolders(outdir: string, folder: string, documents: Iterable<string>): void {
  const { manifests, documents: folders } = written();
  manifests.set(realPath(outdir), outdir);
  foldersWith(folder, documents).forEach((path) => folders.set(realPath(path), path));
}

/** Whether an app of the program has written manifests to the folder. */
export function holdsManifests(folder: string): boolean {
  return written().manifests.has(realPath(folder));
}

function foldersWith(folder: string, documents: Iterable<string>): string[] {
  return [...new Set([...documents].map((path) => dirname(join(folder, path))))];
}

/**
 * Refuses a folder that puts itself or a document into the output folder, or into that of another app of the program:
 * cdk8s-cli, Argo CD, Flux and `kubectl apply -R` take every YAML file in there as an object.
 */
export function refuseBelowOutput(outdir: string, folder: string, documents: Iterable<string> = []): void {
  const paths = foldersWith(folder, documents);
  if ([folder, ...paths].some((path) => isBelow(outdir, path))) {
    refuseFolder(folder, outdir, 'outside the output folder');
  }
  const around = [...written().manifests].find(([other]) => paths.some((path) => isBelow(other, path)));
  if (around !== undefined) {
    refuseFolder(folder, around[1], 'outside the output folder of another app,');
  }
}

/** Refuses an output folder that contains documents of another app of the program. */
export function refuseAroundDocuments(outdir: string): void {
  const inside = [...written().documents].find(([path]) => isBelow(outdir, path));
  if (inside !== undefined) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'outdir',
      given: JSON.stringify(outdir),
      allowed: `an output folder without the documents of another app, which are in "${inside[1]}"`,
      remedy: 'Choose another outdir, or set HARNESS_OUTDIR to a folder outside both.',
    });
  }
}

function refuseFolder(folder: string, outdir: string, where: string): never {
  refuse(
    JSON.stringify(folder),
    `a folder for documents ${where} "${outdir}"`,
    process.env.HARNESS_OUTDIR
      ? 'Choose another folder, or unset the variable: Harness documents are not Kubernetes objects.'
      : 'Set the variable to a folder outside both: Harness documents are not Kubernetes objects.',
  );
}

/** Refuses an output folder whose neighbor is outside the project: nobody would look for documents there. */
export function refuseBesideProject(outdir: string): void {
  if (!process.env.HARNESS_OUTDIR && isBelow(outdir, process.cwd())) {
    refuse(
      undefined,
      `a folder for documents when the output folder "${outdir}" is the current folder or contains it`,
      'Set it to a folder outside the output folder, or write the manifests to a folder of their own, such as dist.',
      'missing',
    );
  }
}

function refuse(given: string | undefined, allowed: string, remedy: string, problem?: string): never {
  const shown = { ...(problem !== undefined && { problem }), ...(given !== undefined && { given }) };
  throw new HarnessConstructsError({ constructPath: '', property: 'HARNESS_OUTDIR', ...shown, allowed, remedy });
}
