import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { declaredIn } from '../../scripts/coverage/declarations';
import type { Kind } from '../../scripts/coverage/kinds';
import { requirementsBySeed } from '../testkit/covers';

const ROOT = join(__dirname, '..', '..');

describe('what shows a requirement follows from the assertions of the test', () => {
  const root = mkdtempSync(join(tmpdir(), 'harness-coverage-'));
  afterAll(() => rmSync(root, { recursive: true }));

  /** What a small folder of tests declares. */
  function declared(body: string, helpers = '') {
    const files = {
      'test/a.test.ts': `import { helper } from './helpers';\nimport { get } from './cluster/client/api';\nimport { ask } from './testkit/harness-platform';\n${body}`,
      'test/helpers.ts': `export function helper(a: unknown): any { return a; }\n${helpers}`,
      'test/testkit/harness-platform/index.ts': 'export function ask(path: string): any { return path; }',
      'test/cluster/client/api.ts': 'export function get(path: string): any { return fetch(path); }',
    };
    const project = mkdtempSync(join(root, 'project-'));
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(project, dirname(file)), { recursive: true });
      writeFileSync(join(project, file), text);
    }
    return declaredIn(project, new Set(['S001.a.b']));
  }

  const inTest = (statements: string) => `test('a', () => { covers('S001.a.b'); ${statements} });`;

  test.each<[string, string, string, Kind[]]>([
    ['an object', inTest('expect(helper(1).kind).toBe("Pod")'), '', ['object']],
    ['a matcher of errors', inTest('expect(() => helper(1)).toThrow(/name/)'), '', ['refusal']],
    ['no error', inTest('expect(() => helper(1)).not.toThrow()'), '', ['object']],
    ['a rejection', inTest('return expect(helper(1)).rejects.toMatchObject({ name: "a" })'), '', ['refusal']],
    [
      'the error that a helper caught',
      `import { refused } from './helpers'; ${inTest('const { property } = refused(() => 1); expect(property).toBe("a")')}`,
      'export function refused(f: () => void): any { try { f(); } catch (error) { return error; } }',
      ['refusal'],
    ],
    [
      'an error that the test caught',
      inTest('let e: unknown; try { helper(1); } catch (thrown) { e = thrown; } expect(e).toBeInstanceOf(Error)'),
      '',
      ['refusal'],
    ],
    ['a fake of Harness', inTest('expect(ask("/ng").status).toBe("SUCCESS")'), '', ['fake platform']],
    [
      'a fake of Harness, next to an API server',
      inTest('expect([ask("/ng"), get("/api")]).toEqual([])'),
      '',
      ['fake platform'],
    ],
    ['an API server', inTest('expect(get("/api").status).toBe(200)'), '', ['live']],
    [
      'a page',
      inTest('expect(textOf("README.md")).toContain("kubectl")').replace(/^/, "import { textOf } from './helpers'; "),
      "import { readFileSync } from 'node:fs'; export const textOf = (page: string) => readFileSync(page, 'utf8');",
      ['prose'],
    ],
    [
      'a page, by a variable',
      `const PAGE = 'docs/a.md'; const page = () => helper(PAGE); ${inTest('expect(page()).toMatch(/a/)')}`,
      '',
      ['prose'],
    ],
    ['a page that is expected', inTest('expect(helper(1)).toEqual(helper("docs/a.md"))'), '', ['prose']],
    [
      'what a program of a page writes',
      inTest('expect(require(helper("docs/a.md")).kind).toBe("Pod")'),
      '',
      ['object'],
    ],
    [
      'a row of a table',
      `test.each([['docs/a.md']])('a %s', (page) => { covers('S001.a.b'); expect(helper(page)).toMatch(/a/); });`,
      '',
      ['prose'],
    ],
    [
      'what a function of the tests asserts',
      `import { check } from './helpers'; ${inTest('check(helper("docs/a.md"))')}`,
      'export function check(text: string): void { expect(text).toContain("a"); }',
      ['prose'],
    ],
    ['several', inTest('expect(helper(1)).toBe(1); expect(() => helper(2)).toThrow()'), '', ['object', 'refusal']],
    ['no more than a page', inTest('expect(helper(1)).toBe(1); expect(helper("a.md")).toBe("")'), '', ['prose']],
  ])('%s', (_what, body, helpers, kinds) => {
    const { declarations, problems } = declared(body, helpers);
    expect(problems).toEqual([]);
    expect(declarations.map((one) => one.kinds)).toEqual([kinds]);
  });

  test.each([
    ['a test without assertions', inTest('helper(1)'), /expected an assertion in the test "a"/],
    ['a test that calls expect() alone', inTest('expect(helper(1))'), /expected an assertion/],
    ['a requirement that is not in the list', "test('a', () => { covers('S001.x'); expect(1).toBe(1); });", /S001\.x/],
    ['no test', "covers('S001.a.b');", /must be called in a test/],
  ])('%s is a problem', (_what, body, problem) => {
    expect(declared(body).problems).toEqual([expect.stringMatching(problem)]);
  });
});

