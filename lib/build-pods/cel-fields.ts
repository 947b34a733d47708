/** CEL for fields of pods: how it reads one, and how it writes data. */
import { text } from './cel';
import type { Json, Path } from './setting';

/** A field that may be missing, or one of the objects around it. */
export function field(root: string, path: Path): string {
  return path.reduce((around, name) => (isIdentifier(name) ? `${around}.?${name}` : `${around}[?${text(name)}]`), root);
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(name) && !RESERVED.includes(name);
}

/** @see https://github.com/google/cel-spec/blob/master/doc/langdef.md#syntax */
const RESERVED =
  'as break const continue else false for function if import in let loop namespace null package return true var void while'.split(
    ' ',
  );

export function isSet(root: string, path: Path): string {
  return `${field(root, path)}.hasValue()`;
}

/** Data as a CEL literal. Lists and maps of CEL have one type, unless the type of their elements is not known. */
export function literal(value: Json): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly Json[]).map((element) => `dyn(${literal(element)})`).join(', ')}]`;
  }
  if (typeof value === 'object') {
    const members = Object.entries(value as { [key: string]: Json });
    return `{${members.map(([name, member]) => `${text(name)}: dyn(${literal(member)})`).join(', ')}}`;
  }
  return JSON.stringify(value);
}

/** Whether a field has the value. */
export function equals(root: string, path: Path, value: Json): string {
  return `${field(root, path)}.hasValue() && ${field(root, path)}.value() == ${literal(value)}`;
}

/** Whether an element of a list agrees with an item in some members. One that the item does not have must be missing. */
export function agrees(element: string, item: { readonly [member: string]: Json }, members: readonly string[]): string {
  return members
    .map((name) => {
      const value = item[name];
      if (value === undefined) return `!${isSet(element, [name])}`;
      // The API server drops empty strings.
      return value === '' ? `${field(element, [name])}.orValue("") == ""` : equals(element, [name], value);
    })
    .join(' && ');
}

/** A path of members as JSON Pointer. @see https://www.rfc-editor.org/rfc/rfc6901 */
export function pointer(path: Path): string {
  return path.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
