/** Readers of YAML: each returns what it reads as data. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import * as jsYaml from 'js-yaml';
import { parse } from 'yaml';
import { buildGoReaders } from '../runtime/binaries';
import { installPyYaml, PYTHON_READER } from './pyyaml';

/** Reads a document. */
export type Read = (text: string) => Promise<unknown>;

/** Runs a program that reads YAML from its standard input and prints JSON. Throws with what it says when it cannot. */
async function run(command: string, args: readonly string[], input: string, env: object = {}): Promise<unknown> {
  const child = spawn(command, args, { env: { ...process.env, ...env } });
  const ended = new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  const [output, problem] = [text(child.stdout), text(child.stderr)];
  // A reader that refuses the start does not read the rest.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  if ((await ended) !== 0) throw new Error((await problem).trim().split('\n').at(-1));
  return JSON.parse(await output) as unknown;
}

const go =
  (reader: string): Read =>
  async (input) =>
    run(await buildGoReaders(), [reader], input);

const pyYaml =
  (loader: string): Read =>
  async (input) =>
    run('python3', [PYTHON_READER, loader], input, { PYTHONPATH: await installPyYaml() });

const jsYaml4 = jest.requireActual<typeof jsYaml>('js-yaml-4');

/** The readers, with how many of a million strings each gets: slow ones get few. */
export const READERS: readonly (readonly [name: string, share: number, read: Read])[] = [
  [
    'kubectl: the decoder of apimachinery',
    200_000,
    async (input) => ((await go('kubectl')(`---\n${input}`)) as unknown[])[0],
  ],
  ['controllers: sigs.k8s.io/yaml', 150_000, go('sigs')],
  ['kustomize: go-yaml 3', 250_000, go('v3')],
  ['go-yaml 2', 100_000, go('v2')],
  ['PyYAML on libyaml', 150_000, pyYaml('CSafeLoader')],
  ['PyYAML itself', 30_000, pyYaml('SafeLoader')],
  ['js-yaml 5', 100_000, (input) => Promise.resolve(jsYaml.load(input))],
  ['js-yaml 4', 100_000, (input) => Promise.resolve(jsYaml4.load(input))],
  ['yaml as 1.1', 60_000, (input) => Promise.resolve(parse(input, { version: '1.1' }))],
  ['yaml as 1.2', 60_000, (input) => Promise.resolve(parse(input, { version: '1.2' }))],
];
