/** Checks that do not depend on each other: everything that is wrong is reported in one error. */
import { type ErrorDetails, HarnessConstructsError } from '../errors';
import { MOST_COUNTED } from '../wording';

/** Runs checks, then throws all refusals as one error. After `MOST_COUNTED` no other check runs: each costs a stack. */
export class Together {
  private readonly refusals: HarnessConstructsError[] = [];
  /** The first for each value of a property: others may only follow from it. */
  private readonly found = new Map<string, ErrorDetails>();

  /** Any other error than one of this package is thrown at once. */
  public run(check: () => void): void {
    try {
      check();
    } catch (error) {
      if (!HarnessConstructsError.isHarnessConstructsError(error)) {
        throw error;
      }
      this.add(error);
      if (this.found.size >= MOST_COUNTED) {
        this.end();
      }
    }
  }

  /** Throws if a check refused anything. */
  public end(): void {
    const [first, ...others] = this.refusals;
    if (first !== undefined) {
      throw others.length === 0 ? first : joined([...this.found.values()]);
    }
  }

  private add(error: HarnessConstructsError): void {
    this.refusals.push(error);
    HarnessConstructsError.markedOf(error).forEach((details) => {
      const key = JSON.stringify([details.constructPath, details.property, details.given]);
      this.found.set(key, this.found.get(key) ?? details);
    });
  }
}

/** One error with all of the details. */
export function joined([first, ...others]: readonly ErrorDetails[]): HarnessConstructsError {
  return new HarnessConstructsError(first, ...others);
}
