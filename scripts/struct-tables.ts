/**
 * Writes the table of structs, which lists at run time the members of each. With `--check`, only verifies that it is current.
 *
 * The members of a struct are declared once, in its interface. The table has the structs that the entry points of the package
 * export, those that the code checks by name (`struct('…')`), and the structs that these contain. A tag `@kind` in the doc
 * comment of a member names a kind that the type cannot express; in the doc comment of an interface, `@kind member kind` does
 * so for an inherited member.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { writeOrCheck } from './generated-file';

const SOURCES = 'lib';
const TABLE = 'lib/core/checks/structs.generated.ts';

interface Row {
  readonly name: string;
  /** The structs of this package that it extends. */
  readonly bases: readonly string[];
  /** Whether it extends a struct of another package, which may have further members in another version. */
  readonly isOpen: boolean;
  /** In the notation of the table. */
  readonly members: readonly string[];
}

const program = ts.createProgram(sourceFiles(), compilerOptions());
const checker = program.getTypeChecker();
const rows = new Map<string, Row>();
const enums = new Map<string, readonly string[]>();
/** By name in the table, to detect two types with the same name. */
const symbols = new Map<string, ts.Symbol>();

function sourceFiles(): string[] {
  const paths = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' });
  return paths.filter((path) => path.endsWith('.ts')).map((path) => resolve(SOURCES, path));
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8')) as { config: object };
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, '.').options, noEmit: true };
}

function isOwn(symbol: ts.Symbol | undefined): boolean {
  const file = symbol?.declarations?.[0].getSourceFile().fileName;
  return file !== undefined && resolve(file).startsWith(join(resolve(SOURCES), '/'));
}

/** Interfaces and aliases that the entry points of the package export. */
function exportedSymbols(): ts.Symbol[] {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8')) as { exports: Record<string, unknown> };
  const entries = Object.values(exports).flatMap((entry) => {
    const path = (entry as { 'harness-source'?: string })['harness-source'];
    return path === undefined ? [] : [program.getSourceFile(resolve(path))!];
  });
  return entries
    .flatMap((entry) => checker.getExportsOfModule(checker.getSymbolAtLocation(entry)!))
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .filter(isOwn);
}

/** Interfaces that the code checks by name. */
function checkedSymbols(): ts.Symbol[] {
  const own = program.getSourceFiles().filter(({ fileName }) => resolve(fileName).startsWith(resolve(SOURCES)));
  const names = new Set(own.flatMap((file) => [...file.text.matchAll(CHECKED)].map(([, name]) => name)));
  return own
    .flatMap((file) => file.statements.filter(isNamedType))
    .filter(({ name }) => names.has(name.text))
    .map(({ name }) => checker.getSymbolAtLocation(name)!);
}

const CHECKED = /\b(?:struct|constructProps|refuseUnknownMembers|membersOf)\(\s*'(\w+)'/g;

function isNamedType(node: ts.Node): node is ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  return ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node);
}

/** The name of the symbol in the table. */
function claim(symbol: ts.Symbol): string {
  const { name } = symbol;
  if ((symbols.get(name) ?? symbol) !== symbol) {
    throw new Error(`Two types have the name ${name}: rename one of them.`);
  }
  symbols.set(name, symbol);
  return name;
}

/** The name of a behavioral interface starts with I. */
function isStruct(type: ts.Type): boolean {
  return (
    !!(type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) &&
    !type.isClass() &&
    !/^I[A-Z]/.test(type.symbol?.name ?? '') &&
    type.getCallSignatures().length === 0 &&
    type.getProperties().length > 0 &&
    type.getProperties().every(({ flags }) => !(flags & ts.SymbolFlags.Method))
  );
}

/** A union of inline struct types. */
function isChoice(parts: readonly ts.Type[]): boolean {
  return parts.length > 1 && parts.every((part) => isStruct(part) && part.symbol.flags & ts.SymbolFlags.TypeLiteral);
}

/** Adds one row with the members of all parts. */
function addChoice(name: string, parts: readonly ts.Type[]): string {
  const members = parts.flatMap((part) => part.getProperties().map((member) => memberOf(name, member)));
  const row = { name, bases: [], isOpen: false, members: unique(members.map((member) => member.replace('!', '?'))) };
  rows.set(name, row);
  return name;
}

