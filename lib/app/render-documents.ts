import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { documentsOf, type HarnessDocument } from '../document';
import { HarnessConstructsError } from '../values';
import type { Files } from './render-files';

/** The documents for Harness in an app, by their path relative to the folder of documents. */
export function renderDocuments(app: App): Files {
  const written = documentsOf(app).filter((document) => isWhole(document) && document._isWritten());
  return new Map(written.map((document) => [document.documentPath, document.toYaml()]));
}

/** Neither one whose construction was refused, nor one that was taken out of the tree again. */
function isWhole(document: HarnessDocument): boolean {
  return document.documentPath !== undefined && isInTree(document);
}

function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}

/** The folder of documents, beside that of the manifests unless the environment names another one. */
export function documentFolder(outdir: string): string {
  return process.env.HARNESS_OUTDIR || `${resolve(outdir)}-harness`;
}

/**
 * Throws where the folder of documents, or one of them, would lie in the output folder: cdk8s-cli, Argo CD, Flux and
 * `kubectl apply -R` take every YAML file below that for an object.
 */
export function refuseBelowOutput(outdir: string, folder: string, documents: Iterable<string> = []): void {
  if (['', ...documents].some((path) => isBelow(outdir, join(folder, path)))) {
    throw new HarnessConstructsError({
      constructPath: '',
      property: 'HARNESS_OUTDIR',
      given: JSON.stringify(folder),
      allowed: `a folder whose documents do not lie in the output folder "${outdir}"`,
      remedy: 'Choose another, or leave the variable out: documents for Harness are no Kubernetes objects.',
    });
  }
}

function isBelow(outdir: string, path: string): boolean {
  const steps = relative(realPath(outdir), realPath(path));
  return !isAbsolute(steps) && steps !== '..' && !steps.startsWith(`..${sep}`);
}

/** The path without symbolic links, as far as it exists. */
function realPath(path: string): string {
  const whole = resolve(path);
  const parent = dirname(whole);
  return existsSync(whole) ? realpathSync(whole) : parent === whole ? whole : join(realPath(parent), basename(whole));
}
