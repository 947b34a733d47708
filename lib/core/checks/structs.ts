/**
 * Reads the generated struct table. A line is a struct, with `+` if another package declares some of its members, the
 * structs that it extends (`<Base`), and its members: `name!kind` if required, `name?kind` if optional. Kinds:
 *
 *     s string  b boolean  n number  f function  o object as in the Kubernetes API  * anything
 *     [k list   {k map     ~k known now or later (Pulumi)     #Name struct, enumeration, instance of a class, or `@kind`
 *
 * Other lines are enumerations: `Name=value|value`. Lines are parsed on first use.
 */
import { type StructName, TABLE } from './structs.generated';

/** A member of a struct in the table. */
export interface StructMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly kind: string;
}

let rows: ReadonlyMap<string, string> | undefined;

/** Lines of the table by name. */
function rowsByName(): ReadonlyMap<string, string> {
  rows ??= new Map(
    TABLE.trim()
      .split('\n')
      .map((line) => [/^[\w.]+/.exec(line)?.[0] ?? '', line]),
  );
  return rows;
}

function rowOf(name: string): string | undefined {
  return rowsByName().get(name);
}

/** Whether the table defines a struct with the name. */
export function isStructName(name: string): name is StructName {
  return /^[\w.]+\+?( |$)/.test(rowOf(name) ?? '');
}

/** Whether another package declares some members of the struct. A later version of it may declare more. */
export function isPartlyForeign(struct: StructName): boolean {
  return rowOf(struct)?.startsWith(`${struct}+`) === true;
}

/** All members of a struct, inherited ones first. */
export function membersOf(struct: StructName): StructMember[] {
  const parts = (rowOf(struct) ?? '').split(' ').slice(1);
  const inherited = parts
    .filter((part) => part.startsWith('<'))
    .flatMap((base) => membersOf(base.slice(1) as StructName));
  const own = parts.flatMap((part) => {
    const [, name, sign, kind] = /^(\w+)([!?])(.*)$/.exec(part) ?? [];
    return name === undefined ? [] : [{ name, isRequired: sign === '!', kind }];
  });
  return [...new Map([...inherited, ...own].map((member) => [member.name, member])).values()];
}

/** The values of an enumeration, in declaration order. */
export function wordsOf(name: string): string[] | undefined {
  const row = rowOf(name);
  return row?.startsWith(`${name}=`) ? row.slice(name.length + 1).split('|') : undefined;
}

/** The struct that a member has or, in a list or map, the struct of its elements. */
export function structIn(kind: string): { readonly struct: StructName; readonly isElement: boolean } | undefined {
  const [, around, name] = /^([~[{]*)#(.+)$/.exec(kind) ?? [];
  return name !== undefined && isStructName(name) ? { struct: name, isElement: /[[{]/.test(around) } : undefined;
}

/** An object whose members are checked. */
export interface CheckedObject {
  /** Path of its property; empty for the properties of a construct. */
  readonly property: string;
  /** Its name in the table; unset if it is not there. */
  readonly struct?: StructName;
  /** The names of its members. */
  readonly names: readonly string[];
}
