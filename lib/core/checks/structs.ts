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

/** What was parsed, by struct. */
const MEMBERS = new Map<StructName, readonly StructMember[]>();

/** The line of a name from `sign` on: a space or `+` for a struct, `=` for an enumeration. */
function rowOf(name: string, sign: ' ' | '+' | '='): string | undefined {
  const start = TABLE.indexOf(`\n${name}${sign}`);
  return start < 0 ? undefined : TABLE.slice(start + 1 + name.length, TABLE.indexOf('\n', start + 1));
}

function structRowOf(name: string): string | undefined {
  return rowOf(name, ' ') ?? rowOf(name, '+');
}

/** Whether the table defines a struct with the name. */
export function isStructName(name: string): name is StructName {
  return structRowOf(name) !== undefined;
}

/** Whether another package declares some members of the struct. A later version of it may declare more. */
export function isPartlyForeign(struct: StructName): boolean {
  return rowOf(struct, '+') !== undefined;
}

/** All members of a struct, inherited ones first. */
export function membersOf(struct: StructName): StructMember[] {
  const known = MEMBERS.get(struct);
  if (known !== undefined) {
    return [...known];
  }
  const members = new Map<string, StructMember>();
  collect(struct, members);
  MEMBERS.set(struct, [...members.values()]);
  return [...members.values()];
}

/** Adds the members of a struct. Those that it declares again have its kind. */
function collect(struct: string, members: Map<string, StructMember>): void {
  const [, ...parts] = (structRowOf(struct) ?? '').split(' ');
  for (const part of parts) {
    if (part.startsWith('<')) {
      collect(part.slice(1), members);
    } else {
      const end = part.search(/[!?]/);
      const name = part.slice(0, end);
      members.set(name, { name, isRequired: part[end] === '!', kind: part.slice(end + 1) });
    }
  }
}

/** The values of an enumeration, in declaration order. */
export function wordsOf(name: string): string[] | undefined {
  return rowOf(name, '=')?.slice(1).split('|');
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

/** The names of the members that are set. */
export function givenIn(value: object): string[] {
  return Object.keys(value).filter((name) => (value as { readonly [name: string]: unknown })[name] !== undefined);
}

/** The path of a member. */
export function pathOf(property: string, name: string): string {
  return property === '' ? name : `${property}.${name}`;
}
