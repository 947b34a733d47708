/** The sources of the tests, and where their names are declared. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as ts from 'typescript';

/** A node that declares a name: a variable, a parameter, a function, a class, a `catch`, or an import of another package. */
export type Origin = ts.Node;

const parsed = new Map<string, ts.SourceFile>();

const WITHOUT_COMMENTS: ts.CreateSourceFileOptions = {
  languageVersion: ts.ScriptTarget.Latest,
  jsDocParsingMode: ts.JSDocParsingMode.ParseNone,
};

/** Parses a file once. */
export function sourceOf(file: string): ts.SourceFile {
  let source = parsed.get(file);
  if (source === undefined) {
    source = ts.createSourceFile(file, readFileSync(file, 'utf8'), WITHOUT_COMMENTS, true);
    parsed.set(file, source);
  }
  return source;
}

/** Returns what declares the name: in the scopes around it, or in the file from which it is imported. */
export function originOf(name: ts.Identifier): Origin | undefined {
  for (let scope: ts.Node | undefined = name.parent; scope; scope = scope.parent) {
    const found = declaredIn(scope, name.text);
    if (found !== undefined) {
      return ts.isImportDeclaration(found) ? throughImport(found, name.text) : found;
    }
  }
  return undefined;
}

/** What declares the name directly in a scope. */
function declaredIn(scope: ts.Node, name: string): ts.Node | undefined {
  if (ts.isFunctionLike(scope)) {
    return scope.parameters.find((parameter) => bindsName(parameter.name, name));
  }
  if (ts.isCatchClause(scope)) {
    return scope.variableDeclaration && bindsName(scope.variableDeclaration.name, name) ? scope : undefined;
  }
  if (ts.isForOfStatement(scope) && ts.isVariableDeclarationList(scope.initializer)) {
    return bindsName(scope.initializer.declarations[0].name, name) ? scope : undefined;
  }
  if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) {
    return undefined;
  }
  for (const statement of scope.statements) {
    const found = declaredBy(statement, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

function declaredBy(statement: ts.Statement, name: string): ts.Node | undefined {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.find((declaration) => bindsName(declaration.name, name));
  }
  if (ts.isImportDeclaration(statement)) {
    return importedName(statement, name) === undefined ? undefined : statement;
  }
  const isNamed = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement);
  return isNamed && statement.name?.text === name ? statement : undefined;
}

function bindsName(binding: ts.BindingName, name: string): boolean {
  return ts.isIdentifier(binding)
    ? binding.text === name
    : binding.elements.some((element) => ts.isBindingElement(element) && bindsName(element.name, name));
}

/** The name in the other module; `*` for the whole module, `undefined` if the statement does not import the name. */
function importedName({ importClause }: ts.ImportDeclaration, name: string): string | undefined {
  if (importClause === undefined) {
    return undefined;
  }
  if (importClause.name?.text === name) {
    return 'default';
  }
  const bindings = importClause.namedBindings;
  if (bindings === undefined) {
    return undefined;
  }
  if (ts.isNamespaceImport(bindings)) {
    return bindings.name.text === name ? '*' : undefined;
  }
  const element = bindings.elements.find((one) => one.name.text === name);
  return element && (element.propertyName ?? element.name).text;
}

/** Follows an import into another file of the tests. Other imports are where a name comes from. */
function throughImport(statement: ts.ImportDeclaration, name: string): Origin {
  const file = testFileOf(statement);
  const imported = importedName(statement, name);
  if (file === undefined || imported === undefined) {
    return statement;
  }
  return exportedBy(sourceOf(file), imported) ?? statement;
}

function exportedBy(source: ts.SourceFile, name: string): ts.Node | undefined {
  const direct = declaredIn(source, name);
  if (direct !== undefined) {
    return direct;
  }
  for (const statement of source.statements.filter(ts.isExportDeclaration)) {
    const file = testFileOf(statement);
    const clause = statement.exportClause;
    const element =
      clause && ts.isNamedExports(clause) ? clause.elements.find((one) => one.name.text === name) : undefined;
    if (file !== undefined && (clause === undefined || element !== undefined)) {
      return exportedBy(sourceOf(file), (element?.propertyName ?? element?.name)?.text ?? name);
    }
  }
  return undefined;
}

/** The file of an import from another file of the tests. */
function testFileOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration): string | undefined {
  const specifier = moduleSpecifier && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : '';
  if (moduleSpecifier === undefined || !specifier.startsWith('.')) {
    return undefined;
  }
  const path = resolve(dirname(moduleSpecifier.getSourceFile().fileName), specifier);
  const file = [`${path}.ts`, join(path, 'index.ts')].find((candidate) => existsSync(candidate));
  return file?.replaceAll('\\', '/').includes('/test/') ? file : undefined;
}
