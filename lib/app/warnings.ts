/** What an app reports about files of earlier runs and of others, and about documents elsewhere. */
import { textOf } from './files';
import { describeDocuments, describeManifests, describeReplaced, type Leftover } from './leftovers';
import type { OutputChanges } from './output-folder';
import type { Files } from './rendered-files';

/** What one run of `synth()` has done. */
export interface Synthesized {
  readonly isQuiet: boolean;
  /** The manifests. */
  readonly files: Files;
  readonly changes: OutputChanges;
  /** The folder for documents as a person finds it. */
  readonly documentFolder?: string;
  readonly documentChanges: OutputChanges;
  /** Documents in another folder, of an earlier version or a run from another working directory, which were deleted. */
  readonly moved: readonly string[];
  /** The folder around the output, if it holds the documents and manifests of other runs. */
  readonly besideManifests?: string;
  /** Documents that were not written. */
  readonly leftOut: readonly string[];
}

/** Deleted and replaced files are always reported. Remarks about leftover files and omitted documents can be silenced. */
export function warningsOf(outdir: string, run: Synthesized, isQuiet: boolean): string[] {
  const { changes, documentChanges, documentFolder = '', moved, leftOut, besideManifests } = run;
  const toTell = (leftovers: readonly Leftover[]) => leftovers.filter(({ isRemoved }) => isRemoved || !isQuiet);
  const [manifests, documents] = [toTell(changes.leftovers), toTell(documentChanges.leftovers)];
  return [
    ...describeReplaced(changes.replaced).map((text) => `in ${outdir}: ${text}`),
    ...describeReplaced(documentChanges.replaced).map((text) => `in ${documentFolder}: ${text}`),
    ...(manifests.length > 0 ? describeManifests(manifests, manifestsIn(outdir, run)) : []).map(
      (text) => `in ${outdir}: ${text}`,
    ),
    ...describeDocuments(documents).map((text) => `in ${documentFolder}: ${text}`),
    ...moved.map((path) => `deleted ${path}: Harness documents of this app go to ${documentFolder} now`),
    ...(besideManifests !== undefined && !isQuiet
      ? [
          `Harness documents and manifests of several runs are in ${besideManifests}: do not apply all of it. To write the documents elsewhere, set HARNESS_OUTDIR to a folder.`,
        ]
      : []),
    ...(leftOut.length > 0 && !isQuiet
      ? [
          `cdk8s synth --stdout leaves out the Harness documents ${leftOut.join(', ')}. To write them, set HARNESS_OUTDIR to a folder.`,
        ]
      : []),
  ];
}

/** Contents of the manifests in the folder, without leftovers. */
function* manifestsIn(outdir: string, { files, changes }: Synthesized): Generator<string> {
  const left = new Set(changes.leftovers.map(({ path }) => path));
  yield* files.values();
  for (const path of changes.others.filter((other) => !left.has(other))) {
    yield textOf(outdir, path) ?? '';
  }
}
