import { Construct, type IConstruct } from 'constructs';
import { HarnessConstructsError } from './errors';
import { checkLater, isUnresolved } from './unresolved';

/** What a text must be. */
export interface Rule {
  readonly allowed: string;
  readonly remedy: string;
  readonly holds: (value: string) => boolean;
}

/** A placeholder of the documented manifests that somebody forgot to replace. */
const LEFT_OVER = /PUT_YOUR_/i;

const GREATEST = 2 ** 31 - 1;

/** Checks the properties of one construct; each failure names construct, property, value, what is allowed and what to do. */
export class PropertyChecks {
  /** For what is no construct: errors then tell no path. */
  public static withoutConstruct(): PropertyChecks {
    // A root, in a way that every version of constructs knows.
    return new PropertyChecks(new Construct(undefined as never, ''));
  }

  constructor(private readonly scope: IConstruct) {}

  /** Refuses the property. Pass `undefined` as `given` for anything that may be a secret. */
  public refuse(property: string, given: unknown, allowed: string, remedy: string): never {
    const shown = given === undefined ? {} : { given: describe(given) };
    throw new HarnessConstructsError({ constructPath: this.scope.node.path, property, ...shown, allowed, remedy });
  }

  /** The text keeps the rule: checked now, or at synth when it is known only then. */
  public text(property: string, value: string, rule: Rule): void {
    this.later(property, [value], (known) => this.keeps(property, known, known, rule));
  }

  /** As `text`, for a value that must not be shown. */
  public secretText(property: string, value: string, rule: Rule): void {
    this.later(property, [value], (known) => this.keeps(property, known, undefined, rule));
  }

  /** As `text`, for a value that decides names or shape and must be known at construction. */
  public plainText(property: string, value: string, rule: Rule): void {
    this.plain(property, value);
    this.text(property, value, rule);
  }

  /** The value is known now. */
  public plain(property: string, value: unknown): void {
    if (isUnresolved(value)) {
      this.refuse(
        property,
        undefined,
        'a value that is known at construction',
        'Pass the plain value: it decides names or the shape of the output.',
      );
    }
  }

  /** A whole number in a range; Kubernetes takes at most 32 bits. */
  public integer(property: string, value: number, minimum: number, maximum = GREATEST): void {
    if (!Number.isInteger(value) || value < minimum || value > maximum) {
      const range = maximum === GREATEST ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
      this.refuse(property, value, `a whole number ${range}`, 'Change the number.');
    }
  }

  /** Runs a check of several values, now or when all of them are known. */
  public later(property: string, values: readonly string[], check: (...known: string[]) => void): void {
    checkLater(this.scope, values, check, property);
  }

  /** No other element of the list is the same. */
  public once(property: string, value: string, others: readonly string[]): void {
    this.later(property, [value, ...others], (known, ...rest) => {
      if (rest.includes(known)) {
        this.refuse(property, known, 'each element once', 'Remove one of the two.');
      }
    });
  }

  /** A value that is known keeps the rule. `shown` is what an error may tell of it. */
  public keeps(property: string, value: string, shown: string | undefined, rule: Rule): void {
    if (LEFT_OVER.test(value)) {
      this.refuse(property, shown, rule.allowed, 'Replace the placeholder by your own value.');
    }
    if (!rule.holds(value)) {
      this.refuse(property, shown, rule.allowed, rule.remedy);
    }
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' || (typeof value === 'object' && value !== null)
    ? JSON.stringify(value)
    : String(value);
}
