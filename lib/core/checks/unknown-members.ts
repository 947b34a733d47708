import { OTHER_SPELLINGS } from './other-spellings';
import { alike, bySimilarity, inOtherCase, longer, LOOSE, shorter, STRICT } from './similar-names';
import { type CheckedObject, isPartlyForeign, membersOf, pathOf, structIn } from './structs';

/*
 * Unknown properties.
 *
 * A member that a struct does not declare is refused, at every level: it would otherwise be dropped without a word, and what
 * the user asked for would be missing. The error says where the member belongs, if that is known, else which name was
 * probably meant, else which names there are.
 *
 * A program's class can pass properties of its own on to the construct that it extends. There, a member is refused only if it
 * belongs one level down, is almost the name of an unset property, or is one of these names in other case.
 *
 * Maps with custom keys (labels, environment variables) and data passed through to Harness or Kubernetes
 * (`additionalMembers`, `affinity`) accept any key. A member that is `undefined` counts as unset.
 */

/** Further spellings of members, in addition to `OTHER_SPELLINGS`. */
export interface Spellings {
  readonly [spelling: string]: readonly string[];
}

/** How the members of an object are checked. */
export interface Strictness {
  readonly spellings?: Spellings;
  /** Whether the object can have additional members. */
  readonly isOpen?: boolean;
}

/** A refused member. */
export interface UnknownMember {
  readonly name: string;
  /** The members of the same object that were probably meant. */
  readonly meant: readonly string[];
  readonly allowed: string;
  readonly remedy: string;
}

/** Explains the members that the object does not declare. `around` are the objects around it, the innermost last. */
export function unknownMembers(
  known: CheckedObject,
  given: readonly string[],
  around: readonly CheckedObject[],
  how: Strictness = {},
): UnknownMember[] {
  const unknown = given.filter((name) => !known.names.includes(name));
  let isListed = false;
  return unknown.flatMap((name): UnknownMember[] => {
    const found = explained(name, known, given, around, how);
    if (found !== undefined) {
      return [how.isOpen ? { ...found, remedy: `${found.remedy} ${notPassedOn(name)}` } : found];
    }
    if (how.isOpen) {
      return [];
    }
    const isShort = known.names.length <= MOST_LISTED;
    const allowed =
      isListed && isShort ? 'one of the properties listed above' : `one of ${namesFor(name, known.names)}`;
    isListed = true;
    return [{ name, meant: [], allowed, remedy: removal(name, known) }];
  });
}

/** Nobody reads a longer list. */
const MOST_LISTED = 50;

const NEAREST = 10;

/** All names, or those most like a name. */
function namesFor(name: string, names: readonly string[]): string {
  if (names.length <= MOST_LISTED) {
    return names.join(', ');
  }
  return `${names.length} properties, such as ${bySimilarity(name, names).slice(0, NEAREST).join(', ')}`;
}

function notPassedOn(name: string): string {
  return `A class with its own property ${name} must not pass it on.`;
}

/** A company's class often has its own properties and passes all of them to a construct. */
function removal(name: string, { property, struct }: CheckedObject): string {
  const construct = ownerOf(struct);
  const steps = ['Remove it.'];
  if (property === '' && construct !== undefined && /^[A-Za-z_$][\w$]*$/.test(name)) {
    steps.push(`Pass only what ${construct} takes, for example: const { ${name}, ...others } = props.`);
  }
  if (struct !== undefined && isPartlyForeign(struct)) {
    steps.push('If a newer version of cdk8s or Pulumi declares it, upgrade harness-constructs.');
  }
  return steps.join(' ');
}

/** Names the owner of the properties. */
function ownerOf(struct = ''): string | undefined {
  const [, owner] = /^(\w+)(?:Props|Args)$/.exec(struct) ?? [];
  return owner === 'CiFarmStage' ? 'the stage' : owner;
}

function explained(
  name: string,
  known: CheckedObject,
  given: readonly string[],
  around: readonly CheckedObject[],
  { spellings = {}, isOpen = false }: Strictness,
): UnknownMember | undefined {
  const free = isOpen ? known.names.filter((own) => !given.includes(own)) : known.names;
  return (
    elsewhere(name, known, around, isOpen) ??
    spelled(name, inOtherCase(name, known.names)) ??
    spelled(name, spelledHere(name, free, spellings)) ??
    spelled(name, alike(name, free, isOpen ? STRICT : LOOSE)) ??
    (isOpen
      ? spelledBelow(name, known, inOtherCase, isNoElement)
      : (inOtherWords(name, known) ??
        spelledBelow(name, known, (own, names) => alike(own, names, STRICT)) ??
        guessed(name, known, shorter(name, known.names))))
  );
}

/** The places of a member that belongs one level down, or further up. It can also be short for one of the same object. */
function elsewhere(
  name: string,
  known: CheckedObject,
  around: readonly CheckedObject[],
  isOpen: boolean,
): UnknownMember | undefined {
  const down = moved(
    name,
    placesBelow(known, 1, (names) => exactly(name, names)),
  );
  const up = above(name, around);
  const here = longerHere(name, known).filter((own) => own.toLowerCase().endsWith(name.toLowerCase()));
  if (isOpen || down === undefined || up !== undefined || here.length === 0) {
    return besides(known, down, up);
  }
  const allowed = listed([...here, down.allowed]);
  return { ...down, meant: here, allowed, remedy: `${down.remedy} Or did you mean ${listed(here)}?` };
}

