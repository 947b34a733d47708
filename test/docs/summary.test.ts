/** The summary that the documentation quotes is that of the farm that it creates. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthInfra } from '../farm/infras';
import { ROOT } from './snippets';

test('docs/build-farm.md quotes what the summary of a farm says', () => {
  const page = readFileSync(join(ROOT, 'docs', 'build-farm.md'), 'utf8');
  const [, quoted] = /^```text\n(Builds in namespace [\s\S]*?)^```$/m.exec(page) ?? [];
  expect(quoted).toBeDefined();
  expect(synthInfra().farm.summary()).toContain(quoted);
});
