/** The public constructors, factories and methods that take a struct, as the source declares them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';

/** `Class.method` or `new Class`, by the name of the struct. */
export function structTakers(classes: readonly string[], structs: readonly string[]): Map<string, string[]> {
  const takers = new Map<string, string[]>();
  const files = readdirSync('lib', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  // Components of Pulumi have the names of constructs.
  const options = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
  for (const file of files.filter((name) => !name.startsWith('pulumi'))) {
    const path = join('lib', file);
    const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), options, true);
    for (const type of source.statements.filter(ts.isClassDeclaration)) {
      if (classes.includes(type.name?.text ?? '')) {
        type.members.forEach((member) => addTaker(takers, type.name!.text, member, structs));
      }
    }
  }
  return takers;
}

function addTaker(
  takers: Map<string, string[]>,
  type: string,
  member: ts.ClassElement,
  structs: readonly string[],
): void {
  const isCallable = ts.isConstructorDeclaration(member) || ts.isMethodDeclaration(member);
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  const name = member.name?.getText() ?? '';
  if (!isCallable || ts.getCombinedModifierFlags(member) & hidden || /^[_#]/.test(name)) {
    return;
  }
  const call = ts.isConstructorDeclaration(member) ? `new ${type}` : `${type}.${name}`;
  for (const parameter of member.parameters) {
    const words = parameter.type?.getText().match(/\w+/g) ?? [];
    words
      .filter((word) => structs.includes(word))
      .forEach((struct) => takers.set(struct, [...(takers.get(struct) ?? []), call]));
  }
}
