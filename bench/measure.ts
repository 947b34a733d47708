import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A program of bench/programs with its arguments. */
export interface Program {
  readonly name: string;
  readonly args: readonly (string | number)[];
}

interface Run {
  /** Wall time of the whole process, in milliseconds. */
  readonly wall: number;
  readonly stdout: string;
  /** What the program wrote, for comparison. */
  readonly manifests: string;
}

function run({ name, args }: Program): Run {
  const outdir = mkdtempSync(join(tmpdir(), 'harness-bench-'));
  const file = resolve(__dirname, 'programs', name);
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args.map(String)], {
    encoding: 'utf8',
    env: { ...process.env, CDK8S_OUTDIR: outdir },
  });
  const wall = Number(process.hrtime.bigint() - start) / 1e6;
  const manifests = manifestsIn(outdir);
  rmSync(outdir, { recursive: true, force: true });
  if (status !== 0) {
    throw new Error(`${name} ${args.join(' ')} failed:\n${stderr}`);
  }
  return { wall, stdout, manifests };
}

function manifestsIn(folder: string): string {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort();
  return files.map((name) => readFileSync(join(folder, name), 'utf8')).join('---\n');
}

/** Throws unless the programs write the same manifests: only then does a comparison of their times say anything. */
export function assertSameManifests(programs: readonly Program[]): void {
  const [first, ...others] = programs.map((program) => run(program).manifests);
  if (first === '' || others.some((manifests) => manifests !== first)) {
    throw new Error(`${programs.map(({ name }) => name).join(' and ')} do not write the same manifests`);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Runs the programs in turn, so that a change of the machine's speed meets all of them; one round warms up. */
export function inTurn(programs: readonly Program[], rounds: number, figure: (run: Run) => number): number[][] {
  const figures: number[][] = programs.map(() => []);
  for (let round = rounds > 1 ? -1 : 0; round < rounds; round++) {
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

export const wall = ({ wall: milliseconds }: Run): number => milliseconds;
export const printed = ({ stdout }: Run): number => Number(stdout);