/** Files that declare a requirement, by its id, from the text of the tests alone. */
function filesById(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const names = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  for (const file of names.filter((name) => name.endsWith('.test.ts'))) {
    for (const [, list] of readFileSync(join(ROOT, 'test', file), 'utf8').matchAll(/^ *covers\(([^)]*)\);/gm)) {
      for (const [, id] of list.matchAll(/'([^']+)'/g)) {
        found.set(id, (found.get(id) ?? new Set()).add(file));
      }
    }
  }
  return found;
}

describe('the table', () => {
  const table = readFileSync(join(ROOT, 'test/coverage/README.md'), 'utf8');
  const ids = requirementsBySeed().flatMap(({ requirements }) => requirements.map(({ id }) => id));
  const files = filesById();
  const showing = (id: string, folder: string) => [...(files.get(id) ?? [])].filter((file) => file.startsWith(folder));
  const rows = new Map(
    table
      .split('\n')
      .filter((line) => /^\| S00\d\./.test(line))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
      .map((cells): [string, string] => [cells[1], cells[5]]),
  );
  const total = (kind: string) => Number(new RegExp(`^\\| ${kind} \\|.*\\| (\\d+) \\|$`, 'm').exec(table)?.[1]);

  test('has a row for each requirement', () => {
    expect([...rows.keys()]).toEqual(ids);
  });

  test('does not count statements in pages as covered', () => {
    const proseOnly = [...rows].filter(([, shown]) => shown === 'prose only').map(([id]) => id);
    const open = ids.filter((id) => !files.has(id)).length;
    const covered = ids.length - proseOnly.length - open;
    expect(table).toContain(
      `**${covered} of ${ids.length} covered; ${proseOnly.length} in prose only; ${open} not shown**`,
    );
    expect(total('prose')).toBe(proseOnly.length);
    const readsNoPage = (file: string) => !/\.md\b/.test(readFileSync(join(ROOT, 'test', file), 'utf8'));
    expect(proseOnly.filter((id) => [...(files.get(id) ?? [])].some(readsNoPage))).toEqual([]);
  });

  test('counts as live only what tests with a cluster declare', () => {
    const live = [...rows].filter(([, shown]) => shown.split(', ').includes('live')).map(([id]) => id);
    expect(total('live')).toBe(live.length);
    expect(live.length).toBeGreaterThan(0);
    expect(live.filter((id) => showing(id, 'cluster/').length === 0)).toEqual([]);
  });

  test.each(['object', 'refusal', 'fake platform'])('counts the rows of the kind %s', (kind) => {
    expect(total(kind)).toBe([...rows.values()].filter((shown) => shown.split(', ').includes(kind)).length);
  });

  test.each([
    'S000.intro.purposes',
    'S002.cluster.capacity',
    'S002.cluster.ci-requirements',
    'S003.cluster.versions',
    'S003.delegate.docker-or-kubernetes',
    'S003.verify.manifest-method',
    'S004.cluster.capacity',
    'S004.cluster.ci-requirements',
    'S004.cluster.port-20001',
  ])('does not claim %s, which no test of this package can show', (id) => {
    expect(rows.get(id)).toBe('prose only');
  });
});
