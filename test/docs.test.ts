import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySnippetFolder, ROOT, runSnippet, type Snippet, snippetsOf } from './docs/snippets';

/** Their snippets synthesize nothing: test/pulumi/docs.test.ts and test/docs/connector-validation.test.ts run them. */
const RUN_ELSEWHERE = ['docs/pulumi.md', 'docs/connector-validation.md'];
/** Their blocks are declarations. */
const GENERATED = ['pulumi-api.md', 'connector-test-api.md'];
const names = readdirSync(join(ROOT, 'docs')).filter((name) => !GENERATED.includes(name));
const all = ['README.md', ...names.map((name) => `docs/${name}`)].flatMap(snippetsOf);
const snippets = all.filter(({ page }) => !RUN_ELSEWHERE.includes(page));
let folder: string;

beforeAll(() => {
  folder = emptySnippetFolder('all');
  all.forEach(({ file, program }) => writeFileSync(join(folder, file), program));
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
