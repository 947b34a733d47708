import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runProgram } from '../support/pulumi-engine';

const ROOT = resolve(__dirname, '../..');
/** Inside the repository, so that imports are found as in any program of it. */
const folder = mkdtempSync(join(__dirname, 'program-docs-'));
const page = readFileSync(join(ROOT, 'docs/pulumi.md'), 'utf8');
const snippets = [...page.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program], index) => {
  const [line] = page.slice(0, page.indexOf(program)).split('\n## ').at(-1)!.split('\n');
  return { heading: line.replace(/^# /, ''), file: join(folder, `snippet-${index}.ts`), program };
});

beforeAll(() => {
  snippets.forEach(({ file, program }) => writeFileSync(file, program));
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: { rootDir: ROOT }, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('every snippet of the page is type-correct', () => {
  execFileSync('npx', ['tsc', '-p', folder], { cwd: ROOT, stdio: 'pipe' });
}, 120_000);

test.each(snippets)(
  'the snippet of "$heading" runs, and registers objects',
  async ({ file }) => {
    const config = { accountId: '6_vVHzo9Qeu9fXvj-AcQCb' };
    const run = await runProgram({ program: file, config, secrets: { delegateToken: 'a-token' } });
    expect([run.exitCode, run.errors]).toEqual([0, []]);
    expect(run.resources.filter(({ type }) => type.startsWith('kubernetes:'))).not.toEqual([]);
  },
  60_000,
);

test('every setting that the page lets one set is one of Pulumi.yaml', () => {
  const declared = readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8');
  const set = [...page.matchAll(/^pulumi config set (?:--secret )?(\w+)/gm)].map(([, key]) => key);
  expect(set).toEqual(['accountId', 'delegateToken']);
  for (const key of set) expect(declared).toContain(`\n  ${key}:\n`);
});
