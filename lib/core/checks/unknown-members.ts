import { type CheckedObject, isPartlyForeign, membersOf, pathOf, structIn } from './structs';

/**
 * The number of letters to insert, delete or replace, or to swap with their neighbor, to turn one string into the other
 * (optimal string alignment).
 */
export function editDistance(one: string, other: string): number {
  let before: number[] = [];
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const change = one[i - 1] === other[j - 1] ? 0 : 1;
      const isSwapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? before[j - 2] + 1 : Infinity;
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, row[j - 1] + change, swapped));
    }
    [before, row] = [row, next];
  }
  return row[other.length];
}

/**
 * Harness and Kubernetes names of properties that have another name here. If a struct has several of the names on the
 * right, all of them apply: `limits` is `cpu` and `memory` in a step, and `cpuLimit` and `memoryLimit` in a delegate.
 */
export const OTHER_SPELLINGS: { readonly [spelling: string]: readonly string[] } = {
  // Harness YAML.
  baseImageConnectorRefs: ['connectors'],
  buildArgs: ['buildArguments'],
  connectorRef: ['connector'],
  credential: ['credentials'],
  default: ['defaultValue'],
  delegateSelectors: ['delegates'],
  envVariables: ['environment'],
  executionInput: ['duringExecution'],
  harnessImageConnectorRef: ['imageConnector'],
  infrastructureDefinition: ['infrastructure'],
  orgIdentifier: ['scope'],
  projectIdentifier: ['scope'],
  repo: ['registry', 'repository'],
  repoName: ['repository'],
  // Kubernetes.
  capabilities: ['addCapabilities', 'dropCapabilities'],
  env: ['environment'],
  initialDelaySeconds: ['initialDelay'],
  limits: ['cpu', 'memory', 'cpuLimit', 'memoryLimit'],
  minReadySeconds: ['minReady'],
  periodSeconds: ['period'],
  requests: ['cpuRequest', 'memoryRequest'],
  securityContext: ['containerSecurityContext'],
  serviceAccount: ['serviceAccountName'],
  sizeLimit: ['size'],
  terminationGracePeriodSeconds: ['terminationGracePeriod'],
  timeoutSeconds: ['timeout'],
  topologySpread: ['topologySpreadConstraints'],
  topologySpreadConstraints: ['topologySpread'],
  // The official Helm chart.
  delegateDockerImage: ['image'],
  delegateToken: ['token'],
  javaOpts: ['javaOptions'],
};

/*
 * Unknown properties.
 *
 * A member that a struct does not declare is refused, at every level: it would otherwise be dropped without a word, and what
 * the user asked for would be missing. The error says where the member belongs, if that is known, else which name was
 * probably meant, else which names there are.
 *
 * A program's class can pass properties of its own on to the construct that it extends. There, a member is refused only if it
 * belongs one level down or is almost the name of an unset property.
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
  const distances = new Map(names.map((own) => [own, distanceOf(name, own)]));
  const nearest = [...names].sort((one, other) => (distances.get(one) ?? 0) - (distances.get(other) ?? 0));
  return `${names.length} properties, such as ${nearest.slice(0, NEAREST).join(', ')}`;
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
  { spellings = {}, isOpen }: Strictness,
): UnknownMember | undefined {
  const free = isOpen ? known.names.filter((own) => !given.includes(own)) : known.names;
  return (
    besides(known, below(name, known, 1), above(name, around)) ??
    spelled(name, spelledHere(name, free, spellings)) ??
    spelled(name, alike(name, free, isOpen ? STRICT : LOOSE)) ??
    (isOpen ? undefined : (below(name, known, DEEPEST) ?? spelledBelow(name, known)))
  );
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

/** The nested structs that have a member with the name, at the first level that has any. */
function below(name: string, known: CheckedObject, depth: number): UnknownMember | undefined {
  let level: readonly CheckedObject[] = [known];
  for (let deep = 0; deep < depth; deep++) {
    level = level.flatMap(within);
    const places = level.filter(({ names }) => names.includes(name)).map(({ property }) => property);
    if (places.length > 0) {
      const allowed = listed(places.map((place) => pathOf(place, name)));
      return { name, meant: [], allowed, remedy: `Move it: ${name} belongs in ${listed(places)}.` };
    }
  }
  return undefined;
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

function spelledBelow(name: string, known: CheckedObject): UnknownMember | undefined {
  const right = within(known).flatMap(({ property, names }) =>
    alike(name, names, STRICT).map((own) => pathOf(property, own)),
  );
  const found = spelled(name, right);
  return found && { ...found, meant: [] };
}

/** The names used here for a Harness or Kubernetes name. */
function spelledHere(name: string, names: readonly string[], spellings: Spellings): string[] {
  const known = [spellings, OTHER_SPELLINGS].flatMap((table) => (Object.hasOwn(table, name) ? table[name] : []));
  return known.filter((own) => names.includes(own));
}

/** How many letters a name of a given length may differ. */
type Tolerance = (length: number) => number;

const LOOSE: Tolerance = (length) => Math.min(3, Math.floor(length / 4));

export const STRICT: Tolerance = (length) => (length < 4 ? 0 : length < 12 ? 1 : 2);

/** The most similar name within the tolerance, if any. */
export function alike(name: string, names: readonly string[], tolerance: Tolerance): string[] {
  const distances = names
    .map((own) => ({ own, distance: distanceOf(name, own) }))
    .filter(({ own, distance }) => distance <= tolerance(Math.min(name.length, own.length)))
    .sort((one, other) => one.distance - other.distance);
  return distances.slice(0, 1).map(({ own }) => own);
}

/** The edit distance, ignoring case and a plural `s`. */
function distanceOf(name: string, own: string): number {
  const [one, other] = [name, own].map((text) => text.toLowerCase());
  return `${one}s` === other || one === `${other}s` ? 0 : editDistance(one, other);
}

function listed(names: readonly string[]): string {
  return names.join(names.length > 3 ? ', ' : ' or ');
}
