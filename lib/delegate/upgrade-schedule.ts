import type { Duration } from 'cdk8s';
import { inWords, own, type PropertyChecks } from '../core';

/**
 * When the upgrader runs. Harness shows automatic upgrades as on if runs are at most 90 minutes apart. A schedule with
 * longer gaps is refused, unless the upgrader is suspended.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export class UpgradeSchedule {
  /**
   * Runs at an interval that divides an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes. A cron expression cannot
   * express other intervals.
   */
  public static every(interval: Duration): UpgradeSchedule {
    return new UpgradeSchedule({ kind: 'every', interval });
  }

  /**
   * Runs by a cron expression of five fields, or `@hourly`, in the time zone of the cluster's control plane. It must run
   * every day. Minutes and hours can be lists, ranges and steps, for example `7,52 * * * *`.
   *
   * @see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#schedule-syntax
   */
  public static cron(expression: string): UpgradeSchedule {
    return new UpgradeSchedule({ kind: 'cron', expression });
  }

  private constructor(
    /** @internal */
    public readonly _source: UpgradeScheduleSource,
  ) {}

  /** The schedule in words, or its cron expression. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._source.kind === 'cron' ? this._source.expression : `every ${this._source.interval.toHumanString()}`;
  }
}

/** @internal */
export type UpgradeScheduleSource =
  { readonly kind: 'every'; readonly interval: Duration } | { readonly kind: 'cron'; readonly expression: string };

/** Longest time between two runs in minutes. Beyond it, Harness shows automatic upgrades as off. */
const LONGEST_PAUSE = 90;

const MINUTES_OF_DAY = 24 * 60;

const HOURLY = '0 * * * *';

const EXAMPLE = "for example UpgradeSchedule.cron('7 * * * *')";

/** The schedule of the Harness Helm chart. */
const HOURLY_OF_CHART = '0 */1 * * *';

interface Field {
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const FIELDS: readonly Field[] = [
  { first: 0, last: 59 },
  { first: 0, last: 23 },
  { first: 1, last: 31 },
  { first: 1, last: 12, names: MONTHS },
  { first: 0, last: 6, names: DAYS },
];

/** The checked schedule as a cron expression. */
export function resolveSchedule(
  checks: PropertyChecks,
  given = UpgradeSchedule.cron(HOURLY_OF_CHART),
  isSuspended = false,
): string {
  const { _source: source } = given;
  const expression =
    source.kind === 'cron' ? source.expression : everyMinutes(checks, source.interval.toMilliseconds());
  checks.later('upgrader.schedule', [expression], (known) => checkExpression(checks, known, isSuspended));
  return expression;
}

function everyMinutes(checks: PropertyChecks, milliseconds: number): string {
  const minutes = milliseconds / 60_000;
  if (minutes < 1 || 60 % minutes !== 0) {
    checks.refuse(
      'upgrader.schedule',
      inWords(`every ${minutes} minutes`),
      'an interval that divides an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes',
      'Use the next shorter interval, or a cron expression.',
    );
  }
  return minutes === 60 ? HOURLY : `*/${minutes} * * * *`;
}

function checkExpression(checks: PropertyChecks, expression: string, isSuspended: boolean): void {
  const fields = (expression === '@hourly' ? HOURLY : expression).trim().split(/\s+/).map(parseField);
  if (fields.length !== FIELDS.length || fields.includes(undefined)) {
    checks.refuse('upgrader.schedule', expression, 'a cron expression of five fields', `Use five fields, ${EXAMPLE}.`);
  }
  const pause = longestPause(fields as ReadonlySet<number>[]);
  if (pause > LONGEST_PAUSE && !isSuspended) {
    checks.refuse(
      'upgrader.schedule',
      expression,
      `a run at least every ${LONGEST_PAUSE} minutes, every day`,
      `Run it more often, ${EXAMPLE}, or set ${own('upgrader.suspend')}: otherwise Harness shows automatic upgrades as off.`,
    );
  }
}

/** The longest gap in minutes; `Infinity` if the schedule skips days. */
function longestPause([minutes, hours, ...days]: readonly ReadonlySet<number>[]): number {
  if (days.some(({ size }, index) => size < sizeOf(FIELDS[index + 2]))) {
    return Infinity;
  }
  const times = [...hours].flatMap((hour) => [...minutes].map((minute) => hour * 60 + minute)).sort((a, b) => a - b);
  return Math.max(...times.map((time, index) => (times[index + 1] ?? times[0] + MINUTES_OF_DAY) - time));
}

function sizeOf({ first, last }: Field): number {
  return last - first + 1;
}

/** The values of a field; `undefined` if Kubernetes does not accept it. */
function parseField(text: string, index: number): ReadonlySet<number> | undefined {
  const field = FIELDS[index];
  const parts = field && text.split(',').map((part) => parsePart(part, field));
  return parts && !parts.includes(undefined) ? new Set((parts as number[][]).flat()) : undefined;
}

/** `*`, `5`, `5-10`, each with an optional step, as in `5-10/2`. A step after a single value runs to the maximum. */
function parsePart(text: string, field: Field): number[] | undefined {
  const [, star, from, to, step] = /^(?:([*?])|(\w+)(?:-(\w+))?)(?:\/([0-9]{1,3}))?$/.exec(text) ?? [];
  const first = star ? field.first : valueIn(field, from);
  const last = to !== undefined ? valueIn(field, to) : star || step ? field.last : first;
  const by = Number(step ?? 1);
  if (first === undefined || last === undefined || first > last || by === 0) {
    return undefined;
  }
  return Array.from({ length: Math.floor((last - first) / by) + 1 }, (_, index) => first + index * by);
}

function valueIn({ first, last, names }: Field, text?: string): number | undefined {
  const named = names?.indexOf((text ?? '').toLowerCase()) ?? -1;
  const value = named >= 0 ? first + named : /^[0-9]{1,2}$/.test(text ?? '') ? Number(text) : NaN;
  return value >= first && value <= last ? value : undefined;
}
