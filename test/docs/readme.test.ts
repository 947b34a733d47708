import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { covers } from '../support/covers';
import { emptySnippetFolder, ROOT, runSnippetOf, sectionOf, textOf } from './snippets';

test('README says that the account id stands in every URL', () => {
  covers('S001.credentials.account-id-in-url', 'S003.account-id.in-every-url');
  expect(textOf('README.md')).toContain('`accountId` is in every URL of your Harness account, behind `/account/`');
});

test('README says where the three values of an installation come from', () => {
  covers('S001.credentials.docker-command');
  expect(textOf('README.md')).toMatch(
    /shows the delegate token, the account id and the URL of its platform .* Project Settings, Delegates, New Delegate, Docker/,
  );
});

test('README applies the manifests to a cluster that can be reached', () => {
  covers('S003.cluster.required');
  expect(textOf('README.md')).toContain('You need a cluster that `kubectl` reaches.');
  expect(textOf('README.md')).toContain('kubectl apply -f dist/harness-delegate.k8s.yaml');
});

test('the documents of README are those that its program writes', () => {
  const { documents } = runSnippetOf('README.md', 'In Harness', emptySnippetFolder('readme'));
  const text = sectionOf('README.md', 'In Harness');
  expect([...documents.keys()]).toEqual(['connectors/account/ci.yaml', 'stages/account/Build.yaml']);
  documents.forEach((_, path) => expect(text).toContain(`\`${path}\``));
  expect(text).toContain('these documents to `dist-harness/`, beside it');
});

test('the infrastructure in the page of the farm is that of its program', () => {
  const page = 'docs/build-farm.md';
  const { documents } = runSnippetOf(page, 'In Harness', emptySnippetFolder('build-farm'));
  const [, yaml] = /```yaml\n(infrastructure:[\s\S]*?)```/.exec(readFileSync(join(ROOT, page), 'utf8')) ?? [];
  expect(parse(yaml).infrastructure).toEqual(documents.get('stages/account/Build.yaml').stage.spec.infrastructure);
});

test('the page of rights gives each right with its reason and its source', () => {
  covers('S000.roles.detailed-list');
  const lines = readFileSync(join(ROOT, 'docs/access.md'), 'utf8').split('\n');
  const tables = lines.slice(0, lines.indexOf('## How much that is'));
  const rights = tables.filter((line) => line.startsWith('| ') && !/^\| (---|API group)/.test(line));
  expect(rights.length).toBeGreaterThan(15);
  for (const right of rights) {
    const [, , resources, verbs, why, source] = right.split('|').map((cell) => cell.trim());
    expect(resources).toMatch(/^[a-z]/);
    expect(verbs).toMatch(/^(get|list|watch|create|update|delete|patch)(, |$)/);
    expect(why).toMatch(/\w \w/);
    expect(source).toMatch(/^https:\/\//);
  }
});

/** Links within the documentation, with the page that they stand in. */
const links = ['README.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)].flatMap((page) =>
  [...readFileSync(join(ROOT, page), 'utf8').matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(
    ([, path, anchor]): [string, string, string | undefined] => [page, path, anchor],
  ),
);

test.each(links)('%s: the link to %s#%s leads somewhere', (page, path, anchor) => {
  const target = path === '' ? join(ROOT, page) : join(ROOT, page, '..', path);
  const text = readFileSync(target, 'utf8');
  const slugs = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
  // The second of a name is numbered 1.
  const anchors = slugs.map((slug, index) => {
    const earlier = slugs.slice(0, index).filter((other) => other === slug).length;
    return earlier === 0 ? slug : `${slug}-${earlier}`;
  });
  // Generated pages name their places themselves.
  const named = [...text.matchAll(/<a [^>]*id="([^"]+)"/g)].map(([, id]) => id);
  expect([...anchors, ...named]).toEqual(expect.arrayContaining(anchor === undefined ? [] : [anchor]));
});
