/** Which values TypeScript accepts in place of an instance, by the declarations that users get. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const ENTRY = join(ROOT, 'lib', 'index.ts');
/** Nothing is written there: it is a place from which packages are found. */
const FOLDER = join(ROOT, 'node_modules', '.cache', 'declarations');

const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')) as {
  config: object;
};
const OPTIONS: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(config, ts.sys, ROOT).options,
  types: ['node'],
  skipLibCheck: true,
};

/** The declarations of the main entry without internal members, by path. */
function declarations(): ReadonlyMap<string, string> {
  const emitted = new Map<string, string>();
  const options = { ...OPTIONS, noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true };
  const program = ts.createProgram([ENTRY], { ...options, rootDir: ROOT, outDir: FOLDER });
  program.emit(undefined, (path, text) => emitted.set(path, text));
  return emitted;
}

const files = declarations();

/** The errors of a program next to the declarations, by line. */
function errorsByLine(lines: readonly string[]): Set<number> {
  const path = join(FOLDER, 'lib', 'program.ts');
  const all = new Map([...files, [path, lines.join('\n')]]);
  const options = { ...OPTIONS, noEmit: true, noUnusedLocals: false };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    directoryExists: (name) => name.startsWith(FOLDER) || ts.sys.directoryExists(name),
    fileExists: (name) => all.has(name) || disk.fileExists(name),
    readFile: (name) => all.get(name) ?? disk.readFile(name),
    getSourceFile: (name, version, ...more) => {
      const text = all.get(name);
      return text === undefined ? disk.getSourceFile(name, version, ...more) : ts.createSourceFile(name, text, version);
    },
  };
  const program = ts.createProgram([path], options, host);
  const source = program.getSourceFile(path)!;
  const found = program.getSemanticDiagnostics(source).concat(program.getSyntacticDiagnostics(source));
  return new Set(found.map(({ start = 0 }) => source.getLineAndCharacterOfPosition(start).line));
}

/** Names of the exported classes. */
function classes(): string[] {
  const program = ts.createProgram([ENTRY], { ...OPTIONS, noEmit: true });
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(ENTRY)!)!;
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(({ flags }) => flags & ts.SymbolFlags.Class)
    .map(({ name }) => name);
}

test('no class of the main entry is compatible with a string, a number, an empty object or an object with toString', () => {
  const names = classes();
  expect(names).toEqual(expect.arrayContaining(['DelegateImage', 'HarnessErrors', 'CiBuildInfra']));
  const wrong = ["'a'", '1', '{}', '{ toString: () => "a" }'];
  const uses = names.flatMap((name) => wrong.map((value) => `export const x: H.${name} = ${value};`));
  const lines = ["import * as H from './index';", ...uses.map((use, index) => use.replace('x:', `x${index}:`))];
  const refused = errorsByLine(lines);
  // The import resolves, so that no class is `any`.
  expect(refused.has(0)).toBe(false);
  expect(lines.filter((_, index) => index > 0 && !refused.has(index))).toEqual([]);
});

test('an instance is accepted, and one of another class is not', () => {
  const lines = [
    "import * as H from './index';",
    "export const good: H.DelegateImage = H.DelegateImage.of('a/b:1.2.3');",
    "export const bad: H.DelegateImage = H.DelegateToken.fromSecretName('a');",
  ];
  expect([...errorsByLine(lines)]).toEqual([2]);
});
