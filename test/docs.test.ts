import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySnippetFolder, ROOT, runSnippet, type Snippet, snippetsOf } from './docs/snippets';

/** Their snippets are programs of Pulumi: test/pulumi/docs.test.ts runs them. */
const OF_PULUMI = ['pulumi.md', 'pulumi-api.md'];
const names = readdirSync(join(ROOT, 'docs')).filter((name) => !OF_PULUMI.includes(name));
const pages = ['README.md', ...names.map((name) => `docs/${name}`)];
const snippets = pages.flatMap(snippetsOf);
let folder: string;

beforeAll(() => {
  folder = emptySnippetFolder('all');
  snippets.forEach(({ file, program }) => writeFileSync(join(folder, file), program));
  // A snippet need not use all of the beginning that it shares.
  const compilerOptions = { rootDir: ROOT, noUnusedLocals: false };
  const tsconfig = { extends: join(ROOT, 'tsconfig.json'), compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(tsconfig));
});

test('every snippet of the documentation is type-correct', () => {
  execFileSync('npx', ['tsc', '-p', folder], { cwd: ROOT, stdio: 'pipe' });
}, 60_000);

test.each(snippets.map((snippet): [string, Snippet] => [snippet.file, snippet]))('%s runs', (_, snippet) => {
  const { manifests, documents } = runSnippet(snippet, folder);
  expect(manifests.length + documents.size).toBeGreaterThan(0);
});
