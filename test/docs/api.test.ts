import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';
import { once } from '../../lib/core';
import { ROOT } from './snippets';

const PAGES = readdirSync(join(ROOT, 'docs/api'));
const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** All names that an entry exports, types included, as the compiler has them; nothing of other packages is loaded. */
function exportedNames(entry: string): string[] {
  const options = { target: ts.ScriptTarget.ES2022, noLib: true, types: [] };
  const host = ts.createCompilerHost(options);
  host.resolveModuleNameLiterals = (literals, file) =>
    literals.map(({ text }) => ({
      resolvedModule: text.startsWith('.') ? sourceOf(resolve(dirname(file), text)) : undefined,
    }));
  const program = ts.createProgram([join(ROOT, entry)], options, host);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(join(ROOT, entry)) as ts.SourceFile;
  const symbol = checker.getSymbolAtLocation(source) as ts.Symbol;
  return checker.getExportsOfModule(symbol).map(({ name }) => name);
}

function sourceOf(path: string): ts.ResolvedModuleFull | undefined {
  const found = [`${path}.ts`, join(path, 'index.ts')].find((file) => ts.sys.fileExists(file));
  return found === undefined ? undefined : { resolvedFileName: found, extension: ts.Extension.Ts };
}

/** Headings of sections, of the pages of one entry. */
function namesOn(pages: readonly string[]): string[] {
  return pages.flatMap((page) => {
    const isOfSubpath = page.startsWith('pulumi') || page.startsWith('connector-test');
    const names = [...(isOfSubpath ? [] : headingsOf(page, '#')), ...headingsOf(page, '##')];
    return names.filter((name) => /^\w+$/.test(name));
  });
}

function headingsOf(page: string, level: string): string[] {
  return [...textOf(`docs/api/${page}`).matchAll(new RegExp(`^${level} (.*)$`, 'gm'))].map(([, heading]) => heading);
}

const ofEntry = (prefix: string) => PAGES.filter((page) => page.startsWith(prefix));
const ofMainEntry = PAGES.filter((page) => !page.startsWith('pulumi') && !page.startsWith('connector-test'));
/** Titles of pages about several types that are a word alone. */
const SUBJECTS = ['Connectors', 'Errors', 'Pods', 'Steps'];

describe('every public name is in one section of one page', () => {
  test('of the main entry', () => {
    const names = namesOn(ofMainEntry).filter((name) => !SUBJECTS.includes(name));
    expect(names.sort()).toEqual(exportedNames('lib/index.ts').sort());
    expect(names.length).toBeGreaterThan(150);
  });

  test('of harness-constructs/pulumi', () => {
    expect(namesOn(ofEntry('pulumi')).sort()).toEqual(exportedNames('lib/pulumi/index.ts').sort());
  });

  test('of harness-constructs/connector-test, except shared types', () => {
    const shared = ['AccessRule', 'CAUSES'];
    expect([...namesOn(ofEntry('connector-test')), ...shared].sort()).toEqual(
      exportedNames('lib/validation/index.ts').sort(),
    );
    expect(namesOn(ofMainEntry)).toContain('AccessRule');
    expect(textOf('docs/causes.md')).toContain('`API_KEY_REJECTED`');
    expect(textOf('docs/api/connector-test.md')).toContain('[`CAUSES`](../causes.md)');
  });
});

test('each construct has its own page', () => {
  const constructs = ['HarnessDelegate', 'CiBuildInfra', 'BuildFarmNamespace', 'CiStage', 'KubernetesClusterConnector'];
  for (const name of constructs) {
    const page = name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '-').toLowerCase();
    expect(headingsOf(`${page}.md`, '#')).toEqual([name]);
    expect(headingsOf(`${page}.md`, '##')).toContain(`${name}Props`);
  }
});

test('a property has its type, its default and a description', () => {
  expect(textOf('docs/api/harness-delegate.md')).toMatch(
    /^\| `createNamespace` \| `boolean` \| true[^|]* \| Creates the namespace\./m,
  );
  expect(textOf('docs/api/harness-delegate.md')).toMatch(
    /^\| `image` \| \[`DelegateImage`\]\(delegate-image-and-token\.md#delegateimage\) \| \*\*required\*\* \| \w/m,
  );
});

test.each(PAGES)('%s has at most 40 kB, and is in the index once', (page) => {
  expect(statSync(join(ROOT, 'docs/api', page)).size).toBeLessThanOrEqual(40_000);
  expect(textOf('API.md').split(`(docs/api/${page})`)).toHaveLength(2);
});

test('API.md is an index of one page', () => {
  expect(textOf('API.md').split('\n').length).toBeLessThan(80);
});

describe('the package', () => {
  const packed = once((): string[] => {
    const [{ files }] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' }),
    );
    return files.map(({ path }: { path: string }) => path).filter((path: string) => path.endsWith('.md'));
  });

  test('has every page, and no long paragraph twice', () => {
    const pages = packed();
    expect(pages).toEqual(expect.arrayContaining(['API.md', ...PAGES.map((page) => `docs/api/${page}`)]));
    const sections = pages.flatMap((page) =>
      textOf(page)
        .split(/^(?=#+ )/m)
        .map((section) => section.split('\n').slice(1).join('\n').trim()),
    );
    const long = sections.filter((section) => section.length > 200);
    expect(long.filter((section, index) => long.indexOf(section) !== index)).toEqual([]);
  });

  test('has no evidence of the tests', () => {
    expect(packed().filter((page) => /coverage/.test(page) || /S004\.cluster/.test(textOf(page)))).toEqual([]);
  });
});
