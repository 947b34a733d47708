/** When the upgrader runs, and how long its pauses are. */
import type { PropertyChecks } from '../../values';
import { UpgradeSchedule } from '../props';

/** Harness shows automatic upgrades as off beyond that. */
const LONGEST_PAUSE = 90;
const MINUTES_OF_DAY = 24 * 60;
const HOURLY = '0 * * * *';
const EXAMPLE = "for example UpgradeSchedule.cron('7 * * * *')";

/** As the Helm chart of Harness has it. */
const DEFAULT = UpgradeSchedule.cron('0 */1 * * *');

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

/** The schedule as a CronJob has it. */
export function resolveSchedule(checks: PropertyChecks, given = DEFAULT, isSuspended = false): string {
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
      `every ${minutes} minutes`,
      'an interval that divides an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes',
      'Take the next smaller one, or a cron expression.',
    );
  }
  return minutes === 60 ? HOURLY : `*/${minutes} * * * *`;
}

function checkExpression(checks: PropertyChecks, expression: string, isSuspended: boolean): void {
  const fields = (expression === '@hourly' ? HOURLY : expression).trim().split(/\s+/).map(parseField);
  if (fields.length !== FIELDS.length || fields.includes(undefined)) {
    checks.refuse('upgrader.schedule', expression, 'a cron expression of five fields', `Correct it, ${EXAMPLE}.`);
  }
  const pause = longestPause(fields as ReadonlySet<number>[]);
  if (pause > LONGEST_PAUSE && !isSuspended) {
    checks.refuse(
      'upgrader.schedule',
      expression,
      `at most ${LONGEST_PAUSE} minutes from one run to the next, on every day`,
      `Beyond that Harness shows automatic upgrades as off: let it run more often, ${EXAMPLE}, or set suspend.`,
    );
  }
}

/** In minutes. A schedule that leaves out whole days has none that is short. */
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

/** The values of a field; `undefined` for what Kubernetes does not take. */
function parseField(text: string, index: number): ReadonlySet<number> | undefined {
  const field = FIELDS[index];
  const parts = field && text.split(',').map((part) => parsePart(part, field));
  return parts && !parts.includes(undefined) ? new Set((parts as number[][]).flat()) : undefined;
}

/** `*`, `5`, `5-10`, and each of them with a step, as in `5-10/2`; from a single value a step leads to the end. */
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
