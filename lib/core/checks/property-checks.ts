import type { Duration } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessConstructsError } from '../errors';
import { checkLater } from '../late/check-later';
import { isUnresolved } from '../late/late-values';
import { refusedCharacter } from '../manifest/yaml-data';
import { unwritableIn } from '../manifest/yaml-strings';
import { isPlainObject } from '../plain';
import { canBeToken, hasToken, isToken } from '../token-forms';
import { InWords, inWords } from '../wording';
import { isOwnClass } from '../shared';
import { amount, numberRemedy } from './amounts';
import type { CheckedObject } from './structs';
import { Part } from './part';
import { Survey } from './survey';

/** A rule for a string. */
export interface Rule {
  readonly allowed: string;
  readonly remedy: string;
  readonly holds: (value: string) => boolean;
  /** Whether it is about names. A name that looks like a token is refused. */
  readonly isName?: boolean;
  /** Whether errors must not show a value, because it can contain credentials. @default false */
  readonly hides?: (value: string) => boolean;
  /** Whether it is about texts that everybody can read. One with a token of a known form is refused. */
  readonly isPublic?: boolean;
}

/** A placeholder from the documented manifests that was not replaced. */
const LEFT_OVER = /PUT_YOUR_/i;

const NO_TOKEN = 'Put the token in a Secret, and pass a name. Revoke the token if the program was shared.';

const PUBLIC = 'Remove the token: everybody can read the text. Revoke it if the program was shared.';

const GREATEST = 2 ** 31 - 1;

/** Stands for a root construct, so that entries without cdk8s need not load constructs. Nothing runs its validations. */
function noConstruct(): IConstruct {
  const construct = { node: { path: '', root: {}, addValidation: () => undefined } };
  construct.node.root = construct;
  return construct as unknown as IConstruct;
}

/** Checks the properties of one construct. Errors show the construct path, property, value, expected value and remedy. */
export class PropertyChecks {
  /**
   * For values that are not constructs, and for a root before it exists: errors have no path. `type` is the class of the
   * root.
   */
  public static withoutConstruct(type?: object): PropertyChecks {
    return new PropertyChecks(noConstruct(), type);
  }

  /** The objects around the value that is checked, the innermost last. */
  public readonly around: CheckedObject[] = [];

  private survey?: Survey;

  constructor(
    private readonly scope: IConstruct,
    private readonly type?: object,
  ) {}

  /** Whether the construct is of a class that extends one of this package. */
  public get isExtended(): boolean {
    return !isOwnClass(this.type ?? (Object.getPrototypeOf(this.scope) as object).constructor);
  }

  /**
   * Refuses the property. Pass `undefined` as `given` for anything that may be a secret. Set `problem` if the other parts
   * do not say what is wrong.
   */
  public refuse(property: string, given: unknown, allowed: string, remedy: string, problem?: string): never {
    const shown = {
      ...(problem !== undefined && { problem }),
      ...(given !== undefined && { given: describe(given) }),
    };
    const constructPath = this.scope.node.path;
    throw new HarnessConstructsError({ constructPath, property, ...shown, allowed, remedy });
  }

  /**
   * Checks the shape of the properties and resolves them. If anything is refused, they are resolved once more, in parts:
   * the error begins with what was refused first, and reports everything else that is wrong.
   *
   * @param copy for properties that the program could change later
   * @throws an error for invalid properties
   */
  public resolved<Props extends object, T>(
    shape: (checks: PropertyChecks, property: string, value: unknown) => void,
    given: Props,
    resolve: (props: Props) => T,
    copy: (props: Props) => Props = (props) => props,
  ): T {
    try {
      shape(this, '', given);
      return resolve(copy(given));
    } catch (error) {
      if (!HarnessConstructsError.isHarnessConstructsError(error) || !isPlainObject(given)) {
        throw error;
      }
      const survey = new Survey();
      this.survey = survey;
      survey.run(given, () => shape(this, '', given), resolve);
      this.survey = undefined;
      throw survey.errorAfter(error);
    }
  }

  /** Resolves a part of the properties. If it is refused, only what reads its value stops. */
  public part<T>(resolve: () => T): Part<T> {
    return this.survey === undefined ? new Part({ value: resolve() }) : this.survey.part(resolve);
  }

  /** Runs checks that do not depend on each other. */
  public apart(...checks: readonly (() => unknown)[]): void {
    checks.forEach((check) => this.part(check));
  }

  /** Stops a check that depends on a value that was refused. */
  public stop(): never {
    return new Part<never>().value;
  }

  /** Resolves the elements of a list, if there is one. A refused element does not stop the others. */
  public each<T, Result>(list: readonly T[], resolve: (element: T, index: number) => Result): Result[];
  public each<T, Result>(
    list: readonly T[] | undefined,
    resolve: (element: T, index: number) => Result,
  ): Result[] | undefined;
  public each<T, Result>(
    list: readonly T[] | undefined,
    resolve: (element: T, index: number) => Result,
  ): Result[] | undefined {
    // Each part reads its own element, which can be unusable.
    const indices = list && [...list.keys()];
    return indices?.map((index) => this.part(() => resolve(list![index], index))).map(({ value }) => value);
  }

  /** Marks paths of properties whose values must not be read, because they were refused or misspelled. */
  public markUnusable(paths: Iterable<string>): void {
    this.survey?.markUnusable(paths);
  }

