import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptySnippetFolder, ROOT, snippetsOf } from '../docs/snippets';
import { runProgram } from '../testkit/pulumi-engine';

const folder = emptySnippetFolder('pulumi');
const page = readFileSync(join(ROOT, 'docs/pulumi.md'), 'utf8');

test.each(snippetsOf('docs/pulumi.md'))(
  'the snippet of "$heading" runs and registers objects',
  async ({ file, program }) => {
    const config = { accountId: '6_vVHzo9Qeu9fXvj-AcQCb' };
    writeFileSync(join(folder, file), program);
    const run = await runProgram({ program: join(folder, file), config, secrets: { delegateToken: 'a-token' } });
    expect([run.exitCode, run.errors]).toEqual([0, []]);
    expect(run.resources.filter(({ type }) => type.startsWith('kubernetes:'))).not.toEqual([]);
  },
);

test('Pulumi.yaml declares every setting that the page sets', () => {
  const declared = readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8');
  const set = [...page.matchAll(/^pulumi config set (?:--secret )?(\w+)/gm)].map(([, key]) => key);
  expect(set).toEqual(['accountId', 'delegateToken']);
  for (const key of set) expect(declared).toContain(`\n  ${key}:\n`);
});
