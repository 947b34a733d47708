/** The files that the apps of one process have written, so that no app overwrites those of another. */
import { join } from 'node:path';
import { HarnessConstructsError } from '../core';
import { realPath } from './paths';
import type { Files } from './rendered-files';

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

const FILES = Symbol.for('harness-constructs.writtenFiles');

/** By absolute path. Shared by two copies of this package in one process. */
function written(): Map<string, Written> {
  const registry = globalThis as { [FILES]?: Map<string, Written> };
  return (registry[FILES] ??= new Map<string, Written>());
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
