import type { Duration } from 'cdk8s';

/**
 * When the upgrader runs. Harness shows automatic upgrades as on where at most 90 minutes lie between two runs; a schedule
 * with longer pauses is refused, unless the upgrader is suspended.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export class UpgradeSchedule {
  /**
   * At even intervals that divide an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 minutes. A schedule of Kubernetes
   * cannot say any other interval.
   */
  public static every(interval: Duration): UpgradeSchedule {
    return new UpgradeSchedule({ kind: 'every', interval });
  }

  /**
   * By a cron expression of five fields, or `@hourly`, in the time zone of the cluster's control plane. It runs on every
   * day; minutes and hours may be lists, ranges and steps, for example `7,52 * * * *`.
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
    return this._source.kind === 'cron' ? this._source.expression : `every ${this._source.interval.toHumanString()}`;
  }
}

/** @internal */
export type UpgradeScheduleSource =
  { readonly kind: 'every'; readonly interval: Duration } | { readonly kind: 'cron'; readonly expression: string };
