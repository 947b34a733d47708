import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, sectionOf } from './snippets';

const PAGE = 'docs/platforms.md';
const page = readFileSync(join(ROOT, PAGE), 'utf8');

test('the page has a section for each platform', () => {
  const declared = readFileSync(join(ROOT, 'lib/build-namespace/platform.ts'), 'utf8').matchAll(
    /public static (\w+)\(/g,
  );
  const factories = [...declared].map(([, name]) => name);
  expect(factories).toContain('eks');
  for (const factory of factories) expect(page).toContain(`\`ClusterPlatform.${factory}()\`\n`);
});

test('each fact has a source and a date', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (Fact|---)/.test(line));
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row).toMatch(/^\| .*\. \| .*\| https:\/\/\S+ \| 20\d\d-\d\d-\d\d \|$/);
});

test('the page on security says what builds on Windows nodes and on EKS reach', () => {
  const section = sectionOf('docs/security.md', 'What cannot be prevented');
  expect(section).toMatch(/\*\*Builds on Windows nodes\.\*\*.*\n?.*network policies/);
  expect(section).toMatch(/Windows builds reach the metadata of their node and each other, unless/);
  expect(section).toMatch(/VPC CNI\n?.*do not apply to pods without an owner/);
});

test('the pages on the delegate and on the API server say what Cilium does not match', () => {
  for (const [file, heading] of [
    ['docs/delegate.md', 'Network'],
    ['docs/how-to.md', 'Give a build access to the API server'],
  ]) {
    const section = sectionOf(file, heading);
    expect(section).toContain('policyCIDRMatchMode: nodes');
    expect(section).toContain('`toEntities: [kube-apiserver]`');
  }
  expect(sectionOf('docs/how-to.md', 'When the delegate does not come up')).toMatch(
    /\| Timeouts to the API server .*\[Cilium\]\(delegate\.md#network\)/,
  );
});
