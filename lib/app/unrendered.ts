/** Warns of programs that create objects and forget to write them. */
import { ApiObject, type App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { isOnlyLookedAt } from '../core';
import { mayWarn, remark } from './program';
import { documentsToWrite } from './rendered-files';

const APPS = Symbol.for('harness-constructs.appsToRender');

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
  const registry = globalThis as { [APPS]?: Apps };
  if (registry[APPS] === undefined) {
    const apps: Apps = new Map();
    registry[APPS] = apps;
    process.on('exit', (code) => {
      if (code === 0) {
        [...apps].flatMap(([app, written]) => warningsOf(app, written)).forEach(remark);
      }
    });
  }
  return registry[APPS];
}

/** What an app writes. */
function contentOf(app: App): IConstruct[] {
  return [...documentsToWrite(app), ...app.node.findAll().filter((construct) => ApiObject.isApiObject(construct))];
}

function warningsOf(app: App, written: Written): string[] {
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
