import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { commandsOf, Consumer, KUBECONFIG_OF_NOBODY } from './consumer';
import {
  crashes,
  entryPoints,
  neverRefused,
  OTHER_WAYS,
  type Outcome,
  programOf,
  TAKES_ANYTHING,
  VALUE_CLASSES,
  wrongFrames,
} from './entry-points';

const REPOSITORY = resolve(__dirname, '..');
const EXAMPLE = readFileSync(join(REPOSITORY, 'examples/hardened-delegate.ts'), 'utf8');
const IMPORT = /^import \{([^}]*)\} from '([^']*)';$/gm;

const consumer = new Consumer();
beforeAll(() => consumer.install());
afterAll(() => consumer.remove());

/** The example, as a program of plain JavaScript. */
const commonJs = EXAMPLE.replace(IMPORT, "const {$1} = require('$2');");

function synthesize(args: readonly string[], outdir: string): string {
  consumer.run(process.execPath, args, { env: { PATH: process.env.PATH, CDK8S_OUTDIR: outdir } });
  return consumer.read(join(outdir, 'harness-delegate.k8s.yaml'));
}

test('the tarball holds the build, its assembly and the documents, and nothing else', () => {
  const root = join(consumer.folder, 'node_modules/harness-constructs');
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const unexpected = files
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(
      (path) =>
        !/^(build\/((pulumi|validation)\/)?index\.js(\.map)?|build\/pulumi\/providers\.js(\.map)?|build\/chunks\/[a-z-]+\.js(\.map)?|build\/.*\.d\.ts|node_modules\/(yaml|https-proxy-agent|proxy-from-env|agent-base|debug|ms)\/.*|docs\/.*\.md|examples\/.*\.(ts|yaml)|\.jsii|LICENSE|package\.json|(README|API|CHANGELOG)\.md)$/.test(
          path,
        ),
    );
  expect(unexpected).toEqual([]);
  for (const entry of files.filter(({ name }) => /\.js(\.map)?$/.test(name) && !name.includes('node_modules'))) {
    expect(readFileSync(join(entry.parentPath, entry.name), 'utf8')).not.toContain(REPOSITORY);
  }
});

test('a CommonJS program synthesizes the example, and neither installs nor loads Pulumi', () => {
  consumer.write(
    'main.js',
    `${commonJs}\nif (Object.keys(require.cache).some((path) => path.includes('pulumi'))) throw new Error('Pulumi was loaded');`,
  );
  expect(synthesize(['main.js'], 'dist-commonjs')).toContain('kind: Deployment');
  expect(existsSync(join(consumer.folder, 'node_modules/@pulumi'))).toBe(false);
});

test('the connector test runs without Pulumi, and without the client of Kubernetes, which it asks for', () => {
  consumer.write(
    'validate.js',
    `const { describeValidation, validateConnector } = require('harness-constructs/connector-test');
     const loaded = Object.keys(require.cache).filter((path) => /cdk8s|pulumi/.test(path));
     if (loaded.length > 0) throw new Error('it loads ' + loaded);
     const nobody = 'http://127.0.0.1:1';
     void validateConnector({
       platform: { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', apiKey: 'a-key', endpoint: nobody, unsafePlainHttp: true },
       connector: { identifier: 'builds' },
       delegateSelectors: ['ci'],
       cluster: { kubeconfig: { content: ${JSON.stringify(KUBECONFIG_OF_NOBODY)} } },
       timeoutSeconds: 1,
     }).then((result) => console.log(describeValidation(result)));`,
  );
  const output = consumer.run(process.execPath, ['validate.js']);
  expect(output).toMatch(/FAILURE.*PLATFORM_UNREACHABLE.*KUBERNETES_CLIENT_MISSING/s);
  expect(output).not.toContain('a-key');
});

test('an ES module synthesizes the same', () => {
  consumer.write('main.mjs', EXAMPLE);
  consumer.write('main.js', commonJs);
  expect(synthesize(['main.mjs'], 'dist-esm')).toBe(synthesize(['main.js'], 'dist-commonjs'));
});

describe('the install commands of a page work as they are printed, in an empty folder next to a fresh clone', () => {
  const reader = new Consumer();
  beforeAll(() => {
    reader.clone('harness-constructs');
    commandsOf('README.md', 'npm ci && npm pack').forEach((line) => reader.runPrinted(line, 'harness-constructs'));
  });
  afterAll(() => reader.remove());

  test('README: the program gives the output that the page shows', () => {
    const readme = readFileSync(join(REPOSITORY, 'README.md'), 'utf8');
    const [, program] = /<!-- begin example -->\n\n```ts\n([\s\S]*?)^```$/m.exec(readme) as RegExpExecArray;
    const [, output] = /<!-- begin output -->[\s\S]*?```yaml\n([\s\S]*?)^```$/m.exec(readme) as RegExpExecArray;
    const commands = commandsOf('README.md', 'npm install ');
    expect(commands.at(-1)).toMatch(/^npx tsx main\.ts/);
    reader.write('my-project/main.ts', program);
    commands.forEach((line) => reader.runPrinted(line, 'my-project'));
    expect(reader.read('my-project/dist/harness-delegate.k8s.yaml')).toBe(output);
  });

  test('docs/pulumi.md: the components can be loaded', () => {
    reader.write('my-stack/load.js', "console.log(require('harness-constructs/pulumi').CiBuildInfra.name);");
    commandsOf('docs/pulumi.md', 'npm install ').forEach((line) => reader.runPrinted(line, 'my-stack'));
    expect(reader.runPrinted('node load.js', 'my-stack')).toBe('CiBuildInfra\n');
  });
});

