import type { Duration } from 'cdk8s';
import type { PropertyChecks } from './checks';

/** A duration as whole seconds, within a range. */
export function wholeSeconds(
  checks: PropertyChecks,
  property: string,
  duration: Duration,
  minimum: number,
  maximum?: number,
): number {
  const seconds = duration.toMilliseconds({ integral: false }) / 1000;
  if (!Number.isInteger(seconds)) {
    checks.refuse(property, `${seconds} seconds`, 'a whole number of seconds', 'Round it.');
  }
  checks.integer(property, seconds, minimum, maximum);
  return seconds;
}
