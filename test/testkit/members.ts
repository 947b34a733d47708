/** The members of structs as their source declares them, independent of what the package knows of them when it runs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

let declared: Map<string, ts.InterfaceDeclaration> | undefined;

/** Every interface of the package. */
export function interfaces(): Map<string, ts.InterfaceDeclaration> {
  return (declared ??= declarations());
}

function declarations(): Map<string, ts.InterfaceDeclaration> {
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const all = files.flatMap((file) => {
    const path = join('lib', file);
    const { statements } = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true);
    return statements.filter(ts.isInterfaceDeclaration);
  });
  return new Map(all.map((one) => [one.name.text, one]));
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
