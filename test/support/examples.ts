/** The examples, run as programs of their own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './synth';

const ROOT = resolve(__dirname, '..', '..');

/** Names of the files in `examples/`. */
export const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'));

/** What an example writes: by file, the objects in it. `preload` are modules that are loaded first. */
export function synthesizeExample(name: string, preload: readonly string[] = []): Map<string, Manifest[]> {
  const outdir = mkdtempSync(join(tmpdir(), 'harness-example-'));
  const modules = ['ts-node/register/transpile-only', ...preload].flatMap((module) => ['-r', module]);
  try {
    const env = { ...process.env, CDK8S_OUTDIR: outdir };
    execFileSync(process.execPath, ['-C', 'harness-source', ...modules, join('examples', name)], { cwd: ROOT, env });
    const files = readdirSync(outdir).filter((file) => file.endsWith('.yaml'));
    return new Map(files.map((file) => [file, parsed(readFileSync(join(outdir, file), 'utf8'))]));
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

/** The objects in a text of YAML. */
export function parsed(yaml: string): Manifest[] {
  return parseAllDocuments(yaml).map((document) => document.toJS() as Manifest);
}
