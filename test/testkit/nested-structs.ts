/** The structs within structs as the source declares them, independent of what the package knows of them when it runs. */
import * as ts from 'typescript';
import { interfaces } from './members';

/** A member of a struct that is a struct, or a list of structs. */
export interface NestedStruct {
  readonly member: string;
  readonly struct: string;
  readonly isList: boolean;
}

/** The members of a struct that are structs, the inherited ones included. */
export function nestedStructsOf(name: string): NestedStruct[] {
  const declared = interfaces();
  const found = declared.get(name);
  const bases = (found?.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression));
  return [
    ...bases.flatMap((base) => nestedStructsOf(base.getText())),
    ...(found?.members ?? []).flatMap((member) => {
      const type = ts.isPropertySignature(member) ? member.type : undefined;
      // `readonly X[]` is an operator around the list.
      const list = type && ts.isTypeOperatorNode(type) ? type.type : type;
      const isList = list !== undefined && ts.isArrayTypeNode(list);
      const struct = (isList ? list.elementType : list)?.getText() ?? '';
      // Behavioral interfaces start with an I.
      return declared.has(struct) && !/^I[A-Z]/.test(struct) && !isMap(declared.get(struct))
        ? [{ member: member.name?.getText() ?? '', struct, isList }]
        : [];
    }),
  ];
}

/** The members of a struct that are strings, and lists or maps of strings, the inherited ones included. */
export function stringMembersOf(name: string): { readonly member: string; readonly kind: StringKind }[] {
  const found = interfaces().get(name);
  const bases = (found?.heritageClauses ?? []).flatMap(({ types }) => types.map(({ expression }) => expression));
  return [
    ...bases.flatMap((base) => stringMembersOf(base.getText())),
    ...(found?.members ?? []).flatMap((member) => {
      const type = ts.isPropertySignature(member) ? (member.type?.getText() ?? '') : '';
      const kind = KINDS.find(([pattern]) => pattern.test(type))?.[1];
      return kind === undefined ? [] : [{ member: member.name?.getText() ?? '', kind }];
    }),
  ];
}

/** How a member holds strings. */
export type StringKind = 'string' | 'list' | 'map';

const KINDS: readonly [RegExp, StringKind][] = [
  [/^string$/, 'string'],
  [/^(readonly )?string\[\]$/, 'list'],
  [/^\{ (readonly )?\[\w+: string\]: string;? \}$/, 'map'],
];

function isMap(declaration: ts.InterfaceDeclaration | undefined): boolean {
  return declaration?.members.some(ts.isIndexSignatureDeclaration) ?? false;
}
