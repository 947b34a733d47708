/** What errors say, as the sources say it: every message follows the same template. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

type Part = 'allowed' | 'remedy' | 'problem';

interface Text {
  readonly part: Part;
  /** Values in templates are replaced by X. */
  readonly text: string;
  readonly where: string;
}

const PARTS: readonly string[] = ['allowed', 'remedy', 'problem'] satisfies Part[];

/** The texts of an expression: of both branches of a choice, and none of a name. */
function textsIn(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) {
    return [node.text];
  }
  if (ts.isTemplateExpression(node)) {
    return [node.head.text + node.templateSpans.map(({ literal }) => `X${literal.text}`).join('')];
  }
  return ts.isConditionalExpression(node) ? [...textsIn(node.whenTrue), ...textsIn(node.whenFalse)] : [];
}

/** The parts of errors that a node holds: arguments of `refuse`, members and constants with the name of a part. */
function partsIn(node: ts.Node): (readonly [Part, ts.Expression])[] {
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
    const [, , allowed, remedy, problem] = node.expression.name.text === 'refuse' ? node.arguments : [];
    return Object.entries({ allowed, remedy, problem }).flatMap(([part, text]) => (text ? [[part as Part, text]] : []));
  }
  const isNamed = ts.isPropertyAssignment(node) || ts.isVariableDeclaration(node);
  if (isNamed && node.initializer && ts.isIdentifier(node.name) && PARTS.includes(node.name.text)) {
    return [[node.name.text as Part, node.initializer]];
  }
  return [];
}

const WITHOUT_COMMENTS: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.ES2022,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
};

function textsOf(path: string): Text[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), WITHOUT_COMMENTS);
  const found: Text[] = [];
  const visit = (node: ts.Node): void => {
    for (const [part, expression] of partsIn(node)) {
      const line = file.getLineAndCharacterOfPosition(expression.getStart(file)).line + 1;
      found.push(...textsIn(expression).map((text) => ({ part, text, where: `${path}:${line}` })));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const TEXTS = readdirSync('lib', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => textsOf(join('lib', file)));

/** Texts of a part that are not as `is` says. */
function wrong(part: Part, is: (text: string) => boolean): string[] {
  return TEXTS.filter((one) => one.part === part && one.text !== '' && !is(one.text)).map(
    ({ where, text }) => `${where}: ${text}`,
  );
}

test('most messages are found', () => {
  expect(TEXTS.filter(({ part }) => part === 'allowed').length).toBeGreaterThan(250);
  expect(TEXTS.filter(({ part }) => part === 'remedy').length).toBeGreaterThan(250);
});

test('what is expected is a phrase, to which the message adds "expected" and a period', () => {
  expect(wrong('allowed', (text) => !/[.?]$|^expected|\bmust be\b/.test(text))).toEqual([]);
  // A class, a name of Kubernetes, or a value of the program.
  expect(wrong('allowed', (text) => /^([a-z0-9"'[]|X|[A-Z]\w*(\.|$|X)|HelmValues|JSON|JVM|OpenID)/.test(text))).toEqual(
    [],
  );
});

test('a remedy is a sentence that says what to do', () => {
  expect(wrong('remedy', (text) => /^([A-Z]|X)/.test(text) && /([.?]|X)$/.test(text))).toEqual([]);
});

test('a remedy does not repeat what is expected', () => {
  const repeats = /^Pass (a|an) (string|number|boolean|list|object|function|map)\.$|^Pass one of them\.$/;
  expect(wrong('remedy', (text) => !repeats.test(text))).toEqual([]);
});

test('a problem is no sentence', () => {
  expect(wrong('problem', (text) => !/[.;]$/.test(text) && /^([a-z]|X)/.test(text))).toEqual([]);
});

test.each<[what: string, words: RegExp]>([
  ['"no value when …", and not "unset"', /\bunset (when|unless)|\bto be unset|\bunset$/],
  ['"a list without duplicates", and not "each … once"', /\beach \w+ once\b/],
  ['"because", and not "since"', /, since\b/],
  ['"Remove it", and not "leave it out"', /\b[Ll]eave \w+( \w+)? out\b/],
  ['"got …; expected …", and not "…, not a number"', /, (but )?not (a|an) (string|number|list|object|function)\b/],
  ['what was given, and not "it must be"', /\bit (must|should|is missing)\b/],
])('everywhere, an error says %s', (_what, words) => {
  const found = TEXTS.filter(({ text }) => words.test(text)).map(({ where, text }) => `${where}: ${text}`);
  expect(found).toEqual([]);
});
