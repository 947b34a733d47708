/** Puts the root example and its output into README.md; `--check` only says whether it is current. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeOrCheck } from './generated-file';

const EXAMPLE = 'examples/hardened-delegate.ts';

function outputOf(example: string): string {
  const outdir = mkdtempSync(join(tmpdir(), 'harness-readme-'));
  try {
    const args = ['-C', 'harness-source', '-r', 'ts-node/register/transpile-only', example];
    execFileSync(process.execPath, args, { env: { ...process.env, CDK8S_OUTDIR: outdir } });
    const [file] = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
    return readFileSync(join(outdir, file), 'utf8');
  } finally {
    rmSync(outdir, { recursive: true, force: true });
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

const program = readFileSync(EXAMPLE, 'utf8').trim();
const output = outputOf(EXAMPLE).trim();
const withExample = fill(readFileSync('README.md', 'utf8'), 'example', `\`\`\`ts\n${program}\n\`\`\``);
const details = `<details>\n<summary>gives <code>dist/harness-delegate.k8s.yaml</code></summary>\n\n\`\`\`yaml\n${output}\n\`\`\`\n\n</details>`;
writeOrCheck('README.md', fill(withExample, 'output', details));
