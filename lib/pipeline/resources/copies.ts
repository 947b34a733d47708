/**
 * How often a step or a group is run, by its strategy.
 *
 * @see https://developer.harness.io/docs/platform/pipelines/looping-strategies-matrix-repeat-and-parallelism
 */
import { isExpression } from '../../document';
import { isPlainObject, isUnresolved, type PropertyChecks } from '../../values';
import type { CiStep } from '../steps';
import type { StepNode } from '../steps/step-node';

/** The copies of one step. */
export interface CopyCount {
  /** All of them. Each has a container of its own. */
  readonly count: number;
  /** Those that run at the same time. */
  readonly atOnce: number;
}

/** The copies of the steps that have a strategy. */
export type Copies = ReadonlyMap<StepNode, CopyCount>;

/** Those of a step without a strategy. */
export const ONCE: CopyCount = { count: 1, atOnce: 1 };

type Data = { readonly [member: string]: unknown };

/** Throws for a strategy that cannot be reckoned with. */
export function copiesIn(checks: PropertyChecks, steps: readonly CiStep[]): Copies {
  const found = new Map<StepNode, CopyCount>();
  const visit = (all: readonly CiStep[], where: string): void =>
    all.forEach(({ _node: node }, index) => {
      const place = `${where}[${index}]`;
      const strategy = node.kind === 'parallel' ? undefined : node.options.additionalMembers?.strategy;
      if (strategy !== undefined) {
        found.set(node, new StrategyReader(checks, `${place}.additionalMembers.strategy`).read(strategy));
      }
      if (node.kind !== 'step') {
        visit(node.steps, `${place}.steps`);
      }
    });
  visit(steps, 'steps');
  return found;
}

/** Members of a matrix that are no axis of it. */
const NO_AXES = ['exclude', 'maxConcurrency', 'nodeName'];
/** Members by which a part of the list is repeated. */
const PARTS_OF_LIST = ['start', 'end', 'unit'];

class StrategyReader {
  constructor(
    private readonly checks: PropertyChecks,
    private readonly where: string,
  ) {}

  public read(strategy: unknown): CopyCount {
    const { parallelism, matrix, repeat } = this.object('', strategy);
    const given = [parallelism, matrix, repeat].filter((way) => way !== undefined);
    if (given.length !== 1) {
      this.refuse('', strategy, 'one of parallelism, matrix and repeat');
    }
    if (parallelism !== undefined) {
      return this.limited('', this.number('.parallelism', parallelism), strategy);
    }
    return matrix === undefined
      ? this.limited('.repeat', this.repeated(repeat), repeat)
      : this.limited('.matrix', this.combined(matrix), matrix);
  }

  /** Not more at the same time than it says, where it says so; 0 stands for no limit. */
  private limited(where: string, count: number, of: unknown): CopyCount {
    const { maxConcurrency } = of as Data;
    if (maxConcurrency === undefined || maxConcurrency === 0) {
      return { count, atOnce: count };
    }
    return { count, atOnce: Math.min(count, this.number(`${where}.maxConcurrency`, maxConcurrency)) };
  }

  private repeated(repeat: unknown): number {
    const given = this.object('.repeat', repeat);
    const { times, items, partitionSize } = given;
    const part = PARTS_OF_LIST.find((member) => given[member] !== undefined);
    if (part !== undefined) {
      this.refuse(`.repeat.${part}`, given[part], 'times, or items with partitionSize');
    }
    if ((times === undefined) === (items === undefined)) {
      this.refuse('.repeat', repeat, 'either times or items');
    }
    if (times !== undefined) {
      return this.number('.repeat.times', times);
    }
    const { length } = this.list('.repeat.items', items);
    return partitionSize === undefined
      ? length
      : Math.ceil(length / this.number('.repeat.partitionSize', partitionSize));
  }

  /** The product of the axes, without what is excluded. */
  private combined(matrix: unknown): number {
    const given = this.object('.matrix', matrix);
    const names = Object.keys(given).filter((name) => !NO_AXES.includes(name) && given[name] !== undefined);
    if (names.length === 0) {
      this.refuse('.matrix', matrix, 'at least one axis');
    }
    const axes = new Map(names.map((name) => [name, this.list(`.matrix.${name}`, given[name])]));
    const all = [...axes.values()].reduce((product, { length }) => product * length, 1);
    const excluded = given.exclude === undefined ? 0 : this.excluded(axes, given.exclude);
    return all - excluded;
  }

  private excluded(axes: ReadonlyMap<string, readonly unknown[]>, exclude: unknown): number {
    axes.forEach((values, name) => values.forEach((value, index) => this.literal(`.matrix.${name}[${index}]`, value)));
    const rows = this.list('.matrix.exclude', exclude).map((row, index) => {
      const where = `.matrix.exclude[${index}]`;
      const given = this.object(where, row);
      if (Object.keys(given).length !== axes.size || [...axes.keys()].some((name) => given[name] === undefined)) {
        this.refuse(where, row, `a value of each axis: ${[...axes.keys()].join(', ')}`);
      }
      return [...axes.keys()].map((name) => this.literal(`${where}.${name}`, given[name]));
    });
    const distinct = new Map(rows.map((row) => [JSON.stringify(row), row]));
    const occurrences = (row: readonly string[]): number =>
      [...axes.values()].reduce(
        (product, values, index) => product * values.filter((value) => String(value) === row[index]).length,
        1,
      );
    return [...distinct.values()].reduce((total, row) => total + occurrences(row), 0);
  }

  private object(where: string, value: unknown): Data {
    return isPlainObject(value) && !isUnresolved(value) ? value : this.refuse(where, value, 'an object');
  }

  private list(where: string, value: unknown): readonly unknown[] {
    return Array.isArray(value) && value.length > 0
      ? (value as unknown[])
      : this.refuse(where, value, 'a list that is not empty');
  }

  private number(where: string, value: unknown): number {
    return Number.isInteger(value) && (value as number) > 0
      ? (value as number)
      : this.refuse(where, value, 'a whole number above 0');
  }

  private literal(where: string, value: unknown): string {
    const isLiteral = ['string', 'number', 'boolean'].includes(typeof value) && !isUnresolved(value);
    return isLiteral && !isExpression(String(value)) ? String(value) : this.refuse(where, value, 'a plain value');
  }

  private refuse(where: string, value: unknown, allowed: string): never {
    return this.checks.refuse(
      this.where + where,
      isUnresolved(value) ? undefined : value,
      `${allowed}, to reckon with`,
      'Pass steps with a plain strategy to StageResources.of(…): what an expression tells is not known before the pipeline runs.',
    );
  }
}
