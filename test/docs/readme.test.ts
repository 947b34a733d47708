import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { covers } from '../testkit/covers';
import { emptySnippetFolder, ROOT, runSnippetOf, sectionOf, textOf } from './snippets';

test('README says that the account id is in every URL', () => {
  covers('S001.credentials.account-id-in-url', 'S003.account-id.in-every-url');
  expect(textOf('README.md')).toContain('`accountId` is in every URL of your Harness account, after `/account/`');
});

test('README says where Harness shows the three values of an installation', () => {
  covers('S001.credentials.docker-command');
  expect(textOf('README.md')).toMatch(
    /shows the delegate token, the account id and the URL of its platform .* Project Settings, Delegates, New Delegate, Docker/,
  );
});

test('README asks for a cluster that kubectl reaches, and applies the manifests to it', () => {
  covers('S003.cluster.required');
  expect(textOf('README.md')).toContain('You need a cluster that `kubectl` reaches.');
  expect(textOf('README.md')).toContain('kubectl apply -f dist/harness-delegate.k8s.yaml');
});

test.each(['README.md', 'docs/legacy-delegate.md'])('%s makes no bare namespace for builds', (page) => {
  const text = readFileSync(join(ROOT, page), 'utf8');
  expect(text).toContain(
    'kubectl create namespace harness-builds\nkubectl label namespace harness-builds pod-security.kubernetes.io/enforce=baseline\n',
  );
  expect(text).toContain('`BuildFarmNamespace`');
});

test('README names the documents that its program writes', () => {
  const { documents } = runSnippetOf('README.md', 'In Harness', emptySnippetFolder('readme'));
  const text = sectionOf('README.md', 'In Harness');
  expect([...documents.keys()]).toEqual(['connectors/account/ci.yaml', 'stages/account/Build.yaml']);
  documents.forEach((_, path) => expect(text).toContain(`\`${path}\``));
  expect(text).toContain('these documents to `dist-harness/`, next to it');
});

test('the build farm page shows the infrastructure that its program writes', () => {
  const page = 'docs/build-farm.md';
  const { documents } = runSnippetOf(page, 'In Harness', emptySnippetFolder('build-farm'));
  const [, yaml] = /```yaml\n(infrastructure:[\s\S]*?)```/.exec(readFileSync(join(ROOT, page), 'utf8')) ?? [];
  expect(parse(yaml).infrastructure).toEqual(documents.get('stages/account/Build.yaml').stage.spec.infrastructure);
});

test('the access page gives a reason and a source for each right', () => {
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
