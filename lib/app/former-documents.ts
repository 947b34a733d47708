import { rmdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { formerDocumentFolder } from './document-folder';
import { replaceFiles } from './output-folder';
import { nextOutputOwner } from './output-owner';
import { RECORD_FILE } from './output-record';

/**
 * Documents of version 0.1.0 for an output folder with several levels. For `dist/prod`, they are in
 * `dist/prod-harness`, where tools that read all of `dist` find them. The list in that folder names their owners.
 */
export class FormerDocuments {
  private readonly folder: string;
  private readonly owner?: string;

  constructor(
    private readonly outdir: string,
    documentFolder: string,
    outputOwner?: string,
  ) {
    this.folder = formerDocumentFolder(outdir);
    const isFormer = !process.env.HARNESS_OUTDIR && this.folder !== documentFolder;
    // Asking for the name of a program counts its apps: not twice for one folder.
    this.owner = isFormer ? (outputOwner ?? nextOutputOwner(this.folder)) : undefined;
  }

  /** Removes what this program wrote there. Returns the paths of the removed files, with the folder as configured. */
  public remove(): string[] {
    if (this.owner === undefined || !isListed(this.folder)) {
      return [];
    }
    const [{ removed }] = replaceFiles([
      { outdir: this.folder, files: new Map(), owner: this.owner, property: 'outdir' },
    ]);
    if (removed.length > 0) {
      removeIfEmpty(this.folder);
    }
    return removed.map((path) => `${this.outdir.replace(/[\\/]+$/, '')}-harness/${path}`);
  }
}

function isListed(folder: string): boolean {
  return statSync(join(folder, RECORD_FILE), { throwIfNoEntry: false })?.isFile() ?? false;
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Other files are in it.
  }
}
