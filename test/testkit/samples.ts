import * as fc from 'fast-check';
import { sourceOf } from './arbitraries/recorded';
import { runs } from './arbitraries/runs';
import { SEED } from './arbitraries/seed';

/** Random values, and what is made of each of them once for all tests of a file. */
export class Samples<Given extends object, Made> {
  /** All that were drawn: that they cover every property is shown by all, whatever is checked. */
  public readonly given: readonly Given[];
  private readonly made = new Map<Given, Made>();

  constructor(
    private readonly arbitrary: fc.Arbitrary<Given>,
    count: number,
    private readonly make: (given: Given) => Made,
  ) {
    this.given = fc.sample(arbitrary, { seed: SEED, numRuns: count });
  }

  public madeOf(given: Given): Made {
    const made = this.made.get(given) ?? this.make(given);
    this.made.set(given, made);
    return made;
  }

  /** Checks the first of them, as many as `runs` says. Where a check fails, a simpler example is searched for. */
  public forEach(check: (made: Made, given: Given) => void): void {
    for (const given of this.given.slice(0, runs(this.given.length))) {
      try {
        check(this.madeOf(given), given);
      } catch (error) {
        const property = fc.property(this.arbitrary, (simpler) => check(this.make(simpler), simpler));
        fc.assert(property, { seed: SEED, numRuns: 5 * this.given.length });
        throw new Error(`fails for ${sourceOf({ ...given })}`, { cause: error });
      }
    }
  }
}
