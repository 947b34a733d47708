/**
 * Finds everything that is wrong with properties that were refused. It resolves them again, in parts: a refused part stops
 * only what reads its value, or one of the properties that it refused.
 */
import { type ErrorDetails, HarnessConstructsError, withoutStacks } from '../errors';
import { isPlainObject } from '../plain';
import { MOST_COUNTED } from '../wording';
import { Part, Unusable } from './part';
import { isInstance, readableCopy, readableInstance } from './readable';
import { pathOf } from './structs';
import { joined } from './together';

/** Resolves properties in parts, and collects what is refused. */
export class Survey {
  private readonly found: ErrorDetails[] = [];
  private readonly unusable = new Set<string>();
  /** Values of the wrong type, by property. */
  private readonly wrong = new Map<string, unknown>();
  private readonly hidden: string[] = [];
  /** Refusals of the current part, without those of the parts in it. */
  private own: ErrorDetails[] = [];

  /** Whether the current part refused anything. */
  public get hasRefused(): boolean {
    return this.own.length > 0;
  }

  /** The properties, or an object or a list in them. What was refused of them stops its reader. */
  private readable<T extends object>(props: T, path = ''): T {
    return readableCopy(props, (value, name) => {
      const property = Array.isArray(props) ? `${path}[${name}]` : pathOf(path, name);
      if (this.unusable.has(property)) {
        throw new Unusable();
      }
      if (!this.isPartlyUnusable(property)) {
        return value;
      }
      const isRead = isPlainObject(value) || Array.isArray(value);
      return isRead ? this.readable(value as object, property) : readableInstance(value, this.wrongIn(property));
    });
  }

  /** The values of the wrong type in the property. */
  private wrongIn(property: string): readonly unknown[] {
    return [...this.wrong].flatMap(([path, value]) => (isAtOrWithin(path, property) ? [value] : []));
  }

  private isPartlyUnusable(property: string): boolean {
    return [...this.unusable, ...this.wrong.keys()].some((path) => isAtOrWithin(path, property));
  }

  /** Marks a value of the wrong type. An enclosing instance may use another path for it. */
  public markWrong(property: string, value: unknown): void {
    this.wrong.set(property, value);
  }

  /** Marks paths of properties that must not be read. */
  public markUnusable(paths: Iterable<string>): void {
    [...paths].forEach((path) => this.unusable.add(path));
  }

  /** Runs a check that nothing depends on. If its error does not show `values`, no other error may show them. */
  public attempt(check: () => void, values: readonly string[]): void {
    try {
      check();
    } catch (error) {
      if (!HarnessConstructsError.isHarnessConstructsError(error)) {
        throw error;
      }
      const details = HarnessConstructsError.markedOf(error);
      this.own.push(...details);
      if (details.some(({ given }) => given === undefined)) {
        this.hidden.push(...values.filter((value) => typeof value === 'string' && value !== ''));
      }
    }
  }

  /**
   * Resolves a part. A failure after a refusal can follow from it, and is not reported.
   *
   * @param unusableOf what must not be read after the refusal of a property
   */
  public part<T>(resolve: () => T, unusableOf: (property: string) => string | undefined = topOf): Part<T> {
    const outer = this.own;
    this.own = [];
    let made: { readonly value: T } | undefined;
    try {
      made = { value: resolve() };
    } catch (error) {
      if (HarnessConstructsError.isHarnessConstructsError(error) && !this.hasRefused) {
        this.own.push(...HarnessConstructsError.markedOf(error));
      }
    }
    const refused = this.own;
    this.own = outer;
    this.found.push(...refused);
    this.markUnusable(refused.flatMap(({ property }) => unusableOf(property) ?? []));
    return new Part(refused.length === 0 ? made : undefined);
  }

  /**
   * Checks the shape of the properties, and resolves them in parts. A member of the wrong type stops what reads it, and not what
   * reads other members of its object or instance. Most errors that it creates are never shown.
   */
  public run<Props extends object>(props: Props, shape: () => unknown, resolve: (props: Props) => unknown): void {
    withoutStacks(() => {
      this.part(shape, (property) => this.unreadIn(props, property));
      this.part(() => resolve(this.readable(props)));
    });
  }

  /** The path that must not be read after a refusal of the property's type; none if an instance holds the value. */
  private unreadIn(props: object, property: string): string | undefined {
    const { path, value } = readPath(props, property);
    const isHeld = isInstance(value) && this.wrong.has(property) && this.wrong.get(property) !== value;
    return isHeld ? undefined : path;
  }

  /** The error with everything that was found, beginning with what is known already. */
  public errorAfter(first: HarnessConstructsError): HarnessConstructsError {
    return joinedOnce(
      first,
      this.found.filter((details) => !this.shows(details)).map((one) => this.hiding(one)),
    );
  }

