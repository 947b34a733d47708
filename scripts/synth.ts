/** `npm run synth [-- FILE]`: runs a program, and says what it wrote and what to do next. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { type KubernetesObject, nextSteps } from './next-steps';

const RECORD = '.harness-constructs';

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
    throw new Error(`no program ${given}: give a TypeScript file, for example examples/documented-delegate.ts`);
  }
  return found;
}

function run([program, ...args]: string[]): void {
  const { status } = spawnSync(program, args, { stdio: 'inherit' });
  if (status !== 0) {
    process.exit(status ?? 1);
  }
}

/** What HarnessApp has noted for this program in its record. */
function writtenFiles(outdir: string, program: string): string[] {
  const sections = readFileSync(join(outdir, RECORD), 'utf8').split('# Program: ');
  const own = relative(outdir, program).replaceAll('\\', '/').replace(/\.ts$/, '');
  const [, ...files] =
    sections
      .find((section) => section.startsWith(`${own}\n`))
      ?.trim()
      .split('\n') ?? [];
  return files.filter((file) => !file.endsWith('/'));
}

function main([given]: string[]): void {
  const command = rootCommand();
  const file = given === undefined ? (command.at(-1) as string) : programFile(given);
  run([...command.slice(0, -1), file]);

  const outdir = process.env.CDK8S_OUTDIR ?? 'dist';
  const files = writtenFiles(outdir, file).map((name) => join(outdir, name));
  const objects = files.flatMap((path) => {
    const content = objectsIn(path);
    console.log(`wrote ${path}: ${content.map(({ kind, metadata }) => `${kind} ${metadata.name}`).join(', ')}`);
    return content;
  });
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
