import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseAllDocuments } from 'yaml';

/** A program of bench/programs with its arguments. */
export interface Program {
  readonly name: string;
  readonly args: readonly (string | number)[];
}

interface Run {
  /** CPU time of the whole process, in milliseconds: what other processes do changes it little. */
  readonly cpu: number;
  readonly stdout: string;
  /** What the program wrote, for comparison. */
  readonly manifests: string;
}

function run({ name, args }: Program): Run {
  const outdir = mkdtempSync(join(tmpdir(), 'harness-bench-'));
  const file = resolve(__dirname, 'programs', name);
  const preload = resolve(__dirname, 'programs/cpu-at-exit.js');
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ['--require', preload, file, ...args.map(String)],
    {
      encoding: 'utf8',
      env: { ...process.env, CDK8S_OUTDIR: outdir },
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  const manifests = manifestsIn(outdir);
  rmSync(outdir, { recursive: true, force: true });
  if (status !== 0) {
    throw new Error(`${name} ${args.join(' ')} failed:\n${stderr}`);
  }
  return { cpu: Number(output[3]), stdout, manifests };
}

function manifestsIn(folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  const texts = files.map((name) => readFileSync(join(folder, name), 'utf8'));
  return texts.join('---\n');
}

/** The objects in manifests: cdk8s writes the same objects as other text. */
function objectsIn(manifests: string): string {
  const documents = parseAllDocuments(manifests).map((document) => document.toJS() as unknown);
  return JSON.stringify(documents.filter((content) => content !== null));
}

/** Throws unless the programs write the same manifests: only then does a comparison of their times say anything. */
export function assertSameManifests(programs: readonly Program[]): void {
  const [first, ...others] = programs.map((program) => objectsIn(run(program).manifests));
  if (first === '[]' || others.some((objects) => objects !== first)) {
    throw new Error(`${programs.map(({ name }) => name).join(' and ')} do not write the same manifests`);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs the programs in turn, so that a change of the machine's speed meets all of them; many rounds begin with one more, to warm up. */
export function inTurn(programs: readonly Program[], rounds: number, figure: (run: Run) => number): number[][] {
  const figures: number[][] = programs.map(() => []);
  for (let round = rounds >= 5 ? -1 : 0; round < rounds; round++) {
    programs.forEach((program, index) => {
      const value = figure(run(program));
      if (round >= 0) {
        figures[index].push(value);
      }
    });
  }
  return figures;
}

/** Median of the ratios, pair by pair. */
export function medianRatio(numerators: readonly number[], denominators: readonly number[]): number {
  return median(numerators.map((value, index) => value / denominators[index]));
}

export const cpu = ({ cpu: milliseconds }: Run): number => milliseconds;
export const printed = ({ stdout }: Run): number => Number(stdout);
