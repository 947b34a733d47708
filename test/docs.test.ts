import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySnippetFolder, PAGES, runSnippet, type Snippet, snippetsOf } from './docs/snippets';

/** Their snippets synthesize nothing: `npm run test:programs` and test/docs/testing.test.ts run them. */
const RUN_ELSEWHERE = ['docs/pulumi.md', 'docs/connector-validation.md', 'docs/testing.md'];
const all = PAGES.flatMap(snippetsOf);
const snippets = all.filter(({ page }) => !RUN_ELSEWHERE.includes(page));
let folder: string;

beforeAll(() => {
  folder = emptySnippetFolder('all');
  all.forEach(({ file, program }) => writeFileSync(join(folder, file), program));
});

test.each(snippets.map((snippet): [string, Snippet] => [snippet.file, snippet]))('%s runs', (_, snippet) => {
  const { manifests, documents } = runSnippet(snippet, folder);
  expect(manifests.length + documents.size).toBeGreaterThan(0);
});
