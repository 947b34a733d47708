import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { everythingIn, put, RECORD, temporaryFolders } from './folders';

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

/** Runs cdk8s synth in a folder with a program that uses HarnessApp. */
function synthesize(project: string, options: string[] = [], environment = {}): string {
  const cli = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
  const register = require.resolve('ts-node/register/transpile-only');
  put(project, 'main.js', PROGRAM);
  put(project, 'cdk8s.yaml', `language: typescript\napp: node -r ${register} main.js\n`);
  const env = {
    ...process.env,
    TS_NODE_PROJECT: join(repository, 'tsconfig.json'),
    CDK8S_CHECK_UPGRADE: 'false',
    ...environment,
  };
  return execFileSync(process.execPath, [cli, 'synth', ...options], { cwd: project, env, stdio: 'pipe' }).toString();
}

describe('cdk8s synth', () => {
  it('runs a program with HarnessApp, into the folder that it has emptied', () => {
    const project = newFolder();
    put(project, 'dist/old.k8s.yaml', 'kind: Pod');
    synthesize(project);
    const written = everythingIn(join(project, 'dist'));
    expect(Object.keys(written)).toEqual([RECORD, 'chart.k8s.yaml']);
    expect(written[RECORD]).toContain('# Program: ../main\n');
    expect(Object.keys(everythingIn(join(project, 'dist-harness')))).toEqual([RECORD, 'notes/a.yaml']);
  }, 60_000);

  it('with --stdout prints objects, and leaves no documents behind in a folder that nobody looks at', () => {
    const [project, TMPDIR, documents] = [newFolder(), newFolder(), newFolder()];
    expect(synthesize(project, ['--stdout'], { TMPDIR })).toContain('kind: ConfigMap');
    expect(readdirSync(TMPDIR).filter((name) => name.startsWith('cdk8s'))).toEqual([]);
    synthesize(project, ['--stdout'], { TMPDIR, HARNESS_OUTDIR: documents });
    expect(Object.keys(everythingIn(documents))).toEqual([RECORD, 'notes/a.yaml']);
  }, 60_000);
});
