/** Output of a program after `synth()`. */
import type { App } from 'cdk8s';
import { describeDocuments, describeManifests, type Leftover } from './leftovers';
import { textOf } from './earlier-files';
import type { OutputChanges } from './output-folder';
import { mayPrint, remark } from './program';
import type { Files } from './rendered-files';
import { summariesIn } from './summaries';

/** What one run of `synth()` has done. */
export interface Synthesized {
  readonly isQuiet: boolean;
  /** The manifests. */
  readonly files: Files;
  readonly changes: OutputChanges;
  /** The folder for documents as a person finds it. */
  readonly documentFolder?: string;
  readonly documentChanges: OutputChanges;
  /** Documents of an earlier version in another folder, which were deleted. */
  readonly moved: readonly string[];
  /** Documents that were not written. */
  readonly leftOut: readonly string[];
}

/** Prints warnings, remarks and the summaries of an app on standard error, if a person runs the program. */
export function reportSynthesis(app: App, run: Synthesized): void {
  if (!mayPrint()) {
    return;
  }
  const isQuiet = run.isQuiet || Boolean(process.env.HARNESS_QUIET);
  warningsOf(app.outdir, run, isQuiet).forEach((text) => remark(`harness-constructs: ${text}`));
  if (!isQuiet) {
    summariesIn(app).forEach((text) => remark(`\n${text}`));
  }
}

/** Deleted files are always reported. Remarks about leftover files and omitted documents can be silenced. */
export function warningsOf(outdir: string, run: Synthesized, isQuiet: boolean): string[] {
  const { changes, documentChanges, documentFolder = '', moved, leftOut } = run;
  const toTell = (leftovers: readonly Leftover[]) => leftovers.filter(({ isRemoved }) => isRemoved || !isQuiet);
  const [manifests, documents] = [toTell(changes.leftovers), toTell(documentChanges.leftovers)];
  return [
    ...(manifests.length > 0 ? describeManifests(manifests, manifestsIn(outdir, run)) : []).map(
      (text) => `in ${outdir}: ${text}`,
    ),
    ...describeDocuments(documents).map((text) => `in ${documentFolder}: ${text}`),
    ...moved.map((path) => `deleted ${path}: Harness documents of this app go to ${documentFolder} now`),
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
