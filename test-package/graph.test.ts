/** The built JavaScript: one graph of CommonJS chunks for all entries, loaded on demand. */
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../package.json';

const REPOSITORY = resolve(__dirname, '..');
const BUILD = join(REPOSITORY, 'build');
const ENTRIES = ['', '/pulumi', '/pulumi/providers', '/connector-test'];
const CORE = ['chunks/base.js', 'chunks/core.js', 'index.js'];

/** Runs a program in a fresh process, in the scope of the package, which it knows by its own name. */
async function run(program: string, ...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, '--eval', program], { cwd: REPOSITORY });
  return stdout;
}

const json = async (program: string, ...options: string[]): Promise<any> =>
  JSON.parse(await run(`${program}\nconsole.log(JSON.stringify(result));`, ...options));

/** Prints the modules of the build, and the packages, that are loaded. */
const LOADED = `
  const files = Object.keys(require.cache).map((path) => path.replaceAll('\\\\', '/'));
  const own = files.flatMap((path) => /\\/build\\/(.*)$/.exec(path.includes('/node_modules/') ? '' : path)?.[1] ?? []).sort();
  const packages = [...new Set(files.flatMap((path) => /\\/node_modules\\/((@[^/]+\\/)?[^/]+)\\//.exec(path)?.[1] ?? []))].sort();
  const result = { own, packages };`;

const namesOf = (entry: string): Promise<string[]> =>
  json(`const result = Object.keys(require('harness-constructs${entry}'));`);

async function each<T>(values: readonly T[], check: (value: T) => Promise<void>): Promise<void> {
  const left = [...values];
  const worker = async (): Promise<void> => {
    for (let value = left.shift(); value !== undefined; value = left.shift()) {
      await check(value);
    }
  };
  await Promise.all([worker(), worker()]);
}

const DELEGATE = `
  const { App, Chart } = require('cdk8s');
  const { DelegateAccess, DelegateImage, DelegateToken, HarnessApp, HarnessDelegate } = require('harness-constructs');
  const app = new HarnessApp({ outdir: require('node:fs').mkdtempSync(require('node:os').tmpdir() + '/harness-') });
  new HarnessDelegate(new Chart(app, 'chart'), 'Delegate', {
    accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
    delegateName: 'ci',
    image: DelegateImage.of('example.com/delegate:1.30.1'),
    token: DelegateToken.fromSecretName('token'),
    access: DelegateAccess.ciBuilds(['builds']),
  });
  app.synth();`;

describe('what is loaded', () => {
  test('by a program with a delegate: the core, and neither cdk8s-plus nor Pulumi nor a library', async () => {
    const { own, packages } = await json(DELEGATE + LOADED);
    expect(own).toEqual(CORE);
    const byCdk8s = (await json(`require('cdk8s');${LOADED}`)).packages;
    expect(packages).toEqual(byCdk8s);
  });

  test('nothing by the main entry, until an export is read', async () => {
    expect((await json(`require('harness-constructs');${LOADED}`)).own).toEqual(['index.js']);
  });

  test('by HelmValues: the tables of the chart only when values are read', async () => {
    const values = `accountId: 6_vVHzo9Qeu9fXvj-AcQCb\\ndelegateName: ci\\nmanagerEndpoint: https://app.harness.io`;
    const loadedBy = async (program: string): Promise<string[]> =>
      (await json(`const { HelmValues } = require('harness-constructs');${program}${LOADED}`)).own;
    expect(await loadedBy('')).not.toContain('chunks/adoption.js');
    expect(await loadedBy(`HelmValues.parse('${values}');`)).toContain('chunks/adoption.js');
  });

  test.each(['pulumi/providers', 'connector-test'])('by %s: neither cdk8s nor the SDK of Pulumi', async (entry) => {
    const { own, packages } = await json(
      `const entry = require('harness-constructs/${entry}'); Object.values(entry);${LOADED}`,
    );
    expect(packages.filter((name: string) => /cdk8s|constructs|pulumi|client-node/.test(name))).toEqual([]);
    expect(own).not.toContain('chunks/core.js');
  });

  test('by a native ES module, which reads every export: not the tables of the chart', async () => {
    const program = `
      import { createRequire } from 'node:module';
      import 'harness-constructs';
      const require = createRequire(process.cwd() + '/');${LOADED}`;
    const { own } = await json(program, '--input-type=module');
    expect(own).toContain('chunks/pipeline.js');
    expect(own).not.toContain('chunks/adoption.js');
  });
});

