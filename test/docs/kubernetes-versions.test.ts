/** The versions of Kubernetes that README and docs name as supported or tested are those that the tests have servers of. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NEWEST, VERSIONS } from '../cluster/versions';
import { ROOT, textOf } from './snippets';

const oldestFirst = VERSIONS.toReversed();
const RANGE = `${oldestFirst[0]} to ${NEWEST}`;
const ALL = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(oldestFirst);

test.each([
  ['README.md', `Supported Kubernetes versions: ${RANGE}. The tests apply the manifests to API servers of ${ALL}.`],
  ['docs/security.md', `\`test/cluster/attacks/\`, which runs on Kubernetes ${ALL}.`],
  ['docs/access.md', `a test asks a real API server of Kubernetes ${NEWEST} with the delegate's token`],
])('%s says: %s', (page, sentence) => {
  expect(textOf(page)).toContain(sentence);
});

test('the versions are listed from the newest to the oldest', () => {
  const minors = VERSIONS.map((version) => Number(version.split('.')[1]));
  expect(minors).toEqual(minors.toSorted((one, other) => other - one));
});

test('each version has a module with a server of it, and there is no other', () => {
  const servers = join(ROOT, 'test', 'cluster', 'servers');
  const modules = readdirSync(servers).filter((name) => name.startsWith('kubernetes-'));
  expect(modules.toSorted()).toEqual(oldestFirst.map((version) => `kubernetes-${version}`));
  for (const version of VERSIONS) {
    const goMod = readFileSync(join(servers, `kubernetes-${version}`, 'go.mod'), 'utf8');
    expect(goMod).toMatch(new RegExp(`\\bk8s\\.io/kubernetes v${version.replace('.', '\\.')}\\.[0-9]+\\b`));
  }
});