function unique(members: readonly string[]): string[] {
  return [...new Set(members)];
}

function addSymbol(symbol: ts.Symbol): void {
  const declaration = symbol.declarations![0];
  if (isNamedType(declaration) && (ts.isInterfaceDeclaration(declaration) || !declaration.typeParameters)) {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    if (isStruct(type)) {
      addStruct(claim(symbol), type);
    } else if (type.isUnion() && type.types.every(isStruct)) {
      addChoice(claim(symbol), type.types);
    }
  }
}

function addStruct(name: string, type: ts.Type): string {
  if (rows.has(name)) {
    return name;
  }
  // A struct may contain itself.
  rows.set(name, { name, bases: [], isOpen: false, members: [] });
  const bases = basesOf(type).filter(({ symbol, aliasSymbol }) => isOwn(symbol) && aliasSymbol === undefined);
  const inherited = new Set(bases.flatMap((base) => base.getProperties().map((member) => member.name)));
  const members = type.getProperties();
  rows.set(name, {
    name,
    bases: bases.map((base) => addStruct(claim(base.symbol), base)),
    isOpen: members.some(isForeign),
    members: members
      .filter((member) => !inherited.has(member.name) || declares(type, member) || kindTag(type.symbol, member.name))
      .map((member) => memberOf(name, member, kindTag(type.symbol, member.name))),
  });
  return name;
}

function basesOf(type: ts.Type): readonly ts.Type[] {
  return type.isClassOrInterface() ? checker.getBaseTypes(type) : [];
}

function declares({ symbol }: ts.Type, member: ts.Symbol): boolean {
  return member.declarations?.some(({ parent }) => parent === symbol.declarations?.[0]) ?? false;
}

/** The kind that the doc comment of an interface declares for an inherited member. */
function kindTag(symbol: ts.Symbol | undefined, member: string): string | undefined {
  const tags = kindTags(symbol).map((text) => text.split(' '));
  return tags.find(([name, kind]) => name === member && kind !== undefined)?.[1];
}

function kindTags(symbol: ts.Symbol | undefined): string[] {
  const tags = symbol?.getJsDocTags(checker).filter(({ name }) => name === 'kind') ?? [];
  return tags.map(({ text }) => ts.displayPartsToString(text));
}

function memberOf(struct: string, member: ts.Symbol, tag: string | undefined = kindTags(member)[0]): string {
  const sign = member.flags & ts.SymbolFlags.Optional ? '?' : '!';
  const type = checker.getTypeOfSymbol(member);
  const value = type.flags & ANYTHING ? type : checker.getNonNullableType(type);
  const place = { name: `${struct}.${member.name}`, declaration: member.declarations?.[0] };
  // Other packages check their own types.
  const kind = isForeign(member) ? '*' : kindOf(value, place, tag);
  return `${member.name}${sign}${kind}`;
}

/** Declared in another package. Members of mapped types have no declaration. */
function isForeign(member: ts.Symbol): boolean {
  return member.declarations !== undefined && !isOwn(member);
}

/** A member, to name types that have no name. */
interface Place {
  readonly name: string;
  readonly declaration?: ts.Declaration;
}

/** The kind of a value, in the notation of the table. */
function kindOf(given: ts.Type, place: Place, tag?: string): string {
  const all = given.isUnion() ? given.types : [given];
  const known = all.filter((type) => !isLate(type));
  if (known.length < all.length) {
    return known.length === 1 ? `~${kindOf(known[0], place, tag)}` : `~${leafOf(given, known, place)}`;
  }
  if (checker.isArrayType(given)) {
    return `[${kindOf(checker.getTypeArguments(given as ts.TypeReference)[0], place, tag)}`;
  }
  const values = given.getStringIndexType();
  if (values !== undefined && given.getProperties().length === 0) {
    return values.flags & ANYTHING ? 'o' : `{${kindOf(values, place, tag)}`;
  }
  return tag === undefined ? leafOf(given, known, place) : `#${tag}`;
}

/** A Pulumi type of a value known only later. */
function isLate({ symbol, aliasSymbol }: ts.Type): boolean {
  return ['Promise', 'OutputInstance', 'Output'].includes((aliasSymbol ?? symbol)?.name);
}

const ANYTHING = ts.TypeFlags.Any | ts.TypeFlags.Unknown;

