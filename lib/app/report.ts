/** Messages printed after `synth()`, and at exit if the program forgot to call it. */
import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { inProcess, isOnlyLookedAt, renderingOnce } from '../core';
import { textOf } from './files';
import { describeDocuments, describeManifests, describeReplaced, type Leftover } from './leftovers';
import type { OutputChanges } from './output-folder';
import { mayPrint, mayWarn, remark } from './program';
import { documentsToWrite, type Files } from './rendered-files';

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

/**
 * Prints warnings, remarks and the summaries of an app to standard error, if a person runs the program. Programs in other languages
 * print no summaries.
 */
export function reportSynthesis(app: App, run: Synthesized): void {
  if (!mayWarn()) {
    return;
  }
  const isQuiet = run.isQuiet || Boolean(process.env.HARNESS_QUIET);
  warningsOf(app.outdir, run, isQuiet).forEach((text) => remark(`harness-constructs: ${text}`));
  if (!isQuiet && mayPrint()) {
    summariesIn(app).forEach((text) => remark(`\n${text}`));
  }
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

/**
 * Summaries of the outermost constructs that have a `summary()`, in tree order. A summary that fails is reported but
 * does not throw, because the files are already written.
 */
export function summariesIn(construct: IConstruct): string[] {
  return renderingOnce(() => summariesBelow(construct));
}

function summariesBelow(construct: IConstruct & { readonly summary?: unknown }): string[] {
  const { summary } = construct;
  if (typeof summary !== 'function' || summary.length > 0) {
    return construct.node.children.flatMap((child) => summariesBelow(child));
  }
  try {
    const text: unknown = summary.call(construct);
    return typeof text === 'string' ? [text] : [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [`harness-constructs: no summary of [${construct.node.path}]: ${reason}`];
  }
}

/* Programs that create objects and forget to write them. */

/** What an app has written in its last `synth()`; `undefined` before that. */
type Written = ReadonlySet<IConstruct> | undefined;

type Apps = Map<App, Written>;

/**
 * Remembers the app until it is rendered, and warns if the program succeeds without. `synth()`, `synthYaml()`, `toJson()` of a
 * chart, and `Testing.synth` run the validations; `toJson()` of an object reads the resolvers. A summary is no output.
 */
export function warnIfNeverRendered(app: App): void {
  if (!mayWarn()) {
    return;
  }
  const apps = unrenderedApps();
  apps.set(app, undefined);
  const rendered = (): void => {
    if (!isOnlyLookedAt()) {
      apps.delete(app);
    }
  };
  app.node.addValidation({
    validate: () => {
      rendered();
      return [];
    },
  });
  watchResolvers(app, rendered);
}

/** Remembers what the app has written, and warns if the program adds more and does not render it. */
export function warnOfLaterObjects(app: App): void {
  if (mayWarn()) {
    unrenderedApps().set(app, new Set(contentOf(app)));
  }
}

function watchResolvers(app: App, onRead: () => void): void {
  const { resolvers } = app;
  Object.defineProperty(app, 'resolvers', {
    configurable: true,
    enumerable: true,
    get: () => {
      onRead();
      return resolvers;
    },
  });
}

/** One list and one listener for the whole process, even if it has loaded two copies of this package. */
function unrenderedApps(): Apps {
  return inProcess('appsToRender', () => {
    const apps: Apps = new Map();
    process.on('exit', (code) => {
      // A program can load a test runner after it has created the app.
      if (code === 0 && mayWarn()) {
        [...apps].flatMap(([app, written]) => warningsAtExit(app, written)).forEach(remark);
      }
    });
    return apps;
  });
}

/** What an app writes. */
function contentOf(app: App): IConstruct[] {
  return [...documentsToWrite(app), ...app.node.findAll().filter((construct) => ApiObject.isApiObject(construct))];
}

function warningsAtExit(app: App, written: Written): string[] {
  const missing = contentOf(app).filter((construct) => !written?.has(construct));
  if (missing.length === 0) {
    return [];
  }
  const problem =
    written === undefined
      ? `a HarnessApp with objects was never rendered, and nothing was written to "${app.outdir}"`
      : `created after app.synth(), and not written to "${app.outdir}": ${listed(missing)}`;
  return [`harness-constructs: ${problem}. Call app.synth() at the end of the program.`];
}

const MOST = 5;

function listed(constructs: readonly IConstruct[]): string {
  const paths = constructs.slice(0, MOST).map(({ node }) => node.path);
  return `${paths.join(', ')}${constructs.length > MOST ? ` and ${constructs.length - MOST} more` : ''}`;
}
