import type { IConstruct } from 'constructs';
import type { Dependencies, Predecessors } from './dependencies';

/**
 * Sorts constructs so that each comes after those it depends on, in the order that cdk8s gives: depth first from the
 * constructs that nothing depends on, in tree order. Dependencies on constructs outside the list do not count.
 *
 * Every construct and every shared list is walked once, where cdk8s walks every path. A cycle is reported as in cdk8s.
 */
export function topologicalOrder(constructs: readonly IConstruct[], dependencies: Dependencies): IConstruct[] {
  const neighbours = new Neighbours(constructs, dependencies);
  const dependedOn = new Set(constructs.flatMap((construct) => [...neighbours.before(construct)]));
  const starts = inOrderOfPaths(constructs).filter((construct) => !dependedOn.has(construct));
  neighbours.forgetWalks();

  const finished = new Set<IConstruct>();
  // What is not reached from the starts hangs on a cycle: starting there finds it.
  for (const construct of [...starts, ...constructs]) {
    walk(construct, neighbours, finished);
  }
  return [...finished];
}

/**
 * cdk8s keeps the constructs in an object with their paths as keys, and objects list keys that are whole numbers
 * first: a chart with the id "1" overtakes those before it.
 */
function inOrderOfPaths(constructs: readonly IConstruct[]): IConstruct[] {
  return Object.values(Object.fromEntries(constructs.map((construct) => [construct.node.path, construct])));
}

interface Step {
  readonly construct: IConstruct;
  readonly before: Iterator<IConstruct>;
}

/** Visits a construct after everything before it. No recursion: a chain of dependencies may be longer than the stack. */
function walk(start: IConstruct, neighbours: Neighbours, finished: Set<IConstruct>): void {
  const steps: Step[] = [];
  const entered = new Set<IConstruct>();
  const enter = (construct: IConstruct): void => {
    if (entered.has(construct)) {
      const path = [...entered];
      throw cycle([...path.slice(path.indexOf(construct)), construct]);
    }
    if (!finished.has(construct)) {
      entered.add(construct);
      steps.push({ construct, before: neighbours.before(construct) });
    }
  };
  enter(start);
  for (let step = steps.at(-1); step; step = steps.at(-1)) {
    const next = step.before.next();
    if (next.done) {
      finished.add(step.construct);
      entered.delete(step.construct);
      steps.pop();
    } else {
      enter(next.value);
    }
  }
}

function cycle(constructs: readonly IConstruct[]): Error {
  return new Error(`Dependency cycle detected: ${constructs.map((construct) => construct.node.path).join(' => ')}`);
}

/** The dependencies within a list of constructs. */
class Neighbours {
  private readonly known: Set<IConstruct>;
  private readonly walked = new Set<Predecessors>();

  constructor(
    constructs: readonly IConstruct[],
    private readonly dependencies: Dependencies,
  ) {
    this.known = new Set(constructs);
  }

  /**
   * What comes directly before a construct, but for lists that another construct has walked to their end.
   *
   * A construct that depends on itself, alone or as part of a group, does not wait for itself. It then has not walked
   * its list in full, and leaves it to the others.
   */
  public *before(construct: IConstruct): Generator<IConstruct> {
    for (const list of this.dependencies.before(construct)) {
      if (this.walked.has(list)) {
        continue;
      }
      for (const other of list) {
        if (other !== construct && this.known.has(other)) {
          yield other;
        }
      }
      if (!list.includes(construct)) {
        this.walked.add(list);
      }
    }
  }

  public forgetWalks(): void {
    this.walked.clear();
  }
}
