import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { FROM_SOURCE } from '../testkit/examples';
import { everythingIn, put, RECORD, temporaryFolders } from './folders';
import { type Ended, environment } from './programs';

const newFolder = temporaryFolders();
const repository = join(__dirname, '..', '..');

const PROGRAM = `
const { ApiObject, Chart } = require(${JSON.stringify(require.resolve('cdk8s'))});
const { HarnessApp } = require(${JSON.stringify(join(repository, 'lib', 'app'))});
const { HarnessDocument } = require(${JSON.stringify(join(repository, 'lib', 'document'))});
class Note extends HarnessDocument {
  documentPath = 'notes/a.yaml';
  _lateDocument() { return { note: 'a' }; }
}
const app = new HarnessApp();
const chart = new Chart(app, 'chart');
new ApiObject(chart, 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
new Note(chart, 'Note');
app.synth();
console.error(app.writtenFiles.join());
`;

const OPTIONS = 'new HarnessApp()';

/** Runs cdk8s synth in a folder with a program that uses HarnessApp. */
function runCli(project: string, options: string[] = [], added = {}, program = PROGRAM): Ended {
  const cli = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
  put(project, 'main.js', program);
  put(project, 'cdk8s.yaml', `language: typescript\napp: node -C harness-source -r ${FROM_SOURCE} main.js\n`);
  const env = environment({ CDK8S_CHECK_UPGRADE: 'false', ...added });
  return spawnSync(process.execPath, [cli, 'synth', ...options], { cwd: project, env, encoding: 'utf8' });
}

function synthesize(project: string, options?: string[], added?: object, program?: string): string {
  const { stdout, stderr, status } = runCli(project, options, added, program);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  return stdout;
}

describe('cdk8s synth', () => {
  it('runs a program with HarnessApp, and writes to the folder that it has emptied', () => {
    const project = newFolder();
    put(project, 'dist/old.k8s.yaml', 'kind: Pod');
    synthesize(project);
    const written = everythingIn(join(project, 'dist'));
    expect(Object.keys(written)).toEqual([RECORD, 'chart.k8s.yaml']);
    expect(written[RECORD]).toContain('# Program: ../main\n');
    expect(Object.keys(everythingIn(join(project, 'dist-harness')))).toEqual([RECORD, 'notes/a.yaml']);
  });

  it('with --stdout prints objects, and leaves no documents behind in a temporary folder', () => {
    const [project, TMPDIR, documents] = [newFolder(), newFolder(), newFolder()];
    expect(synthesize(project, ['--stdout'], { TMPDIR })).toContain('kind: ConfigMap');
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('cdk8s'))).toEqual([]);
    synthesize(project, ['--stdout'], { TMPDIR, HARNESS_OUTDIR: documents });
    expect(Object.keys(everythingIn(documents))).toEqual([RECORD, 'notes/a.yaml']);
  });

  it('with --stdout lists the omitted documents to standard error, unless it is quiet', () => {
    const TMPDIR = newFolder();
    expect(runCli(newFolder(), ['--stdout'], { TMPDIR }).stderr).toContain(
      'harness-constructs: cdk8s synth --stdout leaves out the Harness documents notes/a.yaml. To write them, set HARNESS_OUTDIR to a folder.',
    );
    expect(runCli(newFolder(), ['--stdout'], { TMPDIR, HARNESS_QUIET: '1' }).stderr).not.toContain('leaves out');
    expect(runCli(newFolder(), ['--stdout'], { TMPDIR, HARNESS_OUTDIR: newFolder() }).stderr).not.toContain(
      'leaves out',
    );
    expect(runCli(newFolder()).stderr).not.toContain('leaves out');
  });

  it('with --stdout prints every object of several charts, whatever their size', () => {
    const charts = `
      for (const id of ['b', 'c', 'd']) {
        const other = new Chart(app, id);
        for (let index = 0; index < 40; index++) {
          const metadata = { name: id + index };
          new ApiObject(other, metadata.name, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: 'long '.repeat(1000) } });
        }
      }
      app.synth();`;
    const documents = parseAllDocuments(
      synthesize(newFolder(), ['--stdout'], {}, PROGRAM.replace('app.synth();', charts)),
    );
    expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    const names = [...documents].map((document) => (document.toJS() as { metadata: { name: string } }).metadata.name);
    expect(new Set(names).size).toBe(121);
    expect(names).toHaveLength(121);
  });

  const withOutdir = (outdir: string) => PROGRAM.replace(OPTIONS, `new HarnessApp({ outdir: '${outdir}' })`);

  it.each([
    ['manifests', [], 'the output folder of cdk8s synth, "dist", or a folder below it. Remove it, or set `output:`'],
    ['dist', ['--output', 'out'], 'the output folder of cdk8s synth, "out"'],
    ['dist', ['--stdout'], 'no value under `cdk8s synth --stdout`, which reads its own temporary folder. Remove it'],
    ['dist/../manifests', [], 'the output folder of cdk8s synth, "dist"'],
  ])('refuses another outdir of the program, %s with %j, and writes nothing', (outdir, options, expected) => {
    const project = newFolder();
    const { status, stderr } = runCli(project, options, {}, withOutdir(outdir));
    expect(status).toBe(1);
    expect(stderr).toContain(`outdir: got "${outdir}"; expected ${expected}`);
    expect(existsSync(join(project, outdir))).toBe(false);
  });

  it.each([
    ['dist', []],
    ['./dist/', []],
    ['manifests', ['--output', 'manifests']],
  ])('accepts its own folder as outdir of the program: %s with %j', (outdir, options) => {
    const project = newFolder();
    expect(synthesize(project, options, {}, withOutdir(outdir))).toContain('chart.k8s.yaml');
  });

  it('finds the manifests of several apps in folders below its own', () => {
    const project = newFolder();
    const second = `
      const other = new HarnessApp({ outdir: 'dist/stage' });
      new Note(new Chart(other, 'second'), 'Note');
      other.synth();`;
    const output = synthesize(project, [], {}, withOutdir('dist/prod') + second);
    expect(output).toContain('dist/prod/chart.k8s.yaml');
    expect(output).toContain('dist/stage/second.k8s.yaml');
    expect(Object.keys(everythingIn(join(project, 'dist-harness'))).filter((path) => path.endsWith('.yaml'))).toEqual([
      'prod/notes/a.yaml',
      'stage/notes/a.yaml',
    ]);
  });

  it('prints the summary of a farm once, to standard error', () => {
    const program = PROGRAM.replace('app.synth();', "chart.summary = () => 'A chart.';\napp.synth();");
    const { stdout, stderr } = runCli(newFolder(), [], {}, program);
    expect(stderr.match(/A chart\./g)).toHaveLength(1);
    expect(stdout).not.toContain('A chart.');
  });
});
