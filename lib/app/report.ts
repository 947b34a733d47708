/** Messages printed after `synth()`, and at exit if the program forgot to call it. */
import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { inProcess, isOnlyLookedAt, renderingOnce } from '../core';
import { mayPrint, mayWarn, remark } from './program';
import { documentsToWrite } from './rendered-files';
import { type Synthesized, warningsOf } from './warnings';

/**
 * Prints warnings, remarks and the summaries of an app to standard error, if a person runs the program. Programs in other languages
 * print no summaries.
 */
export function reportSynthesis(app: App, run: Synthesized): void {
  if (!mayWarn()) {
    return;
  }
  const isQuiet = run.isQuiet || Boolean(process.env.HARNESS_QUIET);
  if (hasNews(run)) {
    warningsOf(app.outdir, run, isQuiet).forEach((text) => remark(`harness-constructs: ${text}`));
  }
  if (!isQuiet && mayPrint()) {
    summariesIn(app).forEach((text) => remark(`\n${text}`));
  }
}

/** False for most runs: the app has replaced only files of its own. */
function hasNews({ changes, documentChanges, moved, besideManifests, leftOut }: Synthesized): boolean {
  const all = [changes, documentChanges].flatMap(({ leftovers, replaced }) => [...leftovers, ...replaced]);
  return besideManifests !== undefined || [...all, ...moved, ...leftOut].length > 0;
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