describe.each(ENTRIES)('harness-constructs%s', (entry) => {
  test('exports what its source exports', async () => {
    const { 'harness-source': source } = packageJson.exports[`.${entry}` as './pulumi'];
    const exported = Object.keys(jest.requireActual<object>(join(REPOSITORY, source))).filter(
      (name) => name !== '__esModule',
    );
    expect((await namesOf(entry)).sort()).toEqual(exported.sort());
  });

  test('has every export for a native ES module, by its name, the same as for CommonJS', async () => {
    const names = await namesOf(entry);
    const program = `
      import { createRequire } from 'node:module';
      import { ${names.map((name, index) => `${name} as $${index}`).join(', ')} } from 'harness-constructs${entry}';
      const commonJs = createRequire(process.cwd() + '/')('harness-constructs${entry}');
      const imported = { ${names.map((name, index) => `${name}: $${index}`).join(', ')} };
      const result = Object.keys(imported).filter((name) => imported[name] === undefined || imported[name] !== commonJs[name]);`;
    expect(await json(program, '--input-type=module')).toEqual([]);
  });

  test('loads each export alone, in a fresh process', async () => {
    await each(await namesOf(entry), async (name) => {
      const kind = await run(`console.log(typeof require('harness-constructs${entry}').${name})`);
      expect([name, kind.trim()]).toEqual([name, expect.stringMatching(/^(function|object|string)$/)]);
    });
  });
});

test('classes have the names by which they are exported', async () => {
  const program = `
    const result = ${JSON.stringify(ENTRIES)}.flatMap((entry) =>
      Object.entries(require('harness-constructs' + entry)).filter(
        ([name, value]) => typeof value === 'function' && value.name !== name,
      ).map(([name, value]) => [name, value.name]));`;
  expect(await json(program)).toEqual([]);
});

test('each class of the assembly has the run-time type of jsii, whichever chunk it is in', async () => {
  const { types, version } = JSON.parse(readFileSync(join(REPOSITORY, '.jsii'), 'utf8'));
  const classes = Object.values<any>(types).filter(({ kind }) => kind === 'class');
  const program = `
    const constructs = require('harness-constructs');
    const result = ${JSON.stringify(classes.map(({ name }) => name))}.map((name) => {
      const type = constructs[name];
      return Object.hasOwn(type, Symbol.for('jsii.rtti')) ? type[Symbol.for('jsii.rtti')] : null;
    });`;
  expect(await json(program)).toEqual(classes.map(({ fqn }) => ({ fqn, version })));
});

test('every file is ASCII, which V8 reads faster', () => {
  const files = readdirSync(BUILD, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((name) => /[\u0080-\uffff]/.test(readFileSync(join(BUILD, name), 'utf8')))).toEqual([]);
});

test('nothing is bundled twice', () => {
  const maps = readdirSync(BUILD, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js.map'));
  const sources = maps.flatMap((name) => {
    const { sources: own } = JSON.parse(readFileSync(join(BUILD, name), 'utf8')) as { sources: string[] };
    return [...new Set(own.map((source) => resolve(BUILD, name, '..', source)))].filter((path) =>
      path.includes('/lib/'),
    );
  });
  expect(sources.length).toBeGreaterThan(100);
  expect(sources.filter((source, index) => sources.indexOf(source) !== index)).toEqual([]);
});

test('a frame of the package shows its line of TypeScript, with --enable-source-maps', async () => {
  const program = `
    const app = new (require('harness-constructs').HarnessApp)({ outdir: 'mapped' });
    app.node.addValidation({ validate() { throw new Error('of the program'); } });
    try {
      app.synth();
    } catch (error) { console.log(error.stack); }`;
  expect(await run(program, '--enable-source-maps')).toMatch(/lib\/[\w/-]+\.ts:\d+:\d+/);
  expect(await run(program)).not.toContain('.ts:');
});

test('an uncaught error prints one line of code, not a whole file', async () => {
  const program = `
    const { HarnessDelegate } = require('harness-constructs');
    const { Chart, Testing } = require('cdk8s');
    new HarnessDelegate(new Chart(Testing.app(), 'chart'), 'Delegate', {});`;
  const { stderr } = (await run(program).catch((error: { stderr: string }) => error)) as { stderr: string };
  expect(stderr).toContain('chart/Delegate');
  expect(stderr.length).toBeLessThan(4000);
});
