/** Builds the servers from their Go modules, once: what is built lies in the user's cache folder. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MODULES = join(__dirname, '..', 'servers');
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'harness-constructs', 'test-cluster');

/** A Go module of `servers/`: its tools are the binaries. */
export type ServerModule = 'etcd' | 'kubernetes-1.33' | 'kubernetes-1.36';

/** There is no Go. Everything else that goes wrong is told by Go itself. */
export class GoMissingError extends Error {
  constructor() {
    super('npm run test:cluster needs Go (https://go.dev/doc/install): it builds kube-apiserver and etcd from source.');
  }
}

/** The folder with the binaries of a module. */
export function binariesOf(module: ServerModule): string {
  const folder = join(MODULES, module);
  const flags = ['-trimpath', '-ldflags', `-s -w ${versionFlags(folder)}`.trim()];
  const target = join(CACHE, `${module}-${keyOf(folder, flags)}`);
  if (!existsSync(target)) {
    console.log(`Building ${module}: seconds with a warm Go build cache, some minutes with a cold one.`);
    build(folder, flags, target);
  }
  return target;
}

/** Builds beside the target and renames: what is there is whole. */
function build(folder: string, flags: readonly string[], target: string): void {
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    execFileSync('go', ['build', ...flags, '-o', unfinished, 'tool'], {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/** Changes with everything that decides what is built. */
function keyOf(folder: string, flags: readonly string[]): string {
  const parts = [
    goVersion(),
    ...flags,
    ...['go.mod', 'go.sum'].map((file) => readFileSync(join(folder, file), 'utf8')),
  ];
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
    return '';
  }
  const [, gitVersion, minor] = version;
  const values = { gitVersion, gitMajor: '1', gitMinor: minor };
  return Object.entries(values)
    .map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
    .join(' ');
}
