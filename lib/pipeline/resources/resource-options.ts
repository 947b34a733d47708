import {
  byteQuantity,
  isPlainObject,
  isUnresolved,
  type Kinds,
  listOf,
  cpuQuantity,
  PropertyChecks,
  type Rule,
  type Shape,
  struct,
} from '../../core';
import { isExpression } from '../../document';
import { type CiStep, leavesOf, type StepNode } from '../steps/ci-step';
import { CI_STEP } from '../steps/kinds';
import { CPU, MEMORY } from '../steps/leaf-checks';

/** CPU and memory, as Kubernetes quantities. */
export interface ResourceAmounts {
  /** CPU, for example `5`. */
  readonly cpu: string;
  /** Memory, for example `13G`. */
  readonly memory: string;
}

/** A container that the cluster injects into every pod, such as a service mesh proxy. */
export interface SidecarResources {
  /** Requests of the container. */
  readonly requests: ResourceAmounts;
  /**
   * Limits of the container.
   *
   * @default - equal to `requests`
   */
  readonly limits?: ResourceAmounts;
}

/** Pod overhead not declared in any stage. */
export interface StagePodOptions {
  /**
   * Whether the feature flag `CI_INCREASE_DEFAULT_RESOURCES` is enabled for the account. A step without limits then gets
   * 1000m and 3000Mi instead of 400m and 500Mi.
   *
   * @default false
   */
  readonly increasedDefaults?: boolean;
  /**
   * A container that the cluster injects into the pod, such as a service mesh proxy.
   *
   * @default - none
   */
  readonly sidecar?: SidecarResources;
}

/** Options of `StageResources.of`. */
export interface StageResourcesOptions extends StagePodOptions {
  /**
   * Whether the stage clones the codebase, which adds a container.
   *
   * @default false
   */
  readonly clonesCodebase?: boolean;
  /**
   * Whether the infrastructure makes all containers privileged.
   *
   * @default false
   */
  readonly privileged?: boolean;
}

const STEPS = listOf(CI_STEP);

const AMOUNTS = struct('ResourceAmounts');

const QUANTITIES: Shape = (checks, property, value) => {
  AMOUNTS(checks, property, value);
  const { cpu, memory } = value as ResourceAmounts;
  cpuQuantity(checks, `${property}.cpu`, cpu);
  byteQuantity(checks, `${property}.memory`, memory);
};

const KINDS: Kinds = { ResourceAmounts: () => QUANTITIES };

/** Shape of `StagePodOptions`. */
export const STAGE_POD_OPTIONS = struct('StagePodOptions', KINDS);

const OPTIONS = struct('StageResourcesOptions', KINDS);

/**
 * Returns the copies of steps and groups. Throws for invalid input and for values that cannot be evaluated at synth. Errors
 * have no construct path, because there is no construct.
 */
export function checkResources(steps: CiStep[], options: StageResourcesOptions): Copies {
  const checks = PropertyChecks.withoutConstruct();
  STEPS(checks, 'steps', steps);
  OPTIONS(checks, 'options', options);
  for (const { where, step } of leavesOf(steps)) {
    const { cpu, memory } = step.options.resources ?? {};
    checkAmount(checks, `${where}.resources.cpu`, cpu, CPU);
    checkAmount(checks, `${where}.resources.memory`, memory, MEMORY);
  }
  return copiesIn(checks, steps);
}

function checkAmount(checks: PropertyChecks, property: string, amount: string | undefined, rule: Rule): void {
  if (amount === undefined) {
    return;
  }
  if (isUnresolved(amount) || isExpression(amount)) {
    checks.refuse(
      property,
      undefined,
      rule.allowed,
      'Pass steps with literal amounts: StageResources.of(…) cannot evaluate expressions.',
    );
  }
  checks.text(property, amount, rule);
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
function copiesIn(checks: PropertyChecks, steps: readonly CiStep[]): Copies {
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
