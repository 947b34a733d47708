/**
 * A small engine of Pulumi: real programs run against it with the real SDK, and it says what they have asked for and what
 * would have been done. Where it is simpler than the real one, the comments of its parts say so; besides, it has no
 * invokes, no calls, no packages and no hooks.
 */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  type Cluster,
  type Computed,
  Deployment,
  destroyed,
  type ResourceState,
  type StackState,
  type Step,
} from './deployment';
import { EngineServer, type OtherStacks } from './server';
import { reportOf, type Run } from './report';
import { PROJECT, STACK } from './urns';

export { type Cluster, destroyed, type StackState, type Step };
export { type Resource, type Run, resourceIn } from './report';
export { secretOnWire, UNKNOWN, withoutSecrets } from './wire';

const PLAIN_TRACES = ['-r', join(__dirname, 'plain-traces.cjs')];
/** Programs import the package by its own name and get its sources. */
const FROM_SOURCE = ['-C', 'harness-source', '-r', join(__dirname, '..', 'from-source.cjs')];

export interface ProgramRun {
  /** A file, or a folder with a package.json of its own. */
  readonly program: string;
  /** Plain configuration: keys without the name of the project. */
  readonly config?: { readonly [key: string]: string };
  /** Configuration that is secret. */
  readonly secrets?: { readonly [key: string]: string };
  readonly dryRun?: boolean;
  /** What the run before has left. */
  readonly state?: StackState;
  readonly computed?: Computed;
  readonly otherStacks?: OtherStacks;
  readonly cluster?: Cluster;
  /** Arguments of Node.js. */
  readonly node?: readonly string[];
}

/** Runs a program as `pulumi up` would, or `pulumi preview`. */
export async function runProgram(run: ProgramRun): Promise<Run> {
  const { state: before = new Map<string, ResourceState>(), dryRun = false, computed = {}, otherStacks = {} } = run;
  const deployment = new Deployment({ before, dryRun, computed, cluster: run.cluster });
  const server = new EngineServer(deployment, otherStacks);
  try {
    const { exitCode, output } = await processOf(run, await server.start());
    const { logs } = server.transcript;
    const state = exitCode === 0 ? await deployment.finish() : deployment.abandon();
    return {
      ...reportOf(server.transcript),
      changes: deployment.changes,
      steps: deployment.steps,
      errors: logs.filter(({ severity }) => severity === ERROR).map(({ message }) => message),
      printed: [output, ...logs.filter(({ severity }) => severity > DEBUG).map(({ message }) => message)].join('\n'),
      exitCode,
      state,
    };
  } finally {
    server.stop();
  }
}

/** Severities of logs. */
const DEBUG = 0;
const ERROR = 3;

function processOf(run: ProgramRun, address: string): Promise<{ exitCode: number; output: string }> {
  const { program, config = {}, secrets = {}, dryRun = false, node = FROM_SOURCE } = run;
  const isFolder = statSync(program).isDirectory();
  const folder = isFolder ? program : dirname(program);
  const pulumi = createRequire(join(folder, 'index.js')).resolve('@pulumi/pulumi/cmd/run');
  const key = (name: string) => `${PROJECT}:${name}`;
  const all = Object.entries({ ...config, ...secrets }).map(([name, value]) => [key(name), value]);
  const options = { monitor: address, engine: address, project: PROJECT, stack: STACK, organization: 'o', pwd: folder };
  const flags = Object.entries({ ...options, parallel: '16' }).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(
    process.execPath,
    [...PLAIN_TRACES, ...node, pulumi, ...flags, ...(dryRun ? ['--dry-run'] : []), isFolder ? '.' : program],
    {
      cwd: folder,
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(all)),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(Object.keys(secrets).map(key)),
      },
    },
  );
  let output = '';
  child.stdout.on('data', (data: Buffer) => (output += String(data)));
  child.stderr.on('data', (data: Buffer) => (output += String(data)));
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ exitCode: code ?? 1, output }));
  });
}
