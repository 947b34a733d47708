/** Checks structs: the shape of each member, and that there are no others. */
import { ANYTHING, choice, DURATION, FLAG, isRequired, listOf, mapOf, NUMBER, OBJECT, PLAIN_OBJECT } from './kinds';
import { required, type Shape, TEXT } from './kinds';
import type { PropertyChecks } from './property-checks';
import { once } from '../plain';
import { type CheckedObject, givenIn, isStructName, membersOf, pathOf, wordsOf } from './structs';
import type { StructName } from './structs.generated';
import { Together } from './together';
import { type Spellings, type Strictness, unknownMembers } from './unknown-members';

/** Shapes by member name. */
export interface Members {
  readonly [member: string]: Shape;
}

/**
 * Shapes for the names that the struct table does not define: class instances and `@kind` annotations. A shape is made when
 * a member of it is first given.
 */
export interface Kinds {
  readonly [name: string]: () => Shape;
}

interface Struct {
  readonly [member: string]: unknown;
}

/** A struct that is not in the table. */
export function closed(members: Members): Shape {
  return (checks, property, value) => {
    OBJECT(checks, property, value);
    checkOnly(checks, property, members, value as Struct);
  };
}

/** A struct as its interface declares it. Most members that another package declares are checked by that package. */
export function struct(name: StructName, kinds: Kinds = NO_KINDS): Shape {
  return tableStruct(name, kinds, () => false);
}

/** The properties of a construct as their interface declares them. A class that extends the construct can have more. */
export function constructProps(name: StructName, kinds: Kinds = NO_KINDS): Shape {
  return tableStruct(name, kinds, (checks) => checks.isExtended);
}

/**
 * The options of a construct's method. An unknown member that belongs to the construct's properties is reported as
 * such.
 */
export function optionsWithin(props: StructName, options: Shape): Shape {
  return (checks, property, value) => {
    const names = membersOf(props).map(({ name }) => name);
    within(checks, { property: '', struct: props, names }, () => options(checks, property, value));
  };
}

const NO_KINDS: Kinds = {};

function tableStruct(name: StructName, kinds: Kinds, isOpenFor: (checks: PropertyChecks) => boolean): Shape {
  const membersOnce = once(() => shapesOf(name, kinds));
  const names = once(() => Object.keys(membersOnce()));
  return (checks, property, value) => {
    OBJECT(checks, property, value);
    const known = { property, struct: name, names: names() };
    checkStruct(checks, known, membersOnce(), value as Struct, { isOpen: isOpenFor(checks) });
  };
}

/** The shapes of all members of a struct. They are created on first use: few programs need all of them. */
export function shapesOf(name: StructName, kinds: Kinds = NO_KINDS): Members {
  return Object.fromEntries(
    membersOf(name).map((member) => {
      const shape = once(() => shapeOf(member.kind, kinds));
      const check: Shape = (...given) => shape()(...given);
      return [member.name, member.isRequired ? required(check) : check];
    }),
  );
}

const LEAVES: Members = { s: TEXT, b: FLAG, n: NUMBER, o: PLAIN_OBJECT, '*': ANYTHING };

/** The shape for a kind in the struct table. Values that Pulumi resolves later are checked by the Pulumi components. */
function shapeOf(kindOfTable: string, kinds: Kinds): Shape {
  const [first, rest] = [kindOfTable[0], kindOfTable.slice(1)];
  switch (first) {
    case '[':
      return listOf(shapeOf(rest, kinds));
    case '{':
      return mapOf(shapeOf(rest, kinds));
    case '#':
      return named(rest, kinds);
    default:
      return LEAVES[first] ?? ANYTHING;
  }
}

function named(name: string, kinds: Kinds): Shape {
  if (Object.hasOwn(kinds, name)) {
    return kinds[name]();
  }
  const words = wordsOf(name);
  if (words !== undefined) {
    return choice(words, name);
  }
  if (isStructName(name)) {
    return struct(name, kinds);
  }
  if (name !== 'Duration') {
    throw new Error(`No shape for ${name}: add it to the kinds.`);
  }
  return DURATION;
}

/** Checks the members of an object whose type is already checked, and refuses unknown members. */
export function checkOnly(
  checks: PropertyChecks,
  property: string,
  members: Members,
  value: Struct,
  spellings?: Spellings,
): void {
  checkStruct(checks, { property, names: Object.keys(members) }, members, value, { spellings });
}

/** All that is wrong with the members is reported at once. */
function checkStruct(
  checks: PropertyChecks,
  known: CheckedObject,
  members: Members,
  value: Struct,
  how: Strictness,
): void {
  const { property } = known;
  const given = givenIn(value);
  const isKnown = given.every((name) => Object.hasOwn(members, name));
  const unknown = isKnown ? [] : unknownMembers(known, given, checks.around, how);
  const together = new Together();
  for (const { name, allowed, remedy } of unknown) {
    together.run(() => checks.refuse(pathOf(property, name), undefined, allowed, remedy, 'unknown property'));
  }
  // Not missing, but misspelled.
  const meant = new Set(unknown.flatMap((one) => one.meant));
  checks.markUnusable([...meant].map((name) => pathOf(property, name)));
  within(checks, known, () => {
    for (const member of known.names) {
      const shape = members[member];
      if (value[member] !== undefined || (isRequired(shape) && !meant.has(member))) {
        together.run(() => shape(checks, pathOf(property, member), value[member]));
      }
    }
  });
  together.end();
}

/** Checks the contents of an object. */
function within(checks: PropertyChecks, around: CheckedObject, check: () => void): void {
  checks.around.push(around);
  try {
    check();
  } finally {
    checks.around.pop();
  }
}
