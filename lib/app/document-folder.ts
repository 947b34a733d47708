/** Where documents for Harness go. */
import { existsSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { HarnessConstructsError } from '../values';

/** The folder of documents, beside that of the manifests unless the environment names another one. */
export function documentFolder(outdir: string): string {
  return process.env.HARNESS_OUTDIR || `${resolve(outdir)}-harness`;
}

/**
 * Whether documents are left out: `cdk8s synth --stdout` makes a temporary folder, prints its manifests and removes it. A
 * folder beside that one would stay, and nobody would look for it.
 */
export function leavesDocumentsOut(outdir: string): boolean {
  const { HARNESS_OUTDIR, CDK8S_OUTDIR } = process.env;
  const folder = resolve(outdir);
  return (
    !HARNESS_OUTDIR &&
    CDK8S_OUTDIR !== undefined &&
    resolve(CDK8S_OUTDIR) === folder &&
    dirname(folder) === resolve(tmpdir()) &&
    /^cdk8s-\w{6}$/.test(basename(folder))
  );
}

/**
 * Throws where the folder of documents, or one of them, would lie in the output folder: cdk8s-cli, Argo CD, Flux and
 * `kubectl apply -R` take every YAML file below that for an object.
 */
export function refuseBelowOutput(outdir: string, folder: string, documents: Iterable<string> = []): void {
  if (['', ...documents].some((path) => isBelow(outdir, join(folder, path)))) {
    refuse(
      JSON.stringify(folder),
      `a folder whose documents do not lie in the output folder "${outdir}"`,
      'Choose another, or leave the variable out: documents for Harness are no Kubernetes objects.',
    );
  }
}

/** Throws where beside the output folder is outside of the project: nobody would look for documents there. */
export function refuseBesideProject(outdir: string): void {
  if (!process.env.HARNESS_OUTDIR && isBelow(outdir, process.cwd())) {
    refuse(
      undefined,
      `a folder for documents, where the output folder "${outdir}" is the current folder or around it`,
      'Set the environment variable to a folder outside of it, or write manifests to a folder of their own, such as dist.',
    );
  }
}

function refuse(given: string | undefined, allowed: string, remedy: string): never {
  const shown = given === undefined ? {} : { given };
  throw new HarnessConstructsError({ constructPath: '', property: 'HARNESS_OUTDIR', ...shown, allowed, remedy });
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
