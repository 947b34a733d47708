/** The covers('…') declarations in the tests, read from their source. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { type Kind, kindsOf } from './kinds';
import { sourceOf } from './sources';

/** A test that declares a requirement. */
export interface Declaration {
  readonly id: string;
  readonly file: string;
  readonly title: string;
  readonly kinds: readonly Kind[];
}

/** Declarations in the tests, and mistakes in them. */
export interface Declared {
  readonly declarations: readonly Declaration[];
  readonly problems: readonly string[];
}

interface Block {
  readonly kind: 'describe' | 'test';
  readonly title: string;
  readonly isSkipped: boolean;
  readonly body: ts.Node;
}

/** @param root the folder of the project */
export function declaredIn(root: string, ids: ReadonlySet<string>): Declared {
  const declarations: Declaration[] = [];
  const problems: string[] = [];
  for (const file of testFiles(root)) {
    const source = sourceOf(join(root, file));
    for (const call of coversCalls(source)) {
      const line = source.getLineAndCharacterOfPosition(call.getStart()).line + 1;
      problems.push(...problemsOf(call, ids).map((problem) => `${file}:${line}: ${problem}`));
      declarations.push(...declarationsOf(call, file));
    }
  }
  return { declarations, problems };
}

function testFiles(root: string): string[] {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const tests = names.filter((name) => name.endsWith('.test.ts'));
  return tests.map((name) => `test/${name.replaceAll('\\', '/')}`).sort();
}

function coversCalls(node: ts.Node, found: ts.CallExpression[] = []): ts.CallExpression[] {
  if (ts.isCallExpression(node) && node.expression.getText() === 'covers') {
    found.push(node);
  }
  ts.forEachChild(node, (child) => void coversCalls(child, found));
  return found;
}

function problemsOf(call: ts.CallExpression, ids: ReadonlySet<string>): string[] {
  const test = enclosingBlocks(call).find((block) => block.kind === 'test');
  if (test === undefined) {
    return ['covers() must be called in a test'];
  }
  if (kindsOf(test.body).length === 0) {
    return [`expected an assertion in the test "${test.title}"`];
  }
  if (call.arguments.length === 0) {
    return ['covers() names no requirement'];
  }
  return call.arguments.flatMap((argument) => {
    if (!ts.isStringLiteral(argument)) {
      return [`covers() takes string literals only, not ${argument.getText()}`];
    }
    return ids.has(argument.text) ? [] : [`test/coverage/requirements.yaml has no requirement ${argument.text}`];
  });
}

function declarationsOf(call: ts.CallExpression, file: string): Declaration[] {
  const around = enclosingBlocks(call);
  const test = around.find((block) => block.kind === 'test');
  if (test === undefined || around.some((block) => block.isSkipped)) {
    return [];
  }
  const title = around.map((block) => block.title).join(' › ');
  const kinds = kindsOf(test.body);
  return call.arguments.filter(ts.isStringLiteral).map(({ text: id }) => ({ id, file, title, kinds }));
}

/** The describe and test calls around the node, the outermost first. */
function enclosingBlocks(node: ts.Node): Block[] {
  const call = node.parent;
  if (call === undefined) {
    return [];
  }
  const outer = enclosingBlocks(call);
  if (!ts.isFunctionLike(node) || !ts.isCallExpression(call) || call.expression === node) {
    return outer;
  }
  // The words of `describe.each(table)`, `test.skip`, `it` and the like, without their arguments.
  const words = calleeWords(call.expression);
  const kind = words[0] === 'describe' ? 'describe' : words[0] === 'test' || words[0] === 'it' ? 'test' : undefined;
  const block = { title: titleOf(call.arguments[0]), isSkipped: words.includes('skip'), body: node };
  return kind ? [...outer, { kind, ...block }] : outer;
}

function calleeWords(callee: ts.Expression): string[] {
  if (ts.isIdentifier(callee)) {
    return [callee.text];
  }
  if (ts.isPropertyAccessExpression(callee)) {
    return [...calleeWords(callee.expression), callee.name.text];
  }
  if (ts.isCallExpression(callee)) {
    return calleeWords(callee.expression);
  }
  return ts.isTaggedTemplateExpression(callee) ? calleeWords(callee.tag) : [];
}

function titleOf(title: ts.Expression): string {
  return ts.isStringLiteralLike(title) ? title.text : title.getText();
}
