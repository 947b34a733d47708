/** What earlier runs left in folders: manifests and documents are never mixed, and neither is taken for the other. */
import { dirname, join, relative, resolve } from 'node:path';
import { HarnessConstructsError } from '../core';
import { OutputRecord, RECORD_FILE } from './file-owners';
import { textOf } from './files';
import { isFolder, leadsOut } from './paths';

/** Whether a file holds a Kubernetes object. No document for Harness has this member at its top level. */
const OBJECT = /^["']?apiVersion["']?:/m;

/** The top level of connectors and stages. */
const DOCUMENT = /^(connector|stage):/m;

/** The list in a folder; an empty one if there is none. */
function recordIn(folder: string): OutputRecord {
  return OutputRecord.parse((isFolder(folder) && textOf(folder, RECORD_FILE)) || '');
}

/** The first file that the list in a folder names, and whose text fits. Files are read one by one. */
function listed(folder: string, fits: (text: string) => boolean): string | undefined {
  const record = recordIn(folder);
  const paths = record.owners.flatMap((owner) => record.of(owner));
  return paths.find((path) => !path.endsWith('/') && fits(textOf(folder, path) ?? ''));
}

/** The first file with Kubernetes objects that the list in a folder names. */
export function listedManifest(folder: string): string | undefined {
  return listed(folder, (text) => OBJECT.test(text));
}

/** The first document for Harness that the list in a folder names. A folder whose first file is a manifest has none. */
function listedDocument(folder: string): string | undefined {
  let isDocument = false;
  const path = listed(folder, (text) => {
    isDocument = DOCUMENT.test(text) && !OBJECT.test(text);
    return isDocument || OBJECT.test(text);
  });
  return isDocument ? path : undefined;
}

/** Refuses an output folder with documents of an earlier run, or of another program. */
export function refuseAroundListedDocuments(outdir: string): void {
  const path = listedDocument(outdir);
  if (path !== undefined) {
    refuse('outdir', outdir, `an output folder without Harness documents, such as "${join(outdir, path)}"`);
  }
}

/** Refuses a folder for documents with manifests of an earlier run, or of another program, in it or in one around it. */
export function refuseBelowListedManifests(folder: string): void {
  for (const around of foldersAround(folder)) {
    const path = listedManifest(around);
    if (path !== undefined) {
      refuse('HARNESS_OUTDIR', folder, `a folder for documents without manifests, such as "${join(around, path)}"`);
    }
  }
}

/** A folder, and those around it in the working directory. */
function foldersAround(folder: string): string[] {
  const parent = dirname(resolve(folder));
  const isInProject = !leadsOut(relative(process.cwd(), parent)) && parent !== process.cwd();
  return [folder, ...(isInProject ? foldersAround(parent) : [])];
}

function refuse(property: string, folder: string, allowed: string): never {
  throw new HarnessConstructsError({
    constructPath: '',
    property,
    given: JSON.stringify(folder),
    allowed,
    remedy:
      'Choose another outdir, or set HARNESS_OUTDIR. If nobody needs the files of the earlier run, delete the folder.',
  });
}
