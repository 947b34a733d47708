/** `npm run synth [-- [FILE] [--prune]]`: runs a program, then prints what it wrote and what to do next. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { withoutTokens } from '../lib/core/token-forms';
import { type KubernetesObject, nextSteps } from './next-steps';

/** The command of cdk8s.yaml, so that `npm run synth` and `npx cdk8s synth` run the same program. */
function rootCommand(): string[] {
  const { app } = parse(readFileSync('cdk8s.yaml', 'utf8')) as { app: string };
  return app.split(' ');
}

/** FILE as it is, or a file of examples/, with or without its ending. */
function programFile(given: string): string {
  const candidates = [given, `${given}.ts`, join('examples', given), join('examples', `${given}.ts`)];
  const found = candidates.find((candidate) => existsSync(candidate) && candidate.endsWith('.ts'));
  if (found === undefined) {
    throw new Error(
      `no program ${withoutTokens(given)}: give a TypeScript file, for example examples/documented-delegate.ts`,
    );
  }
  return found;
}

/** Report of a program at its exit: the files of its apps, and its farms. */
interface Report {
  readonly files: string[];
  /** Documents for Harness. */
  readonly documents: string[];
  readonly summaries: string[];
}

function run([node, ...args]: string[], file: string, options: readonly string[]): Report {
  const folder = mkdtempSync(join(tmpdir(), 'harness-synth-'));
  const report = join(folder, 'files.json');
  try {
    const reporting = ['-r', join(__dirname, 'report-synth.ts')];
    const { status } = spawnSync(node, [...args, ...reporting, file, ...options], {
      stdio: 'inherit',
      // The summaries follow the written files.
      env: { ...process.env, SYNTH_REPORT: report, HARNESS_QUIET: '1' },
    });
    if (status !== 0) {
      process.exit(status ?? 1);
    }
    const { files, documents, summaries } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    const manifests = files.map(shortest).filter((path) => /\.ya?ml$/.test(path));
    return { files: manifests, documents: documents.map(shortest), summaries };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From here where it lies below, else the whole path. */
function shortest(path: string): string {
  const fromHere = relative('', path);
  return fromHere.startsWith('..') ? resolve(path) : fromHere;
}

function main(args: readonly string[]): void {
  const given = args.find((arg) => !arg.startsWith('-'));
  const command = rootCommand();
  const file = given === undefined ? (command.at(-1) as string) : programFile(given);
  const { files, documents, summaries } = run(
    command.slice(0, -1),
    file,
    args.filter((arg) => arg.startsWith('-')),
  );
  if (files.length === 0) {
    throw new Error(`${file} has written no manifests: it needs an App whose synth() it calls`);
  }
  const objects = files.flatMap((path) => {
    const content = objectsIn(path);
    console.log(`wrote ${path}: ${content.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}`);
    return content;
  });
  documents.forEach((path) => console.log(`wrote ${path}, for Harness`));
  summaries.forEach((summary) => console.log(`\n${summary}`));
  console.log(`\nNext, for ${basename(file)}:`);
  nextSteps(files, objects).forEach((step, index) => console.log(`  ${index + 1}. ${step}`));
}

function objectsIn(path: string): KubernetesObject[] {
  return parseAllDocuments(readFileSync(path, 'utf8')).map((document) => document.toJS() as KubernetesObject);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
