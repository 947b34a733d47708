/** The rules of lib/ that ARCHITECTURE.md lists. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');
const LIB = join(ROOT, 'lib');

/** From the bottom to the top: a room imports from rooms before it only. */
const ROOMS = [
  'core',
  'evaluation',
  'access',
  'document',
  'workload',
  'reference',
  'delegate',
  'build-pods',
  'build-namespace',
  'connector',
  'pipeline',
  'farm',
  'app',
  'harness-api',
  'validation',
  'pulumi',
];

const FILES = readdirSync(LIB, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => name.replaceAll('\\', '/').replace(/\.ts$/, ''));

/** Imports of the files of lib from each other, those of types included. */
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(join(LIB, `${file}.ts`), 'utf8'));
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith('.'))
    .map(({ fileName }) => {
      const path = posix.join(dirname(file), fileName).replace(/\/$/, '');
      const found = [path, posix.join(path, 'index')].find((name) => FILES.includes(name));
      if (found === undefined) throw new Error(`lib/${file}.ts imports ${fileName}, which is no file of lib`);
      return found;
    });
}

function roomOf(file: string): string {
  return file.split('/')[0];
}

/** Files from which a file leads back to itself. */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (graph.get(from) ?? []).some((next) => next === to || (!seen.has(next) && reaches(next, to, seen.add(next))));
  return [...graph.keys()].filter((file) => reaches(file, file));
}

test('every file of lib is in a room that is known', () => {
  expect(FILES.filter((file) => file !== 'index' && !ROOMS.includes(roomOf(file)))).toEqual([]);
  expect(ROOMS.filter((room) => !FILES.includes(`${room}/index`))).toEqual([]);
});

test('a subject is one file: no folder is named after a layer', () => {
  const folders = FILES.flatMap((file) => file.split('/').slice(0, -1));
  expect(folders.filter((name) => ['props', 'resolve', 'render', 'shapes', 'utils', 'common'].includes(name))).toEqual(
    [],
  );
});

test('no file imports itself through others, types included', () => {
  expect(circlesIn(IMPORTS)).toEqual([]);
});

test('a room imports from rooms below it only', () => {
  const upwards = [...IMPORTS].flatMap(([file, imports]) =>
    imports
      .filter(() => file !== 'index')
      .filter((imported) => ROOMS.indexOf(roomOf(imported)) > ROOMS.indexOf(roomOf(file)))
      .map((imported) => `${file} -> ${imported}`),
  );
  expect(upwards).toEqual([]);
});

test('no file imports past the index.ts of another room', () => {
  const past = [...IMPORTS].flatMap(([file, imports]) =>
    imports
      .filter((imported) => roomOf(imported) !== roomOf(file) && imported !== `${roomOf(imported)}/index`)
      .map((imported) => `${file} -> ${imported}`),
  );
  expect(past).toEqual([]);
});

test('nothing outside of lib/pulumi knows Pulumi', () => {
  const knowing = FILES.filter(
    (file) => roomOf(file) !== 'pulumi' && /@pulumi\/|__pulumi/.test(readFileSync(join(LIB, `${file}.ts`), 'utf8')),
  );
  expect(knowing).toEqual([]);
});

test('a file is below 300 lines, unless it is a table', () => {
  const tables = ['core/checks/structs.generated', 'delegate/helm/chart-value-table'];
  const long = FILES.filter((file) => !tables.includes(file))
    .map((file) => ({ file, lines: readFileSync(join(LIB, `${file}.ts`), 'utf8').split('\n').length - 1 }))
    .filter(({ lines }) => lines > 300);
  expect(long).toEqual([]);
});

describe('tests wait for conditions', () => {
  /** Polls and limits, each in one place, and programs of tests that do not end. */
  const CLOCKS = [
    'test/cluster/client/eventually.ts',
    'test/cluster/runtime/processes.ts',
    'test/house.test.ts',
    'test/testkit/harness-platform/fake-platform.ts', // the clock of the platform
    'test/validation/cluster/kubeconfig.test.ts',
  ];
  const CLOCK = /(?<!jest\.)\bsetTimeout\b|\bsetInterval\b|\bDate\.now\b/;

  test.each(['test', 'test-package'])('and no file of %s for a clock', (folder) => {
    const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
    const files = names.map((name) => posix.join(folder, name.replaceAll('\\', '/')));
    const waiting = files
      .filter((file) => /(?<!\.generated)\.(ts|cjs|js)$/.test(file) && !file.includes('node_modules'))
      .filter((file) => CLOCK.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(waiting.filter((file) => !CLOCKS.includes(file))).toEqual([]);
  });
});

/** A row of a walk in ARCHITECTURE.md. */
interface Hop {
  readonly file: string;
  readonly declared: string;
}

/** The walks of ARCHITECTURE.md: each table of files and what they declare. */
const WALKS: Hop[][] = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8')
  .split(/\n{2,}/)
  .filter((block) => /^\| File +\| Declares +\|/.test(block))
  .map((table) => table.split('\n').slice(2).map(hopOf));

function hopOf(row: string): Hop {
  const [, file, declared] = /^\| `lib\/([^`]+)\.ts` +\| `(\w+)` +\| \S/.exec(row) ?? [];
  if (file === undefined) throw new Error(`expected a file of lib and a name in backticks: ${row}`);
  return { file, declared };
}

const sourceOf = (file: string) =>
  ts.createSourceFile(file, readFileSync(join(LIB, `${file}.ts`), 'utf8'), ts.ScriptTarget.Latest, true);

function exportsOf(file: string): string[] {
  return sourceOf(file).statements.flatMap((statement) => {
    const isExported =
      ts.canHaveModifiers(statement) &&
      ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    const { name } = statement as { readonly name?: ts.Identifier };
    return isExported && name ? [name.text] : [];
  });
}

/** Names that a file imports from another one, directly or through the index.ts of its room. */
function namesFrom(file: string, other: string): string[] {
  const sources = [other, `${roomOf(other)}/index`];
  return sourceOf(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
    const path = posix.join(dirname(file), specifier).replace(/\/$/, '');
    const bindings = statement.importClause?.namedBindings;
    return bindings && ts.isNamedImports(bindings) && sources.some((name) => [path, `${path}/index`].includes(name))
      ? bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text)
      : [];
  });
}

/** Whether one of the two files imports a name that the other one exports. */
function areNeighbors(one: string, other: string): boolean {
  const uses = (user: string, used: string) => namesFrom(user, used).some((name) => exportsOf(used).includes(name));
  return one === other || uses(one, other) || uses(other, one);
}

describe('the walks of ARCHITECTURE.md', () => {
  test('lead from a property to its YAML, and from an Output to its resource', () => {
    expect(WALKS.map((walk) => walk[0].declared)).toEqual([
      'DelegateAvailabilityProps',
      'HarnessApp',
      'HarnessDelegate',
      'HarnessDelegate',
    ]);
  });

  test.each(WALKS.flat())('lib/$file.ts declares $declared', ({ file, declared }) => {
    expect(FILES).toContain(file);
    expect(exportsOf(file)).toContain(declared);
  });

  test('go from file to file by imports', () => {
    const gaps = WALKS.flatMap((walk) =>
      walk
        .slice(1)
        .flatMap(({ file }, index) => (areNeighbors(walk[index].file, file) ? [] : [`${walk[index].file} -> ${file}`])),
    );
    expect(gaps).toEqual([]);
  });

  test('no gap goes unnoticed', () => {
    expect(areNeighbors('delegate/deployment', 'app/harness-app')).toBe(false);
  });
});
