import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { changesOf, obstaclesTo } from '../../scripts/release-check';
import { staleFixtures } from '../../scripts/release-fixtures';

const CHANGELOG = '# Changelog\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n';

/** A folder with the fixtures of versions, each with one program. */
function folderWithFixturesOf(...versions: string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'harness-release-'));
  folders.push(folder);
  for (const version of versions) {
    const release = join(folder, 'test/cluster/releases', version);
    mkdirSync(join(release, 'programs'), { recursive: true });
    mkdirSync(join(release, 'farm'));
    writeFileSync(join(release, 'programs/farm.ts'), '');
    writeFileSync(join(release, 'farm/farm.k8s.yaml'), '');
  }
  return folder;
}

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

test('a version with its changes and its fixtures can be released', () => {
  expect(obstaclesTo('1.1.0', 'v1.1.0', CHANGELOG, folderWithFixturesOf('1.1.0', '1.0.0'))).toEqual([]);
});

test('the notes of a release are its section of the changelog', () => {
  expect(changesOf(CHANGELOG, '1.1.0')).toBe('- New.');
  expect(changesOf(CHANGELOG, '1.0.0')).toBe('- First.');
});

test.each([
  ['another tag', '1.1.0', 'v1.2.0', CHANGELOG, '1.1.0', /tag v1\.2\.0/],
  ['no section', '1.2.0', 'v1.2.0', CHANGELOG, '1.2.0', /## 1\.2\.0/],
  [
    'an empty section',
    '1.2.0',
    undefined,
    CHANGELOG.replace('## 1.1.0', '## 1.2.0\n\n## 1.1.0'),
    '1.2.0',
    /## 1\.2\.0/,
  ],
  ['unreleased changes', '1.1.0', undefined, `## Unreleased\n\n- More.\n\n${CHANGELOG}`, '1.1.0', /Unreleased/],
  [
    'no fixtures',
    '1.2.0',
    undefined,
    CHANGELOG.replace('## 1.1.0', '## 1.2.0\n\n- Newer.\n\n## 1.1.0'),
    '1.0.0',
    /releases\/1\.2\.0/,
  ],
])('%s keeps a version from its release', (_, version, tag, changelog, fixtures, message) => {
  const obstacles = obstaclesTo(
    version,
    tag,
    changelog,
    folderWithFixturesOf(...new Set([fixtures, '1.1.0', '1.0.0'])),
  );
  expect(obstacles).toHaveLength(1);
  expect(obstacles[0]).toMatch(message);
});

describe('the two releases before a version', () => {
  const changelog = ['1.3.0', '1.2.0', '1.1.0', '1.0.0'].map((version) => `## ${version}\n\n- New.\n`).join('\n');
  const broken = (break_: (release: string) => void) => {
    const folder = folderWithFixturesOf('1.3.0', '1.2.0', '1.1.0');
    break_(join(folder, 'test/cluster/releases/1.1.0'));
    return obstaclesTo('1.3.0', undefined, changelog, folder);
  };

  test('need their fixtures, and the releases before them do not', () => {
    expect(broken(() => undefined)).toEqual([]);
  });

  test.each<[string, (release: string) => void, RegExp]>([
    [
      'all fixtures',
      (release) => rmSync(release, { recursive: true }),
      /^test\/cluster\/releases\/1\.1\.0: expected the f/,
    ],
    ['a program', (release) => rmSync(join(release, 'programs/farm.ts')), /1\.1\.0\/programs\/farm\.ts: missing/],
    ['the files of a program', (release) => rmSync(join(release, 'farm/farm.k8s.yaml')), /1\.1\.0\/farm: expected/],
  ])('without %s keep it from its release', (_what, break_, message) => {
    expect(broken(break_)).toEqual([expect.stringMatching(message)]);
    expect(broken(break_)[0]).toContain('git checkout v1.1.0 -- test/cluster/releases/1.1.0');
  });
});

test('a fixture that differs from the output of the version, or is missing, is stale', () => {
  const current = resolve(__dirname, 'release-check.test.ts');
  const fixtures = new Map([
    [current, readFileSync(current, 'utf8')],
    [resolve(__dirname, 'declarations.test.ts'), 'other'],
    [resolve(__dirname, 'missing.yaml'), ''],
  ]);
  expect(staleFixtures('1.0.0', fixtures)).toEqual(['test/scripts/declarations.test.ts', 'test/scripts/missing.yaml']);
});
