import { isPlainObject, isUnresolved, parseQuantity, type PropertyChecks, writeQuantity } from '../../core';
import { isExpression } from '../../document';
import type { CiStep, StepNode } from '../steps/ci-step';

/** Exact CPU and memory. */
export interface Amounts {
  readonly cpu: bigint;
  readonly memory: bigint;
  /** Whether any of the memory quantities has a binary suffix, such as Mi. */
  readonly isBinary: boolean;
}

export const NOTHING: Amounts = { cpu: 0n, memory: 0n, isBinary: false };

/** Returns the amounts of two quantities. */
export function amounts(cpu: string, memory: string): Amounts {
  return { cpu: amountOf(cpu), memory: amountOf(memory), isBinary: memory.endsWith('i') };
}

/** The caller has already refused invalid quantities. */
function amountOf(quantity: string): bigint {
  return parseQuantity(quantity) as bigint;
}

export function sum(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu + other.cpu,
      memory: one.memory + other.memory,
      isBinary: one.isBinary || other.isBinary,
    }),
    NOTHING,
  );
}

/** Multiplies the amounts. */
export function times({ cpu, memory, isBinary }: Amounts, count: number): Amounts {
  return { cpu: cpu * BigInt(count), memory: memory * BigInt(count), isBinary };
}

function memoryOf({ memory, isBinary }: Amounts): Omit<Amounts, 'cpu'> {
  return { memory, isBinary };
}

/** Returns the greatest CPU and the greatest memory, which can come from different amounts. */
export function greatest(all: readonly Amounts[]): Amounts {
  return all.reduce(
    (one, other) => ({
      cpu: one.cpu > other.cpu ? one.cpu : other.cpu,
      ...(one.memory > other.memory ? memoryOf(one) : memoryOf(other)),
    }),
    NOTHING,
  );
}

/** Formats the amounts as Kubernetes quantities. Memory is rounded up to whole bytes, or to whole Mi if any of it is binary. */
export function written({ cpu, memory, isBinary }: Amounts): { readonly cpu: string; readonly memory: string } {
  const unit = amountOf(isBinary ? '1Mi' : '1');
  const whole = ((memory + unit - 1n) / unit) * unit;
  return { cpu: writeQuantity(cpu, false), memory: writeQuantity(whole, isBinary) };
}

/**
 * Copies of one step, from its looping strategy.
 *
 * @see https://developer.harness.io/docs/platform/pipelines/looping-strategies-matrix-repeat-and-parallelism
 */
export interface CopyCount {
  /** Total number of copies. Each has its own container. */
  readonly count: number;
  /** Number of copies that run at the same time. */
  readonly atOnce: number;
}

/** Copies of the steps that have a strategy. */
export type Copies = ReadonlyMap<StepNode, CopyCount>;

/** Copies of a step without a strategy. */
export const ONCE: CopyCount = { count: 1, atOnce: 1 };

type Data = { readonly [member: string]: unknown };

/** Returns the copies of the steps. Throws for strategies that cannot be evaluated at synth. */
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

/** Members of a matrix that are not axes. */
const NO_AXES = ['exclude', 'maxConcurrency', 'nodeName'];

/** Members that repeat only a part of the list. */
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
      this.refuse('', strategy, 'one of parallelism, matrix or repeat');
    }
    if (parallelism !== undefined) {
      return this.limited('', this.number('.parallelism', parallelism), strategy);
    }
    return matrix === undefined
      ? this.limited('.repeat', this.repeated(repeat), repeat)
      : this.limited('.matrix', this.combined(matrix), matrix);
  }

  /** Applies `maxConcurrency`, if set; 0 means no limit. */
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
      this.refuse('.repeat', repeat, 'times or items, and not both');
    }
    if (times !== undefined) {
      return this.number('.repeat.times', times);
    }
    const { length } = this.list('.repeat.items', items);
    return partitionSize === undefined
      ? length
      : Math.ceil(length / this.number('.repeat.partitionSize', partitionSize));
  }

  /** Returns the product of the axes, minus the excluded combinations. */
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
        this.refuse(where, row, `a value for each axis: ${[...axes.keys()].join(', ')}`);
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
      : this.refuse(where, value, 'a non-empty list');
  }

  private number(where: string, value: unknown): number {
    return Number.isInteger(value) && (value as number) > 0
      ? (value as number)
      : this.refuse(where, value, 'a whole number above 0');
  }

  private literal(where: string, value: unknown): string {
    const isLiteral = ['string', 'number', 'boolean'].includes(typeof value) && !isUnresolved(value);
    return isLiteral && !isExpression(String(value)) ? String(value) : this.refuse(where, value, 'a literal value');
  }

  private refuse(where: string, value: unknown, allowed: string): never {
    return this.checks.refuse(
      this.where + where,
      isUnresolved(value) ? undefined : value,
      allowed,
      'Pass steps with a literal strategy: StageResources.of(…) cannot evaluate expressions.',
    );
  }
}
