/**
 * Writes docs/harness-coverage.md from the requirements list and the covers('…') calls in the tests.
 * With --check it writes nothing and fails when the file is not current.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { requirementsBySeed, type Requirement, type Seed } from '../test/support/covers';
import { markdownTable, writeOrCheck } from './generated-file';

const ROOT = join(__dirname, '..');
const TABLE = 'docs/harness-coverage.md';
const NOT_COVERED = 'not yet covered';

/** Titles of the covering tests: by requirement id, then by test file. */
type Coverage = Map<string, Map<string, Set<string>>>;
type Block = { kind: 'describe' | 'test'; title: string; skipped: boolean };

function main(): void {
  const seeds = requirementsBySeed();
  const { coverage, problems } = scanTests(idsOf(seeds));
  problems.unshift(...duplicateIds(seeds));
  if (problems.length > 0) return fail(problems);
  writeOrCheck(join(ROOT, TABLE), render(seeds, coverage));
}

function fail(problems: readonly string[]): void {
  console.error(problems.join('\n'));
  process.exitCode = 1;
}

function idsOf(seeds: readonly Seed[]): string[] {
  return seeds.flatMap((seed) => seed.requirements.map((row) => row.id));
}

function duplicateIds(seeds: readonly Seed[]): string[] {
  const twice = idsOf(seeds).filter((id, index, all) => all.indexOf(id) !== index);
  return twice.map((id) => `test/coverage/requirements.yaml: ${id} occurs more than once`);
}

// ---- the tests ----

function scanTests(ids: readonly string[]): { coverage: Coverage; problems: string[] } {
  const coverage: Coverage = new Map(ids.map((id) => [id, new Map<string, Set<string>>()]));
  const problems: string[] = [];
  for (const file of testFiles()) {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    for (const call of coversCalls(source)) {
      const problem = record(call, file, coverage);
      const line = source.getLineAndCharacterOfPosition(call.getStart()).line + 1;
      if (problem) problems.push(`${file}:${line}: ${problem}`);
    }
  }
  return { coverage, problems };
}

function testFiles(): string[] {
  const names = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  return tests.map((name) => `test/${name.replaceAll('\\', '/')}`).sort();
}

function coversCalls(node: ts.Node, found: ts.CallExpression[] = []): ts.CallExpression[] {
  if (ts.isCallExpression(node) && node.expression.getText() === 'covers') found.push(node);
  ts.forEachChild(node, (child) => void coversCalls(child, found));
  return found;
}

/** Notes the ids of one call; returns what is wrong with it, if anything. */
function record(call: ts.CallExpression, file: string, coverage: Coverage): string | undefined {
  const around = enclosingBlocks(call);
  if (!around.some((block) => block.kind === 'test')) return 'covers() stands outside a test';
  if (call.arguments.length === 0) return 'covers() names no requirement';
  const title = around.map((block) => block.title).join(' › ');
  for (const argument of call.arguments) {
    if (!ts.isStringLiteral(argument)) return `covers() takes string literals only, not ${argument.getText()}`;
    const tests = coverage.get(argument.text);
    if (!tests) return `test/coverage/requirements.yaml has no requirement ${argument.text}`;
    if (around.some((block) => block.skipped)) continue;
    tests.set(file, (tests.get(file) ?? new Set()).add(title));
  }
  return undefined;
}

/** The describe and test calls in whose function the node stands, the outermost first. */
function enclosingBlocks(node: ts.Node): Block[] {
  if (!node.parent) return [];
  const call = node.parent;
  const outer = enclosingBlocks(call);
  if (!ts.isFunctionLike(node) || !ts.isCallExpression(call) || call.expression === node) return outer;
  // The words of `describe.each(table)`, `test.skip`, `it` and the like, without their arguments.
  const words = calleeWords(call.expression);
  const kind = words[0] === 'describe' ? 'describe' : words[0] === 'test' || words[0] === 'it' ? 'test' : undefined;
  return kind ? [...outer, { kind, title: titleOf(call.arguments[0]), skipped: words.includes('skip') }] : outer;
}

function calleeWords(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee)) return [...calleeWords(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return calleeWords(callee.expression);
  return ts.isTaggedTemplateExpression(callee) ? calleeWords(callee.tag) : [];
}

function titleOf(title: ts.Expression): string {
  return ts.isStringLiteralLike(title) ? title.text : title.getText();
}

// ---- the table ----

function render(seeds: readonly Seed[], coverage: Coverage): string {
  const intro = [
    '# Coverage of the Harness documentation',
    'Five pages of the Harness documentation, the seeds S000 to S004, are the requirements of this package. Each of their settings and statements is a row below: where it stands, what it says in our own words, which property, check or page honours it, and which test shows that.',
    'Generated by `npm run docs` from `test/coverage/requirements.yaml` and the `covers(…)` declarations in the tests. Do not edit by hand.',
    `**${count(idsOf(seeds), coverage)}**`,
  ];
  return [...intro, ...seeds.flatMap((seed) => section(seed, coverage))].join('\n\n') + '\n';
}

function section(seed: Seed, coverage: Coverage): string[] {
  const header = ['Id', 'Where in the seed', 'What it says', 'Property or check', 'Test'];
  const rows = seed.requirements.map((row) => tableRow(row, coverage));
  return [`## ${seed.seed} ${seed.title}`, count(idsOf([seed]), coverage), markdownTable(header, rows)];
}

function count(ids: readonly string[], coverage: Coverage): string {
  return `${ids.filter((id) => coverage.get(id)!.size > 0).length} of ${ids.length} covered`;
}

function tableRow(row: Requirement, coverage: Coverage): string[] {
  const tests = [...coverage.get(row.id)!].map(
    ([file, titles]) => `\`${file}\`: ${[...titles].map(cell).join('<br>')}`,
  );
  return [row.id, cell(row.where), cell(row.statement), cell(row.honoured), tests.join('<br>') || NOT_COVERED];
}

/** Text on one line that does not turn into HTML. */
function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replaceAll('<', '&lt;');
}

main();
