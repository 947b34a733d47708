/** Throw-away projects that have installed the tarball, as a new user's project has. */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '..');

/** A kubeconfig of a cluster at an address where nobody listens. */
export const KUBECONFIG_OF_NOBODY = JSON.stringify({
  'current-context': 'one',
  contexts: [{ name: 'one', context: { cluster: 'nobody', user: 'somebody' } }],
  clusters: [{ name: 'nobody', cluster: { server: 'https://127.0.0.1:1' } }],
  users: [{ name: 'somebody', user: {} }],
});

interface Manifest {
  readonly peerDependencies: { readonly [name: string]: string };
  readonly peerDependenciesMeta: { readonly [name: string]: { readonly optional: boolean } };
  readonly devDependencies: { readonly [name: string]: string };
}

const NPM = ['npm', 'install', '--silent', '--prefer-offline', '--no-audit', '--no-fund'];

export interface InstallOptions {
  /** Whether Pulumi is installed as well. */
  readonly optionalPeers?: boolean;
  /** The command that installs what package.json wants. */
  readonly installer?: readonly string[];
}

export class Consumer {
  public readonly folder = mkdtempSync(join(tmpdir(), 'harness-constructs-consumer-'));

  /** Packs the repository and installs the tarball, with the oldest peers that it allows: the optional ones if asked for. */
  public install({ optionalPeers = false, installer = NPM }: InstallOptions = {}): void {
    const tarball = this.pack('.');
    const { peerDependencies, peerDependenciesMeta, devDependencies } = JSON.parse(
      readFileSync(join(REPOSITORY, 'package.json'), 'utf8'),
    ) as Manifest;
    // jsii allows no peers that are not of jsii: of Pulumi the manifest says only that it may be there.
    const optional = Object.keys(peerDependenciesMeta).map((name) => [name, devDependencies[name]]);
    const peers = [...Object.entries(peerDependencies), ...(optionalPeers ? optional : [])];
    const oldest = peers.map(([name, range]) => [name, range.replace('^', '')]);
    this.write('package.json', {
      name: 'consumer',
      private: true,
      dependencies: {
        ...Object.fromEntries(oldest),
        'harness-constructs': `file:${tarball}`,
      },
      devDependencies: {
        typescript: devDependencies.typescript,
        '@types/node': devDependencies['@types/node'],
        tsx: '^4',
      },
    });
    this.run(installer[0], installer.slice(1));
  }

  /** Packs the build of the repository into a folder of the project, and returns the name of the tarball. */
  public pack(folder: string): string {
    const destination = join(this.folder, folder);
    mkdirSync(destination, { recursive: true });
    const output = this.run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', destination], {
      cwd: REPOSITORY,
    });
    return output.trim().split('\n').at(-1) as string;
  }

  /** Clones the last commit of the repository into a folder of the project, as a new user does. */
  public clone(folder: string): void {
    this.run('git', ['clone', '--quiet', REPOSITORY, folder]);
  }

  /** Writes a file of the project. */
  public write(path: string, content: string | object): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(
      join(this.folder, path),
      typeof content === 'string' ? content : JSON.stringify(content, undefined, 2),
    );
  }

  public read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** Runs a command in the project, with no more of this repository's environment than it needs. */
  public run(command: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
    const { PATH, HOME } = process.env;
    try {
      return execFileSync(command, args, {
        cwd: this.folder,
        env: { PATH, HOME },
        encoding: 'utf8',
        ...options,
      }) as string;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}\n${stderr}`, { cause: error });
    }
  }

  /** Runs a command line exactly as a page prints it, in a folder of the project. */
  public runPrinted(line: string, folder: string): string {
    const { PATH, HOME } = process.env;
    const npmSettings = { npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false' };
    return this.run('sh', ['-c', line], { cwd: join(this.folder, folder), env: { PATH, HOME, ...npmSettings } });
  }

  /** Type-checks one file and what it imports, the declarations of every package included. */
  public typeCheck(file: string, options: readonly string[]): void {
    const strict = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--types', 'node', '--ignoreConfig'];
    this.run('npx', ['tsc', ...strict, ...options, file]);
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The commands of the one shell block of a page in which a line begins like that. */
export function commandsOf(page: string, beginning: string): string[] {
  const blocks = [...readFileSync(join(REPOSITORY, page), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)];
  const lines = blocks.map(([, block]) => block.trim().split('\n'));
  const found = lines.filter((block) => block.some((line) => line.startsWith(beginning)));
  if (found.length !== 1) {
    throw new Error(`${page}: expected one shell block with "${beginning}", found ${found.length}`);
  }
  return found[0];
}