  /** Marks a value of the wrong type, which must not be read. */
  public markWrong(property: string, value: unknown): void {
    this.survey?.markWrong(property, value);
  }

  /** Checks a string against a rule: now, or at synth if it is known only then. */
  public text(property: string, value: string, rule: Rule): void {
    this.later(property, [value], (known) => this.keeps(property, known, known, rule));
  }

  /** Like `text`, for a value that errors must not show. */
  public secretText(property: string, value: string, rule: Rule): void {
    this.later(property, [value], (known) => this.keeps(property, known, undefined, rule));
  }

  /** Like `text`, for a value that decides names or the shape of the output and must be known at construction. */
  public plainText(property: string, value: string, rule: Rule): void {
    this.plain(property, value);
    this.text(property, value, rule);
  }

  /** Checks a key of a map, such as the one of a label. */
  public key(property: string, key: string, rule: Rule): void {
    this.plainText(pathOfKey(property, key), key, rule);
  }

  /** Refuses a key that no YAML reader returns. */
  public writableKey(property: string, key: string): void {
    this.writable(pathOfKey(property, key), key);
  }

  /** Refuses a value that is known only later. */
  public plain(property: string, value: unknown): void {
    if (isUnresolved(value)) {
      this.refuse(
        property,
        inWords('a value known only later'),
        'a value known at construction',
        'Pass a plain value: names or the shape of the output depend on it.',
      );
    }
  }

  /** Checks for a whole number within a range, of `unit` (in the singular) if given. Kubernetes accepts at most 32 bits. */
  public integer(property: string, value: number, minimum: number, maximum = GREATEST, unit?: string): void {
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      const isOpen = maximum === GREATEST && !(value > maximum);
      const number = `a whole number ${isOpen ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`}`;
      const range = isOpen ? `at least ${amount(minimum, unit)}` : `${minimum} to ${amount(maximum, unit)}`;
      const [given, allowed] = unit === undefined ? [value, number] : [inWords(amount(value, unit)), range];
      const remedy = numberRemedy(value, amount(minimum, unit), amount(maximum, unit), value < minimum);
      this.independently(() => this.refuse(property, given, allowed, remedy));
    }
  }

  private independently(check: () => void, values: readonly string[] = []): void {
    if (this.survey === undefined) {
      check();
    } else {
      this.survey.attempt(check, values);
    }
  }

  /** Runs a check of several values now, or once all of them are known. */
  public later(property: string, values: readonly string[], check: (...known: string[]) => void): void {
    const run = () => checkLater(this.scope, values, check, property);
    if (values.length === 1) {
      this.independently(run, values);
    } else if (this.survey?.hasRefused !== true) {
      run();
    }
  }

  /** Refuses a string that no YAML reader returns. It is not shown: nobody knows whether it is a secret. */
  public writable(property: string, value: string): void {
    const character = unwritableIn(value);
    if (character !== undefined) {
      const { problem, allowed, remedy } = refusedCharacter(character);
      this.refuse(property, undefined, allowed, remedy, problem);
    }
  }

  /** Refuses a duplicate element of a list. */
  public once(property: string, value: string, others: readonly string[]): void {
    this.later(property, [value, ...others], (known, ...rest) => {
      if (rest.includes(known)) {
        this.refuse(property, known, 'a list without duplicates', 'Remove the duplicate.');
      }
    });
  }

  /** Checks a known value against a rule. `visible` is what an error may show of it. */
  public keeps(property: string, value: string, visible: string | undefined, rule: Rule): void {
    const shown = rule.hides?.(value) ? undefined : visible;
    this.writable(property, value);
    if (LEFT_OVER.test(value)) {
      this.refuse(property, shown, rule.allowed, 'Replace the placeholder with your own value.');
    }
    if (rule.isName && (rule.holds(value) ? isToken(value) || hasToken(value) : canBeToken(value))) {
      this.refuse(property, undefined, `${rule.allowed}, and not a token`, NO_TOKEN);
    }
    if (rule.isPublic && hasToken(value)) {
      this.refuse(property, undefined, `${rule.allowed}, without a token`, PUBLIC);
    }
    if (!rule.holds(value)) {
      this.refuse(property, shown, rule.allowed, rule.remedy);
    }
  }
}

function describe(value: unknown): string {
  if (value instanceof InWords) {
    return value.text;
  }
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
    return String(value);
  }
  try {
    return JSON.stringify(value);
  } catch {
    // It contains itself, or is nested too deep.
    return Array.isArray(value) ? 'a list' : 'an object';
  }
}

/** The path of a member of a map. It hides a key that may be a token, or that no YAML reader returns. */
function pathOfKey(property: string, key: string): string {
  const isHidden = isUnresolved(key) || unwritableIn(key) !== undefined || canBeToken(key);
  return `${property}["${isHidden ? '…' : key}"]`;
}

/** Converts a duration to whole seconds within a range. */
export function wholeSeconds(
  checks: PropertyChecks,
  property: string,
  duration: Duration,
  minimum: number,
  maximum?: number,
): number {
  const seconds = duration.toMilliseconds({ integral: false }) / 1000;
  if (!Number.isInteger(seconds)) {
    checks.refuse(property, inWords(amount(seconds, 'second')), 'a whole number of seconds', 'Round the duration.');
  }
  checks.integer(property, seconds, minimum, maximum, 'second');
  return seconds;
}
