/** The members of structs as their source declares them, independent of what the package knows of them when it runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** As the formatter leaves it: the compiler takes seconds for all that is not an interface. */
const INTERFACE = /^(export )?interface \w+[^{]*\{(\}$|[^]*?^\}$)/gm;

let declared: Map<string, ts.InterfaceDeclaration> | undefined;

/** Every interface of the package. */
export function interfaces(): Map<string, ts.InterfaceDeclaration> {
  return (declared ??= declarations());
}

function declarations(): Map<string, ts.InterfaceDeclaration> {
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const texts = files.flatMap((file) => readFileSync(join('lib', file), 'utf8').match(INTERFACE) ?? []);
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  const { statements } = ts.createSourceFile('interfaces.ts', texts.join('\n'), options, true);
  return new Map(statements.filter(ts.isInterfaceDeclaration).map((one) => [one.name.text, one]));
}

/** Names of all members of an interface of the package, the inherited ones included. */
export function membersOf(name: string): string[] {
  const found = interfaces().get(name);
  if (found === undefined) {
    throw new Error(`lib has no interface ${name}`);
  }
  const bases = (found.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression));
  return [
    ...bases.flatMap((base) => (ts.isIdentifier(base) ? membersOf(base.text) : [])),
    ...found.members.flatMap((member) => (member.name && ts.isIdentifier(member.name) ? [member.name.text] : [])),
  ];
}