/** Members of the object, or of one below it, whose names have one word more. */
function inOtherWords(name: string, known: CheckedObject): UnknownMember | undefined {
  const here = longerHere(name, known);
  if (here.length > 0) {
    return guessed(name, known, here);
  }
  const below = placesBelow(known, DEEPEST, (names) => [...exactly(name, names), ...longer(name, names)]);
  return below.every((place) => place.endsWith(`.${name}`)) ? moved(name, below) : guessed(name, known, [], below);
}

function exactly(name: string, names: readonly string[]): string[] {
  return names.filter((own) => own === name);
}

/** Flags also have such names, for example `createNamespace`, but nobody means them. */
function longerHere(name: string, { struct, names }: CheckedObject): string[] {
  const flags = (struct === undefined ? [] : membersOf(struct)).filter(({ kind }) => kind === 'b');
  return longer(
    name,
    names.filter((own) => !flags.some((flag) => flag.name === own)),
  );
}

function isNoElement(place: string): boolean {
  return !place.includes('[…]');
}

/** Structs contain themselves at most this deep. */
const DEEPEST = 4;

/** Both places of a member that belongs one level down and further up. From options of another construct, both are likely. */
function besides(
  { property }: CheckedObject,
  down: UnknownMember | undefined,
  up: UnknownMember | undefined,
): UnknownMember | undefined {
  if (down === undefined || up === undefined || !property.endsWith('Options')) {
    return down ?? up;
  }
  const [first, second] = [up, down].map(({ remedy }) => remedy.replace(/\.$/, ''));
  const further = second.replace(/^Move it: \w+ belongs/, '');
  return { ...up, allowed: `${up.allowed} or ${down.allowed}`, remedy: `${first}, or${further}.` };
}

/** The paths of nested members, at the first level that has any. `matching` chooses among the names of a struct. */
function placesBelow(
  known: CheckedObject,
  depth: number,
  matching: (names: readonly string[]) => readonly string[],
): string[] {
  let level: readonly CheckedObject[] = [known];
  for (let deep = 0; deep < depth; deep++) {
    level = level.flatMap(within);
    const places = level.flatMap(({ property, names }) => matching(names).map((own) => pathOf(property, own)));
    if (places.length > 0) {
      return places;
    }
  }
  return [];
}

/** A member that belongs in nested structs. */
function moved(name: string, places: readonly string[]): UnknownMember | undefined {
  const around = places.map((place) => place.slice(0, -`.${name}`.length));
  return places.length === 0
    ? undefined
    : { name, meant: [], allowed: listed(places), remedy: `Move it: ${name} belongs in ${listed(around)}.` };
}

/** The structs that the struct contains, also as elements of lists. */
function within({ struct, property }: CheckedObject): CheckedObject[] {
  return (struct === undefined ? [] : membersOf(struct)).flatMap(({ name, kind }) => {
    const inner = structIn(kind);
    const path = `${pathOf(property, name)}${inner?.isElement ? '[…]' : ''}`;
    return inner === undefined ? [] : [{ ...inner, property: path, names: namesOf(inner.struct) }];
  });
}

function namesOf(struct: Parameters<typeof membersOf>[0]): string[] {
  return membersOf(struct).map(({ name }) => name);
}

/** The innermost of the objects around that has a member with the name. */
function above(name: string, around: readonly CheckedObject[]): UnknownMember | undefined {
  const levels = [...around].reverse().findIndex(({ names }) => names.includes(name)) + 1;
  const place = around.at(-levels);
  if (levels === 0 || place === undefined) {
    return undefined;
  }
  const [path, where] = [pathOf(place.property, name), placeOf(place)];
  const distance = levels === 1 ? 'one level up' : `${levels} levels up`;
  const remedy = `Move it: ${name} belongs ${distance}, in ${where}.`;
  return { name, meant: [], allowed: place.property === '' ? `${path} in ${where}` : path, remedy };
}

/** Names an object in a message. */
function placeOf({ property, struct }: CheckedObject): string {
  if (property !== '') {
    return property;
  }
  const owner = ownerOf(struct);
  const what = struct?.endsWith('Args') ? 'the arguments' : 'the properties';
  return owner === undefined ? what : `${what} of ${owner}`;
}

/** A member that is probably spelled in another way. */
function spelled(name: string, right: readonly string[]): UnknownMember | undefined {
  const allowed = listed(right);
  return right.length > 0 ? { name, meant: right, allowed, remedy: `Did you mean ${allowed}?` } : undefined;
}

/** A member that shortens or extends other names: the user may also have meant one that does not exist. */
function guessed(
  name: string,
  known: CheckedObject,
  meant: readonly string[],
  right: readonly string[] = meant,
): UnknownMember | undefined {
  const found = spelled(name, right);
  const rest = removal(name, known).replace(/^R/, 'r');
  return found && { ...found, meant, remedy: `${found.remedy} If not, ${rest}` };
}

/** A member of a nested struct that is spelled in another way. */
function spelledBelow(
  name: string,
  known: CheckedObject,
  matching: (name: string, names: readonly string[]) => readonly string[],
  isLikely: (place: string) => boolean = () => true,
): UnknownMember | undefined {
  const places = placesBelow(known, 1, (names) => matching(name, names));
  const found = spelled(name, places.filter(isLikely));
  return found && { ...found, meant: [] };
}

/** The names used here for a Harness or Kubernetes name. */
function spelledHere(name: string, names: readonly string[], spellings: Spellings): string[] {
  const known = [spellings, OTHER_SPELLINGS].flatMap((table) => (Object.hasOwn(table, name) ? table[name] : []));
  return known.filter((own) => names.includes(own));
}

function listed(names: readonly string[]): string {
  return names.join(names.length > 3 ? ', ' : ' or ');
}
