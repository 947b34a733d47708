/**
 * Properties that there are not.
 *
 * **Structs within properties, and options of factories and methods.** A member that is not declared is refused. It would
 * be dropped without a word otherwise, and a step would run with the defaults that somebody meant to change. The error
 * names what was probably meant: a name that is alike, the name that something has here and not in Harness or Kubernetes,
 * or the struct beside it to which the member belongs.
 *
 * **Properties of a construct.** A class of one's own may take more properties than the construct that it extends, and
 * pass all of them on to it. So a member that is not declared is refused only where it is all but the name of a property
 * that is not given, or another spelling of one; whatever else there is, is somebody else's and ignored.
 *
 * **Maps with keys of one's own** (labels, environment variables) and what is passed through to Harness or Kubernetes
 * (`additionalMembers`, `affinity`) have no members that could be unknown.
 *
 * A member that is `undefined` is none.
 */
import type { PropertyChecks } from './checks';
import { editDistance } from './edit-distance';
import { OTHER_SPELLINGS } from './other-spellings';

/** The names of members, and of their own members where they are structs. */
export interface KnownMembers {
  readonly names: readonly string[];
  readonly within: (name: string) => readonly string[];
}

/** Other spellings of members, beside those that are known everywhere. */
export interface Spellings {
  readonly [spelling: string]: readonly string[];
}

/** Refuses what is not declared in a struct. */
export function refuseUnknown(
  checks: PropertyChecks,
  property: string,
  known: KnownMembers,
  value: object,
  spellings: Spellings = {},
): void {
  for (const name of unknownIn(known, value)) {
    const meant = [spelledHere(name, known.names, spellings), alike(name, known.names, LOOSE), placesOf(name, known)];
    const [right = []] = meant.filter((names) => names.length > 0);
    const allowed = right.length > 0 ? right : known.names;
    checks.refuse(
      pathOf(property, name),
      undefined,
      `${listed(allowed)}; there is no ${name}`,
      right.length > 0 ? `Write ${listed(right)}.` : 'Leave it out.',
    );
  }
}

/** Refuses what is probably a slip among properties that a class of one's own may have extended. */
export function refuseSlips(checks: PropertyChecks, known: KnownMembers, value: object): void {
  const given = givenIn(value);
  const missing = known.names.filter((name) => !given.includes(name));
  for (const name of unknownIn(known, value)) {
    const [right = []] = [spelledHere(name, missing, {}), alike(name, missing, STRICT)].filter(
      (names) => names.length > 0,
    );
    if (right.length > 0) {
      checks.refuse(
        name,
        undefined,
        `${listed(right)}; there is no ${name}`,
        `Write ${listed(right)}; a class that has a property ${name} of its own does not pass it on.`,
      );
    }
  }
}

function givenIn(value: object): string[] {
  return Object.entries(value).flatMap(([name, member]) => (member === undefined ? [] : [name]));
}

function unknownIn({ names }: KnownMembers, value: object): string[] {
  return givenIn(value).filter((name) => !names.includes(name));
}

/** What it is called here. */
function spelledHere(name: string, names: readonly string[], spellings: Spellings): string[] {
  const known = [spellings, OTHER_SPELLINGS].flatMap((table) => (Object.hasOwn(table, name) ? table[name] : []));
  return known.filter((own) => names.includes(own));
}

/** How many letters a name of some length may be off. */
type Tolerance = (length: number) => number;
const LOOSE: Tolerance = (length) => Math.min(3, Math.floor(length / 4));
const STRICT: Tolerance = (length) => (length < 4 ? 0 : length < 12 ? 1 : 2);

/** The name that is most alike, if one is. */
function alike(name: string, names: readonly string[], tolerance: Tolerance): string[] {
  const distances = names
    .map((own) => ({ own, distance: distanceOf(name, own) }))
    .filter(({ own, distance }) => distance <= tolerance(Math.min(name.length, own.length)))
    .sort((one, other) => one.distance - other.distance);
  return distances.slice(0, 1).map(({ own }) => own);
}

/** Neither the case of letters nor a plural makes another name. */
function distanceOf(name: string, own: string): number {
  const [one, other] = [name, own].map((text) => text.toLowerCase());
  return `${one}s` === other || one === `${other}s` ? 0 : editDistance(one, other);
}

/** Members that are structs, and have a member of the name. */
function placesOf(name: string, { names, within }: KnownMembers): string[] {
  return names.filter((own) => within(own).includes(name)).map((own) => `${own}.${name}`);
}

export function pathOf(property: string, name: string): string {
  return property === '' ? name : `${property}.${name}`;
}

/** More names than anybody reads are counted. */
const MOST = 24;

function listed(names: readonly string[]): string {
  return names.length > MOST ? `one of ${names.length} properties` : names.join(names.length > 3 ? ', ' : ' and ');
}