test.each([
  ['CommonJS', 'main.ts', ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0']],
  ['Node16', 'main.ts', ['--module', 'node16']],
  ['ES modules', 'main.mts', ['--module', 'nodenext']],
  ['a bundler', 'main.ts', ['--module', 'esnext', '--moduleResolution', 'bundler']],
])('the types fit %s, declarations of the package included', (_name, file, options) => {
  consumer.write(file, EXAMPLE);
  consumer.typeCheck(file, options);
});

test('the types refuse a wrong property', () => {
  consumer.write('wrong.ts', EXAMPLE.replace("delegateName: 'ci'", 'delegateName: 1'));
  expect(() => consumer.typeCheck('wrong.ts', ['--module', 'node16'])).toThrow(
    /Type 'number' is not assignable to type 'string'/,
  );
});

test('tools find the assembly and the manifest of the package', () => {
  const resolved = consumer.run(process.execPath, [
    '-p',
    "['.jsii', 'package.json'].map((file) => require.resolve('harness-constructs/' + file)).length",
  ]);
  expect(resolved.trim()).toBe('2');
});

describe('the stack of an error starts at the line of the program that gave bad input', () => {
  const CALLS = [...entryPoints(), ...OTHER_WAYS];
  const FROM_COMMON_JS = "const { App, Chart, Lazy } = require('cdk8s');\nconst h = require('harness-constructs');";
  const FROM_ESM = "import { App, Chart, Lazy } from 'cdk8s';\nimport * as h from 'harness-constructs';";

  function outcomesOf(file: string, program: string, options: readonly string[] = []): Outcome[] {
    consumer.write(file, program);
    return JSON.parse(consumer.run(process.execPath, [...options, file])) as Outcome[];
  }

  test('in every public constructor, method and factory', () => {
    const outcomes = outcomesOf('entry-points.js', programOf(CALLS, FROM_COMMON_JS));
    expect(wrongFrames(outcomes, 'entry-points.js')).toEqual([]);
    expect(crashes(outcomes)).toEqual([]);
    const takeNothing = CALLS.filter(({ takesNothing }) => takesNothing).map(({ name }) => name);
    const others = neverRefused(outcomes).filter((name) => !VALUE_CLASSES.includes(name.split('.')[0]));
    expect(others.filter((name) => !takeNothing.includes(name)).sort()).toEqual([...TAKES_ANYTHING].sort());
  });

  test.each<[string, string, string, string[]]>([
    ['in an ES module', 'entry-points.mjs', FROM_ESM, []],
    ['with source maps', 'mapped.js', FROM_COMMON_JS, ['--enable-source-maps']],
    ['with a limit of one frame', 'limited.js', FROM_COMMON_JS, ['--stack-trace-limit=1']],
  ])('%s', (_what, file, imports, options) => {
    const outcomes = outcomesOf(file, programOf(CALLS, imports), options);
    expect(wrongFrames(outcomes, file)).toEqual([]);
    expect(neverRefused(outcomes)).not.toContain('new HarnessDelegate');
  });

  test('in the connector test', () => {
    const failed = "{ status: 'FAILURE', summary: 'a', probes: [] }";
    const calls = [
      { name: 'validateConnector', code: 'c.validateConnector({})' },
      { name: 'assertValid', code: `c.assertValid(${failed})` },
      { name: 'ConnectorValidationError', code: `{ throw new c.ConnectorValidationError(${failed}); }` },
      // It reads what validateConnector gave.
      { name: 'describeValidation', code: `c.describeValidation(${failed})` },
    ];
    const imports = `${FROM_COMMON_JS}\nconst c = require('harness-constructs/connector-test');`;
    const outcomes = outcomesOf('connector-test.js', programOf(calls, imports));
    const functions =
      "Object.entries(require('harness-constructs/connector-test')).filter(([, one]) => typeof one === 'function')";
    const names = consumer.run(process.execPath, ['-p', `JSON.stringify(${functions}.map(([name]) => name).sort())`]);
    expect(JSON.parse(names)).toEqual(calls.map(({ name }) => name).sort());
    expect(wrongFrames(outcomes, 'connector-test.js')).toEqual([]);
    expect(neverRefused(outcomes)).toEqual(['describeValidation']);
  });
});
