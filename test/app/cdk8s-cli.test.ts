import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { everythingIn, put, RECORD, temporaryFolders } from './folders';

const newFolder = temporaryFolders();
const repository = join(__dirname, '..', '..');

const PROGRAM = `
const { ApiObject, Chart } = require(${JSON.stringify(require.resolve('cdk8s'))});
const { HarnessApp } = require(${JSON.stringify(join(repository, 'lib', 'app'))});
const app = new HarnessApp();
new ApiObject(new Chart(app, 'chart'), 'object', { apiVersion: 'v1', kind: 'ConfigMap' });
app.synth();
console.error(app.writtenFiles.join());
`;

/** Runs cdk8s synth in a folder with a program that uses HarnessApp. */
function synthesize(project: string): void {
  const cli = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
  const register = require.resolve('ts-node/register/transpile-only');
  put(project, 'main.js', PROGRAM);
  put(project, 'cdk8s.yaml', `language: typescript\napp: node -r ${register} main.js\n`);
  const env = { ...process.env, TS_NODE_PROJECT: join(repository, 'tsconfig.json'), CDK8S_CHECK_UPGRADE: 'false' };
  execFileSync(process.execPath, [cli, 'synth'], { cwd: project, env, stdio: 'pipe' });
}

describe('cdk8s synth', () => {
  it('runs a program with HarnessApp, into the folder that it has emptied', () => {
    const project = newFolder();
    put(project, 'dist/old.k8s.yaml', 'kind: Pod');
    synthesize(project);
    const written = everythingIn(join(project, 'dist'));
    expect(Object.keys(written)).toEqual([RECORD, 'chart.k8s.yaml']);
    expect(written[RECORD]).toContain('# Program: ../main\n');
  }, 60_000);
});
