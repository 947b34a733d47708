import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { covers } from './support/covers';

const ROOT = resolve(__dirname, '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => name.endsWith('.ts'));

let outdir: string;
beforeEach(() => (outdir = mkdtempSync(join(tmpdir(), 'harness-examples-'))));
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, CDK8S_OUTDIR: outdir },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

function synth(...args: string[]): string {
  return run(process.execPath, '-r', 'ts-node/register/transpile-only', 'scripts/synth.ts', ...args);
}

/** All objects in the output folder; a secret that an example spells out is not kept in a snapshot. */
function objects(): any[] {
  const files = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
  const all = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(outdir, name), 'utf8')).map((document) => document.toJS()),
  );
  return all.map((object) => (object.stringData ? { ...object, stringData: Object.keys(object.stringData) } : object));
}

test.each(EXAMPLES)('%s synthesizes what was reviewed', (name) => {
  covers('S001.deploy.file');
  synth(`examples/${name}`);
  expect(objects()).toMatchSnapshot();
});

describe('npm run synth', () => {
  test('runs the root example, and says what it wrote and what to do next', () => {
    covers('S001.verify.get-pods', 'S001.verify.logs', 'S003.troubleshoot.logs');
    const output = synth().replaceAll(outdir, 'dist');
    expect(output).toContain('wrote dist/harness-delegate.k8s.yaml: Namespace harness-delegate');
    expect(output).toContain('kubectl apply -f dist/harness-delegate.k8s.yaml');
    expect(output).toContain('kubectl get pods -n harness-delegate');
    expect(output).toContain('kubectl logs -n harness-delegate deployment/ci -f');
  });

  test('names the namespaces and Secrets that the manifests refer to and do not make', () => {
    const output = synth('hardened-delegate');
    expect(output).toContain('kubectl create namespace harness-builds');
    expect(output).toContain('kubectl create secret generic ci-delegate-token -n harness-delegate');
    expect(synth('documented-delegate')).not.toContain('kubectl create');
  });

  test('refuses a program that is not there, by name', () => {
    expect(() => synth('no-such-example')).toThrow(/no program no-such-example/);
  });
});

test('npx cdk8s synth runs the root example', () => {
  const output = run('npx', 'cdk8s', 'synth', '--check-upgrade=false', '--output', outdir);
  expect(output).toContain('harness-delegate.k8s.yaml');
  expect(objects().map(({ kind }) => kind)).toContain('Deployment');
}, 30_000);
