/** Builds Go modules, once: servers, fake nodes, the policy engine, YAML readers, a scanner. The binaries stay in the user's cache. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import type { Version } from '../versions';

const MODULES = join(__dirname, '..', 'servers');
/** What is built stays here. */
export const CACHE = join(
  process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
  'harness-constructs',
  'test-cluster',
);

/** A Go module of `servers/`: its tools are the binaries. */
export type ServerModule = `kubernetes-${Version}`;

/** Go is not installed. Go itself reports all other failures. */
export class GoMissingError extends Error {
  constructor() {
    super('npm run test:cluster needs Go (https://go.dev/doc/install): it builds kube-apiserver and etcd from source.');
  }
}

/**
 * A cold build takes as long as the compiler works: a seventh less without data for debuggers, and a sixth less without
 * inlining. The latter is for the code of Kubernetes, much of it generated; Go's own packages and libraries stay fast.
 */
const COMPILER = ['-trimpath', '-gcflags=all=-dwarf=false', '-gcflags=k8s.io/...=-dwarf=false -l'];
/** Collecting garbage takes the compiler another fifth of its time, long before it fills this much memory. */
const ENVIRONMENT = { CGO_ENABLED: '0', GOGC: 'off', GOMEMLIMIT: '2GiB' };

/** Builds the missing modules. */
export async function buildServers(modules: readonly ServerModule[]): Promise<void> {
  const missing = modules.filter((module) => !existsSync(binariesOf(module)));
  if (missing.length === 0) return;
  console.log(`Building ${missing.join(' and ')}: seconds with a warm Go build cache, some minutes with a cold one.`);
  const start = performance.now();
  // Compile the standard library, which all of them need, once, while the modules download.
  const standardLibrary = go(folderOf(missing[0]), ['build', ...COMPILER, 'std']);
  await all([standardLibrary, ...missing.map((module) => go(folderOf(module), ['list', '-deps', 'tool'], 'ignore'))]);
  // In parallel: while one links, which is a single process, another compiles.
  await all(missing.map(build));
  console.log(`Built in ${Math.round((performance.now() - start) / 1000)} s.`);
}

/** A program that plays the kubelets of nodes that are none, and what it plays. */
export interface FakeNodes {
  readonly binary: string;
  /** Files that say how nodes and pods come up, live and end: kwok's own. */
  readonly stages: readonly string[];
}

/** Nodes become ready, and stay so by a lease; pods run at once, are ready, and end when they are deleted. */
const STAGES = ['node/fast/node-initialize', 'node/heartbeat-with-lease/node-heartbeat-with-lease'].concat(
  ['pod-ready', 'pod-complete', 'pod-delete'].map((stage) => `pod/fast/${stage}`),
);

/** Builds kwok, if it is missing. */
export async function buildKwok(): Promise<FakeNodes> {
  const folder = join(MODULES, 'kwok');
  const target = join(CACHE, `kwok-${hashOf([goVersion(), ...COMPILER, ...textsIn(folder), ...STAGES])}`);
  await built(target, async (unfinished) => {
    await go(folder, ['build', ...COMPILER, '-o', unfinished, 'tool']);
    const source = spawnSync('go', ['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok'], { cwd: folder });
    const stages = join(source.stdout.toString().trim(), 'kustomize', 'stage');
    STAGES.forEach((stage) => cpSync(join(stages, `${stage}.yaml`), join(unfinished, `${basename(stage)}.yaml`)));
  });
  return { binary: join(target, 'kwok'), stages: STAGES.map((stage) => join(target, `${basename(stage)}.yaml`)) };
}

/** Builds the policy engine, if it is missing, and returns the path of its binary. */
export function buildPolicyEngine(): Promise<string> {
  return buildProgram('policy-engine');
}

/** Builds the readers on go-yaml, if they are missing, and returns the path of their binary. */
export function buildGoReaders(): Promise<string> {
  return buildProgram('readers/go');
}

/** Builds the scanner kube-score, if it is missing, and returns the path of its binary. */
export function buildKubeScore(): Promise<string> {
  return buildProgram('scanners/kube-score', 'tool');
}

/** `what` is a package of the module, or `tool` for the only tool that it requires. */
async function buildProgram(module: string, what = '.'): Promise<string> {
  const folder = join(__dirname, '..', module);
  const name = module.replace('/', '-');
  const target = join(CACHE, `${name}-${hashOf([goVersion(), ...COMPILER, ...textsIn(folder)])}`);
  await built(target, (unfinished) => go(folder, ['build', ...COMPILER, '-o', join(unfinished, name), what]));
  return join(target, name);
}

/** The texts of all files in a folder. */
export function textsIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((file) => readFileSync(join(folder, file), 'utf8'));
}

/** Waits for all, even if one fails: otherwise the exit would cut off a running build. */
async function all(steps: ReadonlyArray<Promise<void>>): Promise<void> {
  const failure = (await Promise.allSettled(steps)).find((result) => result.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

/** The folder with the binaries of a module, which must be built. */
export function binariesOf(module: ServerModule): string {
  return join(CACHE, `${module}-${keyOf(module)}`);
}

function build(module: ServerModule): Promise<void> {
  return built(binariesOf(module), (unfinished) =>
    go(folderOf(module), ['build', ...flagsOf(module), '-o', unfinished, 'tool']),
  );
}

/** Builds a missing target next to it and renames it, so that an existing target is complete. */
export async function built(target: string, buildTo: (folder: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return;
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await buildTo(unfinished);
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function folderOf(module: ServerModule): string {
  return join(MODULES, module);
}

/** Runs Go in the folder of a module, and stops it when this process exits. */
function go(folder: string, args: readonly string[], output: 'inherit' | 'ignore' = 'inherit'): Promise<void> {
  const options = { cwd: folder, env: { ...process.env, ...ENVIRONMENT } };
  const child = spawn('go', args, { ...options, stdio: ['ignore', output, 'inherit'] });
  const stop = (): void => void child.kill();
  process.on('exit', stop);
  return new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`go ${args.join(' ')} in ${folder}: ${signal ?? `exit ${code}`}`)),
    );
  }).finally(() => process.off('exit', stop));
}

function flagsOf(module: ServerModule): string[] {
  return [...COMPILER, '-ldflags', `-s -w ${versionFlags(folderOf(module))}`];
}

/** Changes with everything that decides what is built. */
function keyOf(module: ServerModule): string {
  const files = ['go.mod', 'go.sum'].map((file) => readFileSync(join(folderOf(module), file), 'utf8'));
  return hashOf([goVersion(), `CGO_ENABLED=${ENVIRONMENT.CGO_ENABLED}`, ...flagsOf(module), ...files]);
}

/** A short name for what the parts decide. */
export function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 16);
}

function goVersion(): string {
  const { error, stdout } = spawnSync('go', ['version'], { encoding: 'utf8' });
  if (error) {
    throw new GoMissingError();
  }
  return stdout;
}

/** Kubernetes tells its version by variables that the linker sets. */
function versionFlags(folder: string): string {
  const version = /\bk8s\.io\/kubernetes (v1\.([0-9]+)\.[0-9]+)/.exec(readFileSync(join(folder, 'go.mod'), 'utf8'));
  if (!version) {
    throw new Error(`${folder} does not require k8s.io/kubernetes`);
  }
  const [, gitVersion, minor] = version;
  const values = { gitVersion, gitMajor: '1', gitMinor: minor };
  return Object.entries(values)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
