/** Checks that do not depend on each other: everything that is wrong is reported in one error. */
import { type ErrorDetails, HarnessConstructsError } from '../errors';

/** Nobody reads more, and each costs a stack. */
export const MOST = 20;

/** Runs checks, then throws all refusals as one error. */
export class Together {
  private readonly refusals: HarnessConstructsError[] = [];

  /** Any other error than one of this package is thrown at once. */
  public run(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!HarnessConstructsError.isHarnessConstructsError(error)) {
        throw error;
      }
      this.refusals.push(error);
      if (this.details().length >= MOST) {
        this.end();
      }
    }
  }

  /** Throws if a check refused anything. */
  public end(): void {
    const [first, ...others] = this.refusals;
    if (first !== undefined) {
      throw others.length === 0 ? first : joined(this.details());
    }
  }

  /** The first for each value of a property: others may only follow from it. */
  private details(): ErrorDetails[] {
    const all = this.refusals.flatMap((error) => HarnessConstructsError.markedOf(error));
    const keyOf = ({ constructPath, property, given }: ErrorDetails) =>
      JSON.stringify([constructPath, property, given]);
    const keys = all.map(keyOf);
    return all.filter((_, index) => keys.indexOf(keys[index]) === index);
  }
}

/** One error with all of the details. */
export function joined([first, ...others]: readonly ErrorDetails[]): HarnessConstructsError {
  return new HarnessConstructsError(first, ...others);
}
