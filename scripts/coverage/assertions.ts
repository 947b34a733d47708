/** The assertions of a test, and where the values come from that they compare. */
import * as ts from 'typescript';
import { type Origin, originOf, sourceOf } from './sources';

/** An assertion, and the origins of the values it compares. */
export interface Assertion {
  /** The words after `expect(…)`, for example `not` and `toThrow`. */
  readonly words: readonly string[];
  /** Where the value under test comes from. */
  readonly subject: Sources;
  /** Where the expected value comes from. */
  readonly expected: Sources;
}

/** Where a value comes from. */
export interface Sources {
  /** From a page of the documentation, and no program of it was run. */
  readonly isPage: boolean;
  /** From a function that keeps the error it caught. */
  readonly isError: boolean;
  /** From an API server. */
  readonly isServer: boolean;
  /** From the fake of the Harness platform. */
  readonly isPlatform: boolean;
}

/** Every assertion of a test, including those in the functions of the tests that it calls. */
export function assertionsOf(test: ts.Node): Assertion[] {
  return reachedCalls(test).flatMap(({ call, context }) => assertionIn(call, context) ?? []);
}

interface ReachedCall {
  readonly call: ts.CallExpression;
  /** The calls that led to a function, whose arguments are its parameters. */
  readonly context: readonly ts.Node[];
}

function reachedCalls(node: ts.Node, context: readonly ts.Node[] = [], seen = new Set<ts.Node>()): ReachedCall[] {
  const found: ReachedCall[] = [];
  const visit = (one: ts.Node): void => {
    if (ts.isCallExpression(one)) {
      found.push({ call: one, context });
      const called = ts.isIdentifier(one.expression) ? originOf(one.expression) : undefined;
      const body = called && functionOf(called);
      if (body !== undefined && !seen.has(body)) {
        found.push(...reachedCalls(body, [...context, ...one.arguments], seen.add(body)));
      }
    }
    ts.forEachChild(one, visit);
  };
  ts.forEachChild(node, visit);
  return found;
}

/** The function that a name declares. */
function functionOf(origin: Origin): ts.Node | undefined {
  if (ts.isFunctionDeclaration(origin)) {
    return origin;
  }
  const value = ts.isVariableDeclaration(origin) ? origin.initializer : undefined;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value : undefined;
}

/** The assertion whose `expect` the call is. A call of `expect` alone asserts nothing. */
function assertionIn(call: ts.CallExpression, context: readonly ts.Node[]): Assertion | undefined {
  if (call.expression.getText() !== 'expect' || call.arguments.length === 0) {
    return undefined;
  }
  const words: string[] = [];
  let chain: ts.Node = call;
  while (ts.isPropertyAccessExpression(chain.parent)) {
    words.push(chain.parent.name.text);
    chain = chain.parent;
  }
  const matcher = chain.parent;
  if (words.length === 0 || !ts.isCallExpression(matcher)) {
    return undefined;
  }
  return { words, subject: sourcesOf([call.arguments[0], ...context]), expected: sourcesOf([...matcher.arguments]) };
}

const PAGE = /\.md$|^\.jsii$/;
/** Functions by which a test runs a program that it has read. */
const RUNS = /^(require|requireActual|spawn|spawnSync|execFile|execFileSync|fork)$/;

function sourcesOf(nodes: readonly ts.Node[]): Sources {
  const found = reachedNodes(nodes);
  const has = (is: (node: ts.Node) => boolean) => found.some(is);
  return {
    isPage: has((node) => ts.isStringLiteralLike(node) && PAGE.test(node.text)) && !has(isRun),
    isError: has(isCaughtError),
    isPlatform: has((node) => node.getSourceFile().fileName.includes('/test/testkit/harness-platform/')),
    isServer: has((node) => node.getSourceFile().fileName.includes('/test/cluster/client/')),
  };
}

function isRun(node: ts.Node): boolean {
  return ts.isCallExpression(node) && RUNS.test(node.expression.getText().split('.').at(-1) as string);
}

/**
 * Whether a function of the tests catches an error and keeps it: returns something about it, or assigns it. Methods of
 * fakes do not count.
 */
function isCaughtError(node: ts.Node): boolean {
  if (!ts.isCatchClause(node) || !(containsReturn(node.block) || keeps(node))) {
    return false;
  }
  const around = ts.findAncestor(node, ts.isFunctionLike);
  return around !== undefined && !ts.isMethodDeclaration(around);
}

function keeps({ block, variableDeclaration }: ts.CatchClause): boolean {
  return variableDeclaration !== undefined && block.getText().includes(` = ${variableDeclaration.name.getText()};`);
}

function containsReturn(node: ts.Node): boolean {
  return ts.isReturnStatement(node) || (ts.forEachChild(node, (child) => containsReturn(child) || undefined) ?? false);
}

/** Everything that the nodes are made of: themselves, and what declares or assigns the names in them. */
function reachedNodes(nodes: readonly ts.Node[]): ts.Node[] {
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node)) {
      return;
    }
    seen.add(node);
    if (ts.isIdentifier(node) && isRead(node)) {
      valuesOf(node).forEach(visit);
    }
    ts.forEachChild(node, visit);
  };
  nodes.forEach(visit);
  return [...seen];
}

/** Names of members and types are no values. */
function isRead({ parent }: ts.Identifier): boolean {
  return !ts.isTypeNode(parent) && !ts.isPropertyAssignment(parent);
}

/** Expressions that give a name its value. */
function valuesOf(name: ts.Identifier): ts.Node[] {
  if (ts.isPropertyAccessExpression(name.parent) && name.parent.name === name) {
    return [];
  }
  const origin = originOf(name);
  if (origin === undefined || ts.isImportDeclaration(origin)) {
    return [];
  }
  if (ts.isVariableDeclaration(origin)) {
    return origin.initializer ? [origin.initializer] : assignedTo(name.text, origin.getSourceFile());
  }
  if (ts.isParameter(origin)) {
    return tableOf(origin);
  }
  return ts.isForOfStatement(origin) ? [origin.expression] : [origin];
}

/** What `beforeAll` and the like assign to a variable. */
function assignedTo(name: string, file: ts.SourceFile): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    const isAssignment = ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    if (isAssignment && node.left.getText() === name) {
      found.push(node.right);
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceOf(file.fileName));
  return found;
}

/** The table or the list whose rows a function takes: `test.each(TABLE)('…', (row) => …)` or `list.map((item) => …)`. */
function tableOf({ parent: callback }: ts.ParameterDeclaration): ts.Node[] {
  return ts.isCallExpression(callback.parent) && callback.parent.expression !== callback
    ? [callback.parent.expression]
    : [];
}
