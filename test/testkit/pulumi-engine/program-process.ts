/** The processes of a run: the program, and the provider of dynamic resources beside it. */
import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DynamicProcess } from './dynamic-process';
import { PROJECT, STACK } from './urns';

const PRELOADED = ['plain-traces.cjs', 'lazy-modules.cjs'].flatMap((module) => ['-r', join(__dirname, module)]);
/** Programs import the package by its own name and get its sources. */
export const FROM_SOURCE = ['-C', 'harness-source', '-r', join(__dirname, '..', 'from-source.cjs')];

/** What is run, and with what. */
export interface ProgramSetting {
  /** A file, or a folder with a package.json of its own. */
  readonly program: string;
  /** Plain configuration: keys without the name of the project. */
  readonly config?: { readonly [key: string]: string };
  /** Configuration that is secret. */
  readonly secrets?: { readonly [key: string]: string };
  /** Environment variables, beside those of the tests. */
  readonly environment?: { readonly [name: string]: string };
  /** Arguments of Node.js. */
  readonly node?: readonly string[];
  /** Those of the process of the provider, which has its own: unless they are given, the same. */
  readonly providerNode?: readonly string[];
}

/** Runs the program against an engine at the address. */
export function programProcess(
  setting: ProgramSetting,
  dryRun: boolean,
  address: string,
): Promise<{ exitCode: number; output: string }> {
  const { program, secrets = {} } = setting;
  const folder = folderOf(setting);
  const pulumi = createRequire(join(folder, 'index.js')).resolve('@pulumi/pulumi/cmd/run');
  const options = { monitor: address, engine: address, project: PROJECT, stack: STACK, organization: 'o', pwd: folder };
  const flags = Object.entries({ ...options, parallel: '16' }).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn(
    process.execPath,
    [...nodeOf(setting), pulumi, ...flags, ...(dryRun ? ['--dry-run'] : []), folder === program ? '.' : program],
    {
      cwd: folder,
      env: {
        ...environmentOf(setting),
        PULUMI_CONFIG: JSON.stringify(configurationOf(setting)),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(Object.keys(secrets).map(keyOf)),
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

/** The provider of the program's dynamic resources. */
export function dynamicProcess(setting: ProgramSetting, print: (output: string) => void): DynamicProcess {
  return new DynamicProcess({
    folder: folderOf(setting),
    node: nodeOf({ ...setting, node: setting.providerNode ?? setting.node }),
    environment: environmentOf(setting),
    config: configurationOf(setting),
    print,
  });
}

function folderOf({ program }: ProgramSetting): string {
  return statSync(program).isDirectory() ? program : dirname(program);
}

function nodeOf({ node = FROM_SOURCE }: ProgramSetting): string[] {
  return [...PRELOADED, ...node];
}

function environmentOf({ environment = {} }: ProgramSetting): NodeJS.ProcessEnv {
  return { ...process.env, ...environment };
}

function configurationOf({ config = {}, secrets = {} }: ProgramSetting): { [key: string]: string } {
  return Object.fromEntries(Object.entries({ ...config, ...secrets }).map(([name, value]) => [keyOf(name), value]));
}

function keyOf(name: string): string {
  return `${PROJECT}:${name}`;
}
