import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Consumer, KUBECONFIG_OF_NOBODY } from './consumer';

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
        !/^(build\/((pulumi|connector-test)\/)?index\.js|build\/pulumi\/providers\.js|build\/.*\.d\.ts|node_modules\/(yaml|https-proxy-agent|proxy-from-env|agent-base|debug|ms)\/.*|docs\/.*\.md|examples\/.*\.(ts|yaml)|\.jsii|LICENSE|package\.json|(README|API|CHANGELOG)\.md)$/.test(
          path,
        ),
    );
  expect(unexpected).toEqual([]);
  expect(readFileSync(join(root, 'build/index.js'), 'utf8')).not.toContain(REPOSITORY);
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
       platform: { accountId: '6_vVHzo9Qeu9fXvj-AcQCb', apiKey: 'a-key', endpoint: nobody },
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

test('the commands of the README synthesize the same', () => {
  const [, program] = /^npx tsx (\S+)/m.exec(readFileSync(join(REPOSITORY, 'README.md'), 'utf8')) ?? [];
  consumer.write(program, EXAMPLE);
  consumer.write('main.js', commonJs);
  consumer.run('npx', ['tsx', program]);
  expect(consumer.read('dist/harness-delegate.k8s.yaml')).toBe(synthesize(['main.js'], 'dist-commonjs'));
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
