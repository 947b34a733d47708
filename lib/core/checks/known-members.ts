/** Refuses unknown members where nothing else can be checked, because values may be known only later, or is checked here. */
import type { ErrorDetails } from '../errors';
import { DEEPEST, isPlainObject } from '../plain';
import { MOST_COUNTED } from '../wording';
import { type CheckedObject, givenIn, membersOf, pathOf, structIn } from './structs';
import type { StructName } from './structs.generated';
import { joined } from './together';
import { unknownMembers } from './unknown-members';

/** The owner of the members. */
export interface Owner {
  /** What errors name in place of a construct. */
  readonly name?: string;
  /** The property that contains the struct. */
  readonly property?: string;
  /** Whether a class that extends one of this package passes on its own members. */
  readonly isExtended?: boolean;
}

/** Refuses unknown members of a struct and of all structs in it, and ignores values of other types. */
export function refuseUnknownMembers(struct: StructName, value: unknown, owner: Owner = {}): void {
  const { name = '', property = '', isExtended = false } = owner;
  const unknown = unknownIn(value, { property, struct, names: namesOf(struct) }, [], isExtended);
  if (unknown.length > 0) {
    throw joined(unknown.slice(0, MOST_COUNTED).map((details) => ({ constructPath: name, ...details })));
  }
}

function namesOf(struct: StructName): string[] {
  return membersOf(struct).map(({ name }) => name);
}

/** Unknown members of a value of the struct or, for a list, of its elements. */
function unknownIn(
  value: unknown,
  known: CheckedObject & { readonly struct: StructName },
  around: readonly CheckedObject[],
  isExtended = false,
): Omit<ErrorDetails, 'constructPath'>[] {
  const { property, struct } = known;
  if (Array.isArray(value)) {
    const elements = value.map((one: unknown, index) => ({
      one,
      place: { ...known, property: `${property}[${index}]` },
    }));
    return elements.flatMap(({ one, place }) => (Array.isArray(one) ? [] : unknownIn(one, place, around)));
  }
  if (!isPlainObject(value) || around.length > DEEPEST) {
    return [];
  }
  const unknown = unknownMembers(known, givenIn(value), around, { isOpen: isExtended });
  const own = unknown.map(({ name, allowed, remedy }) => {
    return { property: pathOf(property, name), problem: 'unknown property', allowed, remedy };
  });
  const within = membersOf(struct).flatMap(({ name, kind }) => {
    const inner = structIn(kind)?.struct;
    const place = pathOf(property, name);
    return inner === undefined
      ? []
      : unknownIn(value[name], { property: place, struct: inner, names: namesOf(inner) }, [...around, known]);
  });
  return [...own, ...within];
}
