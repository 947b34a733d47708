/** Inserts two examples, and the output of the first, into README.md. With `--check`, only verifies that it is current. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOrCheck } from './generated-file';

const EXAMPLE = 'examples/hardened-delegate.ts';
const FARM = 'examples/minimal-farm.ts';

function outputOf(example: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'harness-readme-'));
  const outdir = join(folder, 'dist');
  try {
    const args = ['-C', 'harness-source', '-r', 'ts-node/register/transpile-only', example];
    execFileSync(process.execPath, args, { env: { ...process.env, CDK8S_OUTDIR: outdir } });
    const [file] = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
    return readFileSync(join(outdir, file), 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fill(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
  const [before, rest] = text.split(begin);
  const after = rest?.split(end)[1];
  if (after === undefined) {
    throw new Error(`README.md has no ${begin} … ${end}`);
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after}`;
}

function programOf(example: string): string {
  return `\`\`\`ts\n${readFileSync(example, 'utf8').trim()}\n\`\`\``;
}

const output = outputOf(EXAMPLE).trim();
const details = `<details>\n<summary>writes <code>dist/harness-delegate.k8s.yaml</code></summary>\n\n\`\`\`yaml\n${output}\n\`\`\`\n\n</details>`;
const parts = { example: programOf(EXAMPLE), output: details, 'minimal-farm': programOf(FARM) };
const filled = Object.entries(parts).reduce(
  (text, [name, content]) => fill(text, name, content),
  readFileSync('README.md', 'utf8'),
);
writeOrCheck('README.md', filled);
