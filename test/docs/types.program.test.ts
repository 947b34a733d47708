import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { emptySnippetFolder, PAGES, ROOT, snippetsOf } from './snippets';

const folder = emptySnippetFolder('types');
const all = PAGES.flatMap(snippetsOf);
all.forEach(({ file, program }) => writeFileSync(join(folder, file), program));

test('every snippet of the documentation is type-correct', () => {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const files = all.map(({ file }) => join(folder, file));
  // A snippet need not use all of the beginning that it shares.
  const program = ts.createProgram(files, { ...options, noUnusedLocals: false });
  // Each file is asked by itself: what the package is made of is checked by `npm run typecheck`.
  const problems = [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    }),
  ];
  expect(files.length).toBeGreaterThan(20);
  expect(
    problems.map(({ file, messageText }) => [file?.fileName, ts.flattenDiagnosticMessageText(messageText, ' ')]),
  ).toEqual([]);
});
