import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { FROM_SOURCE } from '../testkit/examples';
import { put } from './folders';

const REPOSITORY = join(__dirname, '..', '..');

/** Set by the test runner, which the programs would take for theirs. */
const RUNNER = ['JEST_WORKER_ID', 'NODE_ENV', 'HARNESS_QUIET', 'HARNESS_OUTDIR', 'CDK8S_OUTDIR'];

export interface ProgramOptions {
  readonly args?: readonly string[];
  readonly env?: { readonly [name: string]: string };
}

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The start of every program: what it imports, a farm, and a chart with ConfigMaps. */
const HEAD = `
const { ApiObject, App, Chart, Testing, YamlOutputType } = require(${JSON.stringify(require.resolve('cdk8s'))});
const { CiBuildInfra, CiStep, DelegateImage, DelegateToken, HarnessApp, HarnessDocument, StepConnector } =
  require(${JSON.stringify(join(REPOSITORY, 'lib'))});
const addFarm = (app, id = 'farm', more = {}) => new CiBuildInfra(new Chart(app, id), 'Farm', {
  accountId: 'a', delegateName: 'ci', image: DelegateImage.of('a/b:1.40.2'), token: DelegateToken.fromSecretName('t'), ...more,
});
const addChart = (app, id, ...names) => {
  const chart = new Chart(app, id);
  names.forEach((name) => new ApiObject(chart, name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'n' } }));
  return chart;
};
`;

/** The environment of a person who runs a program. */
export function environment(added: ProgramOptions['env'] = {}): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !RUNNER.includes(name));
  return { ...Object.fromEntries(own), ...added };
}

/** Writes a program to a project, and runs it there as a person does. */
export function runProgram(project: string, file: string, code: string, options: ProgramOptions = {}): Ended {
  put(project, file, HEAD + code);
  return rerun(project, file, options);
}

/** Runs a program without a file: code from the command line (`-e`) or from standard input (`-`, or nothing). */
export function runInline(project: string, how: '-e' | '-' | '', code: string, args: readonly string[] = []): Ended {
  const source = ['-C', 'harness-source', '-r', FROM_SOURCE];
  const command = how === '-e' ? ['-e', HEAD + code, ...args] : how === '-' ? ['-', ...args] : [];
  const input = how === '-e' ? '' : HEAD + code;
  return spawnSync(process.execPath, [...source, ...command], {
    cwd: project,
    env: environment(),
    input,
    encoding: 'utf8',
  });
}

/** Runs a program that is there. */
export function rerun(project: string, file: string, { args = [], env }: ProgramOptions = {}): Ended {
  const command = ['-C', 'harness-source', '-r', FROM_SOURCE, file, ...args];
  return spawnSync(process.execPath, command, { cwd: project, env: environment(env), encoding: 'utf8' });
}