  /** Whether the texts mention a hidden value: such an error follows from the value, and could show a secret. */
  private shows({ property, problem = '', allowed, remedy }: ErrorDetails): boolean {
    return this.hidden
      .filter((value) => value.length >= SHORTEST_SECRET)
      .some((value) => [property, problem, allowed, remedy].some((text) => text.includes(value)));
  }

  private hiding(details: ErrorDetails): ErrorDetails {
    const { given } = details;
    const isHidden = this.hidden.some(
      (value) =>
        given !== undefined && (/…/.test(given) || [value, quoted(value)].some((text) => given.includes(text))),
    );
    return isHidden ? { ...details, given: undefined } : details;
  }
}

/** Shorter ones are parts of ordinary words. */
const SHORTEST_SECRET = 8;

/** As in an error, without the quotation marks. */
function quoted(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** The property of the construct that contains the refused one. */
function topOf(property: string): string {
  return /^\w*/.exec(property)?.[0] ?? property;
}

/** The part of a path that leads through plain objects and lists, whose members are read one by one, and its value. */
function readPath(props: object, property: string): { readonly path: string; readonly value: unknown } {
  let [path, value]: [string, unknown] = ['', props];
  for (const [step, name = '', index = ''] of property.matchAll(/\.?(\w+)|\[(\d+)\]/gy)) {
    if (index === '' ? !isPlainObject(value) : !Array.isArray(value)) {
      break;
    }
    path += step;
    value = (value as { readonly [member: string]: unknown })[name || index];
  }
  return { path, value };
}

function isAtOrWithin(path: string, property: string): boolean {
  return path.startsWith(property) && !/^\w/.test(path.slice(property.length));
}

/** One error with the details of the first and all others, each value of a property once. */
function joinedOnce(first: HarnessConstructsError, others: readonly ErrorDetails[]): HarnessConstructsError {
  const all = [...HarnessConstructsError.markedOf(first)];
  const known = all.length;
  for (const details of others) {
    if (!all.some((other) => isSame(other, details) || isMeantBy(other, details) || isWithin(other, details))) {
      all.push(details);
    }
  }
  if (all.length === known) {
    return first;
  }
  const { cause } = first;
  const whole = joined(all.slice(0, Math.max(MOST_COUNTED, known)));
  return cause === undefined ? whole : Object.defineProperty(whole, 'cause', { value: cause });
}

/** Whether both concern one value. One of them can hide it, or call it missing because another check refused it. */
function isSame(one: ErrorDetails, other: ErrorDetails): boolean {
  const isAbout =
    one.property === other.property && (one.constructPath === other.constructPath || isRepeated(one, other));
  const isHidden = [one, other].some(({ given }) => given === undefined) && one.allowed === other.allowed;
  return isAbout && (one.given === other.given || isHidden || other.problem === 'missing');
}

/** Whether a construct repeats what the one around it expects. */
function isRepeated(around: ErrorDetails, inner: ErrorDetails): boolean {
  return around.allowed === inner.allowed && inner.constructPath.startsWith(`${around.constructPath}/`);
}

/** Whether a property that seems to be missing is only misspelled. */
function isMeantBy(unknown: ErrorDetails, missing: ErrorDetails): boolean {
  const around = unknown.property.replace(/\w+$/, '');
  const meant = unknown.problem === 'unknown property' ? unknown.allowed.split(' or ') : [];
  return missing.problem === 'missing' && meant.some((name) => `${around}${name}` === missing.property);
}

/** Whether a property seems to be missing only because a part of it was refused, by the construct or by one around it. */
function isWithin(part: ErrorDetails, missing: ErrorDetails): boolean {
  const isInner =
    part.property.startsWith(missing.property) && /^[.[]/.test(part.property.slice(missing.property.length));
  return missing.problem === 'missing' && isInner && `${missing.constructPath}/`.startsWith(`${part.constructPath}/`);
}

/** The error, with what is wrong elsewhere. `others` returns checks that do not depend on each other. */
export function withOthers(error: unknown, others: () => readonly (() => unknown)[]): unknown {
  if (!HarnessConstructsError.isHarnessConstructsError(error)) {
    return error;
  }
  return joinedOnce(
    error,
    withoutStacks(() => {
      try {
        return others().flatMap(refusalsOf);
      } catch {
        // The properties are too wrong for further checks.
        return [];
      }
    }),
  );
}

/** The properties that a check refuses. */
export function refusedIn(check: () => unknown): string[] {
  return refusalsOf(check).map(({ property }) => property);
}

/** What a check refuses. Any other failure follows from a value that another check refuses. */
function refusalsOf(check: () => unknown): readonly ErrorDetails[] {
  try {
    check();
    return [];
  } catch (error) {
    return HarnessConstructsError.isHarnessConstructsError(error) ? HarnessConstructsError.markedOf(error) : [];
  }
}
