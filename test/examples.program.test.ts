import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { covers } from './testkit/covers';
import { documentsBeside, EXAMPLES, FROM_SOURCE, parsed } from './testkit/examples';

const ROOT = resolve(__dirname, '..');

/** Holds the output folder, and beside it that of the documents for Harness. */
let folder: string;
let outdir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'harness-examples-'));
  outdir = join(folder, 'dist');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, ...args: string[]): string {
  return execFileSync(command, args, {
    cwd: ROOT,
    env: { ...process.env, CDK8S_OUTDIR: outdir, HARNESS_OUTDIR: '' },
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

function synth(...args: string[]): string {
  return run(process.execPath, '-r', 'ts-node/register/transpile-only', 'scripts/synth.ts', ...args);
}

function runExample(name: string): void {
  run(process.execPath, '-C', 'harness-source', '-r', FROM_SOURCE, join('examples', name));
}

/** All objects in the output folder; a secret that an example spells out is not kept in a snapshot. */
function objects(): any[] {
  const files = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
  const all: any[] = files.flatMap((name) => parsed(readFileSync(join(outdir, name), 'utf8')));
  return all.map((object) => (object.stringData ? { ...object, stringData: Object.keys(object.stringData) } : object));
}

test.each(EXAMPLES)('%s synthesizes what was reviewed', (name) => {
  covers('S001.deploy.file');
  runExample(name);
  expect(objects()).toMatchSnapshot();
  expect(Object.fromEntries(documentsBeside(outdir))).toMatchSnapshot('documents for Harness');
});

test('the least that makes a farm are 20 lines at most', () => {
  const text = readFileSync(join(ROOT, 'examples', 'minimal-farm.ts'), 'utf8');
  expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(20);
});

test('the example of platforms is a file for each', () => {
  covers('S002.cluster.any-provider', 'S004.cluster.any-provider');
  runExample('platforms.ts');
  const files = readdirSync(outdir).filter((name) => name.endsWith('.yaml'));
  expect(files.sort()).toEqual(
    ['aks', 'eks', 'gke-autopilot', 'gke', 'openshift'].map((name) => `farm-${name}.k8s.yaml`),
  );
});

describe('npm run synth', () => {
  test('runs the root example, and prints what it wrote and what to do next', () => {
    covers('S001.verify.get-pods', 'S001.verify.running', 'S001.verify.logs', 'S003.troubleshoot.logs');
    const output = synth().replaceAll(outdir, 'dist');
    expect(output).toContain('wrote dist/build-farm.k8s.yaml: Namespace harness-delegate');
    expect(output).toContain('kubectl apply -f dist/build-farm.k8s.yaml');
    expect(output).toMatch(/kubectl get pods -n harness-delegate +# ci is Running/);
    expect(objects().find(({ kind }) => kind === 'Deployment').metadata.name).toBe('ci');
    expect(output).toContain('kubectl logs -n harness-delegate deployment/ci -f');
  });

  test('lists the Harness documents that it wrote, next to the manifests', () => {
    const lines = synth().replaceAll(folder, '').split('\n');
    expect(lines.filter((line) => line.endsWith('for Harness'))).toEqual(
      [...documentsBeside(outdir).keys()].map((path) => `wrote /dist-harness/${path}, for Harness`),
    );
  });

  test("prints the summary of a program's farm", () => {
    covers('S001.flags.k8s-builds-use-runner', 'S001.flags.pl-use-runner', 'S001.runner-tests.flag');
    const output = synth('docker-in-docker');
    expect(output).toContain('Builds in namespace harness-builds, as ServiceAccount harness-build');
    expect(output).toContain('EXPOSED: the node. Reason: The image builds of this team run docker compose.');
    expect(output).toContain('CI_V0_K8S_BUILDS_USE_RUNNER');
  });

  test('shows it once, although HarnessApp prints it where a person runs the program', () => {
    const { JEST_WORKER_ID, ...env } = process.env;
    const command = ['-r', 'ts-node/register/transpile-only', 'scripts/synth.ts', 'minimal-farm', '--prune'];
    const { stdout, stderr, status } = spawnSync(process.execPath, command, {
      cwd: ROOT,
      env: { ...env, CDK8S_OUTDIR: outdir, HARNESS_OUTDIR: '' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.match(/^Builds in namespace harness-builds/gm)).toHaveLength(1);
  });

  test('names the namespaces and Secrets that the manifests refer to and do not make', () => {
    const output = synth('hardened-delegate');
    expect(output).toContain('kubectl create namespace harness-builds');
    expect(output).toContain('kubectl create secret generic ci-delegate-token -n harness-delegate');
    expect(synth('documented-delegate')).not.toContain('kubectl create');
  });

  test("lists the files that a program wrote with cdk8s' own App, to a separate folder", () => {
    const program = join(ROOT, 'examples', 'plain-app.test-program.ts');
    const own = join(folder, 'own');
    writeFileSync(
      program,
      `import { ApiObject, App, Chart } from 'cdk8s';
       const app = new App({ outdir: ${JSON.stringify(own)} });
       new ApiObject(new Chart(app, 'a'), 'Map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'map' } });
       app.synth();`,
    );
    try {
      const output = synth(program);
      expect(output).toMatch(/wrote .*own\/a\.k8s\.yaml: ConfigMap map/);
      expect(output).toMatch(/kubectl apply -f .*own\/a\.k8s\.yaml/);
      writeFileSync(program, 'export {};');
      expect(() => synth(program)).toThrow(/has written no manifests/);
    } finally {
      rmSync(program);
    }
  });

  test('refuses a program that is not there, by name', () => {
    expect(() => synth('no-such-example')).toThrow(/no program no-such-example/);
  });
});

test('npx cdk8s synth runs the root example', () => {
  const output = run('npx', 'cdk8s', 'synth', '--check-upgrade=false', '--output', outdir);
  expect(output).toContain('build-farm.k8s.yaml');
  expect(objects().map(({ kind }) => kind)).toContain('Deployment');
}, 30_000);
