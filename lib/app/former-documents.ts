/** Documents for Harness that the same program wrote to other folders. */
import { rmdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type DocumentPlace, holdsManifests, otherDocumentPlaces } from './document-folder';
import { nextOutputOwner, RECORD_FILE } from './file-owners';
import { listedManifest } from './listed-files';
import { replaceFiles } from './output-folder';
import { withSlashes } from './paths';

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
      const [{ removed }] = replaceFiles([
        { outdir: folder, files: new Map(), owner, property: 'outdir', isMoved: true },
      ]);
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
