/** The upgrader of a delegate, and when it runs. */
import type { Duration } from 'cdk8s';
import { inWords, own, type PropertyChecks } from '../core';
import type { DelegateToleration, ImagePullPolicy } from '../workload';
import type { DelegateToken } from './delegate-token';
import type { DelegateImage } from './image';
import type { DelegateResources } from './resources';

/**
 * The upgrader of a legacy delegate: a CronJob that asks Harness for the version that the account should run, and sets the
 * image of the delegate's Deployment. It can read and patch only that Deployment.
 *
 * It uses the CA and client certificates of the delegate. A proxy with credentials is refused: the upgrader would read them
 * from a ConfigMap, in clear text.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export interface DelegateUpgrader {
  /**
   * Image of the upgrader, which Harness publishes as `us-docker.pkg.dev/gar-prod-setup/harness-public/harness/upgrader`.
   * Pin it: anyone who can change the image can change what the delegate runs. `latest` is therefore refused, unless a
   * digest follows.
   */
  readonly image: DelegateImage;
  /**
   * When the node pulls the image.
   *
   * @default - IfNotPresent for a digest or a tag with a full version, otherwise Always; Always in profile `DOCUMENTED`
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with registry credentials.
   *
   * @default - those of the delegate
   */
  readonly imagePullSecrets?: string[];
  /**
   * When the upgrader runs.
   *
   * @default UpgradeSchedule.cron('0 *\/1 * * *')
   */
  readonly schedule?: UpgradeSchedule;
  /**
   * Creates the upgrader without running it. The image of the delegate is then that of `image`, also with Pulumi.
   *
   * @default false
   */
  readonly suspend?: boolean;
  /**
   * Requests and limits of the upgrader's container.
   *
   * @default - 50m and 128Mi requested, limits of 500m and 128Mi (inferred); none in profile `DOCUMENTED`
   */
  readonly resources?: DelegateResources;
  /**
   * Registry for new images of the delegate, instead of the Harness registry: a host with an optional port and path.
   *
   * @default - none
   */
  readonly registryMirror?: string;
  /**
   * Token of the upgrader: `DelegateToken.fromSecretName` or `.fromSecret`, with the default key `UPGRADER_TOKEN`. Each run
   * reads the Secret again, so `revision` and `reloader` are refused.
   *
   * @default - the token of the delegate, from the same Secret
   */
  readonly token?: DelegateToken;
  /**
   * Node labels that its pods require.
   *
   * @default - those of the delegate
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Taints that its pods tolerate.
   *
   * @default - those of the delegate
   */
  readonly tolerations?: DelegateToleration[];
  /**
   * Affinity, as in the Kubernetes API.
   *
   * @default - the delegate's node affinity, without its pod affinity and anti-affinity, which are meant for its own pods
   */
  readonly affinity?: unknown;
  /**
   * Name of a PriorityClass.
   *
   * @default - the PriorityClass of the delegate
   */
  readonly priorityClassName?: string;
}

/** Automatic upgrades of the delegate. */
export interface DelegateUpgraderProps {
  /**
   * Keeps the version of the delegate up to date. Legacy delegates only: no upgrader is documented for new delegates.
   *
   * The upgrader changes the image of the Deployment in the cluster. Configure your GitOps tool to ignore the change with
   * `delegate.upgrader.argoCdIgnoreDifferences()` or `.fluxIgnoreRule()`. The Pulumi components do this for you.
   *
   * @default - none: the version changes only with `image`
   */
  readonly upgrader?: DelegateUpgrader;
}

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
