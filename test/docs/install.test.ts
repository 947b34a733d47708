import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './snippets';

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
const pages = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.md'),
);
const PAGES = ['README.md', 'API.md', 'CHANGELOG.md', ...pages.map((name) => `docs/${name}`)];
const INSTALL = /\b(?:npm (?:install|i|add)|pnpm (?:install|i|add)|yarn add|bun (?:install|add)) [^\n`]*/g;

/** Install commands that name this package, in blocks and within sentences. */
function installsIn(text: string): string[] {
  return [...text.matchAll(INSTALL)]
    .map(([command]) => command)
    .filter((command) => /harness-constructs/.test(command));
}

/** The text of a page on one line; backticks end the commands of shell blocks, as they end those within sentences. */
const textOf = (page: string) =>
  readFileSync(join(ROOT, page), 'utf8')
    .replace(/^```sh\n[\s\S]*?^```$/gm, (block) => block.replace(/\n/g, ' ` '))
    .replace(/\s+/g, ' ');
/** The one sentence about a release on the registry. */
const LATER = 'Once a release is on the npm registry, `npm install harness-constructs …` replaces both.';

test.each(PAGES)('%s installs the package from the packed tarball only', (page) => {
  const tarball = `npm install ../harness-constructs/harness-constructs-${version}.tgz `;
  expect(installsIn(textOf(page).replace(LATER, '')).filter((command) => !command.startsWith(tarball))).toEqual([]);
});

test.each(['README.md', 'docs/pulumi.md'])('%s says where its commands run, and what a release changes', (page) => {
  const text = textOf(page);
  expect(installsIn(text.replace(LATER, ''))).toHaveLength(1);
  expect(text.split(LATER)).toHaveLength(2);
  expect(text).toMatch(/in an empty folder next to the clone/);
});

test.each([
  ['npm install harness-constructs cdk8s', 1],
  ['Run `npm i harness-constructs`.', 1],
  ['pnpm add cdk8s harness-constructs', 1],
  ['npm install @kubernetes/client-node', 0],
])('an install command is found in %j', (text, count) => {
  expect(installsIn(text)).toHaveLength(count);
});
