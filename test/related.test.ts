/** How many tests `jest --findRelatedTests` runs for a file of lib/: tests import rooms, not the whole package. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import * as ts from 'typescript';
import { exports as entries, name as PACKAGE } from '../package.json';

const ROOT = join(__dirname, '..');

/** Rooms that all others build on: what changes there may concern any test. Every file of another room is a leaf. */
const BASES = ['core', 'access', 'document', 'workload', 'reference'];
/** Largest share of the suite. Every fifth test is one of the delegate itself, and farms and components make delegates. */
const SHARE = { leaf: 1 / 3, delegate: 9 / 20 };

const FILES = ['lib', 'test', 'examples', 'scripts'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => /\.(ts|cjs)$/.test(path) && !path.includes('node_modules/')),
);
const KNOWN = new Set(FILES);
/** The tests of `npm test` and `npm run test:programs`. Jest finds the former: the latter run the whole package. */
const SUITE = FILES.filter((file) => /^test\/(?!cluster\/|providers\/).*\.test\.ts$/.test(file));
const TESTS = SUITE.filter((file) => !file.endsWith('.program.test.ts'));
/** The sources of the entries, by the names under which tests import them. */
const ENTRIES = new Map(
  Object.entries(entries).flatMap(([entry, targets]): [string, string][] =>
    typeof targets === 'object' ? [[posix.join(PACKAGE, entry), posix.normalize(targets['harness-source'])]] : [],
  ),
);

/** Files that import the file, by the file. As jest, without what only types need. */
const IMPORTERS = new Map<string, string[]>();
for (const file of FILES) {
  const text = readFileSync(join(ROOT, file), 'utf8').replace(/^(import|export) type [^;]*;$/gm, '');
  const imports = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  const actual = [...text.matchAll(/jest\.requireActual(?:<.*?>)?\('([^']+)'\)/g)].map(([, name]) => name);
  for (const name of new Set([...imports, ...actual])) {
    const imported = resolved(file, name);
    if (imported !== undefined) IMPORTERS.set(imported, [...(IMPORTERS.get(imported) ?? []), file]);
  }
}

function resolved(file: string, imported: string): string | undefined {
  if (!imported.startsWith('.')) return ENTRIES.get(imported);
  const path = posix.join(dirname(file), imported);
  return [path, `${path}.ts`, posix.join(path, 'index.ts')].find((candidate) => KNOWN.has(candidate));
}

function relatedTests(file: string): string[] {
  const found = new Set([file]);
  for (const next of found) IMPORTERS.get(next)?.forEach((importer) => found.add(importer));
  return TESTS.filter((test) => found.has(test));
}

function roomOf(file: string): string {
  return file.split('/')[1];
}

test('jest finds at most a third of the tests for a leaf file', () => {
  const leaves = FILES.filter((file) => /^lib\/.+\//.test(file) && !BASES.includes(roomOf(file)));
  expect(new Set(leaves.map(roomOf)).size).toBeGreaterThan(6);
  const tooMany = leaves
    .map((file) => ({ file, share: relatedTests(file).length / SUITE.length }))
    .filter(({ file, share }) => share > SHARE[roomOf(file) === 'delegate' ? 'delegate' : 'leaf'])
    .map(({ file, share }) => `${file}: ${Math.round(100 * share)} %`);
  expect(tooMany).toEqual([]);
});

test('jest finds the tests of a subject', () => {
  const SUBJECTS = [
    ['lib/delegate/volumes.ts', 'test/delegate/container.test.ts'],
    ['lib/delegate/helm/values-tree.ts', 'test/delegate/helm/values.test.ts'],
    ['lib/build-namespace/quota.ts', 'test/build-namespace/quota.test.ts'],
    ['lib/connector/spot-connector.ts', 'test/connector/spot.test.ts'],
    ['lib/pipeline/stage/stage-variable.ts', 'test/pipeline/stage.test.ts'],
    ['lib/farm/routing.ts', 'test/farm/stages.test.ts'],
    ['lib/app/document-folder.ts', 'test/app/document-folder.test.ts'],
    ['lib/harness-api/exchange.ts', 'test/harness-api/repetition.test.ts'],
    ['lib/validation/causes.ts', 'test/validation/every-cause.test.ts'],
    ['lib/pulumi/register.ts', 'test/pulumi/components.test.ts'],
  ] as const;
  for (const [file, itsTest] of SUBJECTS)
    expect([file, relatedTests(file)]).toEqual([file, expect.arrayContaining([itsTest])]);
});