function leafOf(type: ts.Type, parts: readonly ts.Type[], place: Place): string {
  const letter = LEAVES.find(([, flags]) => parts.length > 0 && parts.every((part) => part.flags & flags));
  if (letter !== undefined) {
    return letter[0];
  }
  if (parts.length > 0 && parts.every((part) => part.isStringLiteral())) {
    return wordsOf(
      type,
      parts.map(({ value }) => value),
      place,
    );
  }
  if (parts.length !== 1) {
    return isOwn(type.aliasSymbol) && isChoice(parts) ? `#${addChoice(claim(type.aliasSymbol!), parts)}` : '*';
  }
  return type.getCallSignatures().length > 0 ? 'f' : objectOf(type, place.name);
}

const LEAVES: readonly [letter: string, flags: ts.TypeFlags][] = [
  ['o', ANYTHING],
  ['s', ts.TypeFlags.String],
  ['b', ts.TypeFlags.BooleanLike],
  ['n', ts.TypeFlags.Number],
];

/** An enumeration, or a union of string literals. The compiler does not keep the order of a union, so it is restored from the source. */
function wordsOf(type: ts.Type, words: readonly string[], { name, declaration }: Place): string {
  const symbol = [type.aliasSymbol, enumOf(type.symbol as ts.Symbol | undefined)].find(isOwn);
  const text = (symbol?.declarations?.[0] ?? declaration)?.getText() ?? '';
  const place = (word: string): number => text.indexOf(`'${word}'`);
  const known = symbol === undefined ? name : claim(symbol);
  enums.set(
    known,
    [...words].sort((one, other) => place(one) - place(other) || (one < other ? -1 : 1)),
  );
  return `#${known}`;
}

/** The compiler takes an enumeration with one member for this member. */
function enumOf(symbol: (ts.Symbol & { readonly parent?: ts.Symbol }) | undefined): ts.Symbol | undefined {
  return symbol !== undefined && symbol.flags & ts.SymbolFlags.EnumMember ? symbol.parent : symbol;
}

/** A struct, or a type that is known only by name: a class or a behavioral interface. */
function objectOf(type: ts.Type, where: string): string {
  const symbol = [type.aliasSymbol, mappedFrom(type), type.symbol as ts.Symbol | undefined].find(isOwn);
  if (symbol === undefined || symbol.flags & ts.SymbolFlags.TypeLiteral) {
    return isStruct(type) && (symbol !== undefined || type.symbol === undefined)
      ? `#${addStruct(where, type)}`
      : nameOf(type);
  }
  const declared = symbol.flags & ts.SymbolFlags.Interface ? checker.getDeclaredTypeOfSymbol(symbol) : type;
  return `#${isStruct(type) ? addStruct(claim(symbol), declared) : symbol.name}`;
}

function nameOf(type: ts.Type): string {
  return type.symbol === undefined ? '*' : `#${type.symbol.name}`;
}

/** The interface that the type maps. */
function mappedFrom(type: ts.Type): ts.Symbol | undefined {
  const members = type.getProperties();
  const parents = members.flatMap(({ declarations = [] }) => declarations.map(({ parent }) => parent));
  const interfaces = parents.filter(ts.isInterfaceDeclaration).map(({ name }) => checker.getSymbolAtLocation(name)!);
  return interfaces.find((symbol) => {
    const own = checker.getDeclaredTypeOfSymbol(symbol).getProperties();
    return own.length === members.length && members.every(({ name }) => own.some((member) => member.name === name));
  });
}

[...exportedSymbols(), ...checkedSymbols()].forEach(addSymbol);

function lineOf({ name, bases, isOpen, members }: Row): string {
  return [`${name}${isOpen ? '+' : ''}`, ...bases.map((base) => `<${base}`), ...members].join(' ');
}

const inOrder = [...rows.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
const lines = [...inOrder.map(lineOf), ...[...enums].map(([name, values]) => `${name}=${values.join('|')}`).sort()];
const names = inOrder.map(({ name }) => `  | '${name}'`);

writeOrCheck(
  TABLE,
  `/**
 * The members of each struct, and the values of each enumeration: generated from the interfaces by \`npm run docs:generate\`.
 * \`structs.ts\` explains the notation.
 */
export const TABLE = \`
${lines.join('\n')}
\`;

/** The structs in the table. */
export type StructName =
${names.join('\n')};
`,
);
