import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PropertyChecks } from '../../values';
import type { GenerationRecord } from '../generation';
import type { ProfileRecord } from '../profile';
import type { HarnessDelegateProps } from '../props';

/** What each part of the resolution works with. */
export interface ResolveContext {
  readonly scope: Construct;
  readonly checks: PropertyChecks;
  readonly props: HarnessDelegateProps;
  readonly profile: ProfileRecord;
  readonly generation: GenerationRecord;
}

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
