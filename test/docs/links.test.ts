import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { files as PACKED, repository } from '../../package.json';
import { ROOT } from './snippets';

/** Pages that are not in the package are linked by their address in the repository. */
const REPOSITORY = `${repository.url.replace(/\.git$/, '')}/blob/main/`;

const below = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `${folder}/${name}`);
const PAGES = [
  'README.md',
  'API.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'ARCHITECTURE.md',
  'test/coverage/README.md',
  ...below('docs'),
  ...below('docs/api'),
];

interface Link {
  /** The path of the linked page, from the root. */
  readonly target: string;
  readonly anchor: string | undefined;
}

/** A page without its code blocks. */
function proseOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```$/gm, '');
}

/** Links to other pages of the documentation. */
function linksIn(page: string): Link[] {
  const inline = [...proseOf(page).matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)];
  const defined = [...proseOf(page).matchAll(/^\[[^\]]+\]: (?!https?:)([^#\s]*)(?:#(\S+))?$/gm)];
  return [...inline, ...defined].map(([, path, anchor]) => ({
    target: path === '' ? page : posix.join(posix.dirname(page), path),
    anchor,
  }));
}

/** Links to files of the repository that are not in the package. */
function repositoryLinksIn(page: string): Link[] {
  const links = [...proseOf(page).matchAll(/(?:\]\(|^\[[^\]]+\]: )(https:[^)#\s]*)(?:#([^)\s]+))?/gm)];
  return links
    .filter(([, address]) => address.startsWith(REPOSITORY))
    .map(([, address, anchor]) => ({ target: address.slice(REPOSITORY.length), anchor }));
}

/** The anchors of a page, as GitHub numbers them. */
function anchorsOf(page: string): string[] {
  const slugs = [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  // The second heading with the same text gets the number 1.
  return slugs.map((slug, index) => {
    const earlier = slugs.slice(0, index).filter((other) => other === slug).length;
    return earlier === 0 ? slug : `${slug}-${earlier}`;
  });
}

function leadsSomewhere({ target, anchor }: Link): boolean {
  return existsSync(join(ROOT, target)) && (anchor === undefined || anchorsOf(target).includes(anchor));
}

test.each(PAGES)('every link of %s has a target', (page) => {
  expect([...linksIn(page), ...repositoryLinksIn(page)].filter((link) => !leadsSomewhere(link))).toEqual([]);
});

test('pages in the package link only to files in the package', () => {
  const always = ['README.md', 'LICENSE', 'package.json'];
  const isPacked = (path: string) =>
    [...always, ...PACKED].some((file) => path === file || path.startsWith(`${file}/`));
  const dead = PAGES.filter(isPacked).flatMap((page) =>
    linksIn(page)
      .filter(({ target }) => !isPacked(posix.normalize(target)))
      .map(({ target }) => `${page} -> ${target}`),
  );
  expect(dead).toEqual([]);
});

test.each(PAGES)('every reference of %s is defined', (page) => {
  const text = proseOf(page).replace(/`[^`\n]*`/g, '');
  const used = [...text.matchAll(/\]\[([^\]]+)\]/g)].map(([, name]) => name);
  const defined = [...text.matchAll(/^\[([^\]]+)\]: /gm)].map(([, name]) => name);
  expect(used.filter((name) => !defined.includes(name))).toEqual([]);
});

test('every page is reachable from README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    [...linksIn(page), ...repositoryLinksIn(page)]
      .filter(({ target }) => target.endsWith('.md'))
      .forEach(({ target }) => reached.add(target));
  }
  expect(PAGES.filter((page) => !reached.has(page))).toEqual([]);
});

test('the index of the documentation has a line for each task', () => {
  const tasks = [
    'first delegate',
    'first build farm',
    'GitOps',
    'test your program',
    'Pulumi',
    'Helm chart',
    'secure',
    'solve a problem',
  ];
  const lines = readFileSync(join(ROOT, 'docs/README.md'), 'utf8').split('\n');
  for (const task of tasks) {
    expect(lines.filter((line) => line.split('|')[1]?.includes(task) && line.includes(']('))).toHaveLength(1);
  }
});
