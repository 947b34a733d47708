/** The examples, run as programs of their own. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './synth';

const ROOT = resolve(__dirname, '..', '..');

/** Names of the files in `examples/`. */
export const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'));

/** Loads sources faster than ts-node does, with which users run them. */
export const FROM_SOURCE = join(__dirname, 'from-source.cjs');

/** What an example writes: by file, the objects in it. `preload` are modules that are loaded first. */
export function synthesizeExample(name: string, preload: readonly string[] = []): Map<string, Manifest[]> {
  const written = writtenBy(join('examples', name), preload);
  return new Map([...written].map(([file, yaml]) => [file, parsed(yaml)]));
}

/** The files with manifests that a program writes, whose path is that from the top folder: by name, their text. */
export function writtenBy(program: string, preload: readonly string[] = []): Map<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'harness-example-'));
  const outdir = join(folder, 'dist');
  const modules = [FROM_SOURCE, ...preload].flatMap((module) => ['-r', module]);
  try {
    const env = { ...process.env, CDK8S_OUTDIR: outdir, HARNESS_OUTDIR: '' };
    execFileSync(process.execPath, ['-C', 'harness-source', ...modules, program], { cwd: ROOT, env, stdio: 'pipe' });
    const files = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    return new Map(files.sort().map((file) => [file, readFileSync(join(outdir, file), 'utf8')]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The documents for Harness beside an output folder: by path, their text. */
export function documentsBeside(outdir: string): Map<string, string> {
  const folder = `${outdir}-harness`;
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.filter((name) => name.endsWith('.yaml')).sort();
  return new Map(files.map((name) => [name.replaceAll('\\', '/'), readFileSync(join(folder, name), 'utf8')]));
}

/** The objects in a text of YAML. */
export function parsed(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}
