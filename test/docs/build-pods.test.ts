import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { membersOf } from '../testkit/members';
import { emptySnippetFolder, harness, ROOT, runSnippetOf, sectionOf } from './snippets';

const { BuildPodProfile, OverridableSetting } = harness;

const PAGE = 'docs/build-pods.md';
let folder: string;
beforeAll(() => (folder = emptySnippetFolder('build-pods')));

const run = (heading: string, number = 0) => runSnippetOf(PAGE, heading, folder, number);
const stageIn = (documents: Map<string, any>, name = 'Build') => documents.get(`stages/account/${name}.yaml`).stage;
const infrastructureOf = (documents: Map<string, any>, name?: string) =>
  stageIn(documents, name).spec.infrastructure.spec;
const ofProfile = (manifests: readonly any[]) =>
  manifests.filter(({ metadata }) => metadata.name.endsWith('.pod-profile')).map(({ kind }) => kind as string);

/** The rows of the table below a heading: the first cell and the others. */
function rowsOf(heading: string): [name: string, cells: string[]][] {
  const text = readFileSync(join(ROOT, PAGE), 'utf8').split(`\n## ${heading}\n`)[1].split('\n## ')[0];
  return [...text.matchAll(/^\| `?([^`|]+?)`? *\|(.*)\|$/gm)]
    .map(([, name, rest]): [string, string[]] => [name, rest.split('|').map((cell) => cell.trim())])
    .slice(2);
}

test('a first profile writes the objects that the page names, and the summary says what they do', () => {
  const { manifests, exports } = run('A first profile');
  const section = sectionOf(PAGE, 'A first profile');
  const kinds = ofProfile(manifests);
  expect(kinds).toEqual([
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
  ]);
  kinds.filter((kind) => !kind.endsWith('Binding')).forEach((kind) => expect(section).toContain(`\`${kind}\``));
  expect(exports.summary).toMatch(/the API server sets userNamespaces, .*proxy.*, and refuses pods without them/);
});

test('before 1.36, there are no policies, stages carry what the page lists, and the summary says what nothing sets', () => {
  const { manifests, documents, exports } = run('Which Kubernetes it needs');
  expect(ofProfile(manifests)).toEqual([]);
  expect(infrastructureOf(documents)).toMatchObject({ nodeSelector: { pool: 'builds' } });
  expect(exports.summary).toMatch(/Pods of other stages lack them\..*NOTE: nothing sets seccomp/s);
});

describe('the table of properties', () => {
  const rows = rowsOf('What a profile sets');

  test('has each property of a profile that changes pods', () => {
    const all = membersOf('BuildPodProfileOptions').filter((name) => !['overridable', 'rollout'].includes(name));
    expect(rows.map(([name]) => name).sort()).toEqual([...all].sort());
  });

  test('says which ones can be overridable', () => {
    const named = rows.filter(([, cells]) => /overridable$|overridable as/.test(cells[2])).map(([name]) => name);
    const others = ['proxy', 'certificates'];
    expect(named.filter((name) => !others.includes(name)).sort()).toEqual(Object.values(OverridableSetting).sort());
  });
});

test('a stage overrides what the profile lists, and the page says that others are refused', () => {
  const { documents } = run('What a profile sets');
  expect(infrastructureOf(documents).labels).toEqual({ team: 'payments' });
});

test('the profile of a namespace is merged with that of the farm', () => {
  const { manifests } = run('What a profile sets', 1);
  const text = JSON.stringify(manifests.find(({ kind }) => kind === 'MutatingAdmissionPolicy'));
  for (const value of ['nvidia', 'builds', 'l4']) expect(text).toContain(value);
  expect(text).not.toContain('gvisor');
});

test('the page quotes the explanation', () => {
  const { explanation } = run('See what it does').exports;
  const [, quoted] = /```yaml\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, PAGE), 'utf8'))!;
  // Prettier formats the page.
  expect(explanation.split('---\n')[1].slice(0, quoted.length)).toBe(quoted.replaceAll("'", '"'));
});

test('the canary is the stage with the label', () => {
  const { manifests, documents } = run('Introduce it step by step');
  const binding: any = manifests.find(({ kind }) => kind === 'MutatingAdmissionPolicyBinding');
  const labels = binding.spec.matchResources.objectSelector.matchLabels;
  expect(infrastructureOf(documents, 'Try').labels).toEqual(labels);
  expect(infrastructureOf(documents).labels ?? {}).toEqual({});
});

test('restricted() needs no source of the seccomp profile', () => {
  expect(ofProfile(run('The level restricted').manifests)).toContain('MutatingAdmissionPolicy');
});

test('the page lists the variables by which tools find the certificates', () => {
  const { manifests } = run('Proxy and certificates');
  const text = JSON.stringify(manifests.find(({ kind }) => kind === 'MutatingAdmissionPolicy'));
  const named = rowsOf('Proxy and certificates').flatMap(([, [cell]]) => cell.match(/[A-Z_]{5,}/g) ?? []);
  const set = [...new Set([...text.matchAll(/name\\": dyn\(\\"([A-Z_]+)\\"\)/g)].map(([, name]) => name))];
  expect(named.sort()).toEqual(set.filter((name) => !name.endsWith('_PROXY')).sort());
});

test('the longest prefix of a mirror wins, as the page says', () => {
  const { explanation } = run('Mirrors').exports;
  expect(explanation).toContain('image: registry.example.com/node:24 #');
  expect(explanation).toContain('image: registry.example.com/docker-hub/harness/ci-addon #');
  expect(sectionOf(PAGE, 'Mirrors')).toContain('`registry.example.com/node:24`');
});

test('stages carry their pool, also before 1.36', () => {
  const { manifests, documents } = run('Pools');
  expect(ofProfile(manifests)).toEqual([]);
  const { nodeSelector, tolerations } = infrastructureOf(documents);
  expect([nodeSelector, tolerations[0].key]).toEqual([{ pool: 'spot' }, 'spot']);
});

test('what the page says of a profile without properties', () => {
  const section = sectionOf(PAGE, 'What a profile sets');
  expect(section).toContain('sets a seccomp profile, no variables for Services, and the annotations against eviction');
  const stage = run('See what it does').exports.explanation.split('---\n')[0];
  expect(BuildPodProfile.of()._options).toEqual({});
  expect(stage).not.toContain('seccompProfile');
});
