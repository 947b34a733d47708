/** Refuses stages and steps that would outlive their pod. */
import type { Duration } from 'cdk8s';
import { inWords, type PropertyChecks } from '../../core';
import { profileOf } from '../infrastructure/pod-profile';
import type { StageFacts } from './step-checks';

/** Throws for a timeout that is longer than the deadline of build pods in the namespace. */
export function checkDeadline({ checks, infrastructure, steps, timeout }: StageFacts): void {
  const deadline = profileOf(infrastructure.props.buildNamespace)?._options.deadline?.toSeconds();
  if (deadline === undefined) {
    return;
  }
  const seconds = (duration?: Duration) => duration?.toSeconds({ integral: false });
  checks.apart(
    () => refuseLonger(checks, 'timeout', seconds(timeout), deadline),
    ...steps.map(
      ({ where, step }) =>
        () =>
          refuseLonger(checks, `${where}.timeout`, seconds(step.options.timeout), deadline),
    ),
  );
}

function refuseLonger(checks: PropertyChecks, property: string, seconds: number | undefined, deadline: number): void {
  if (seconds !== undefined && seconds > deadline) {
    checks.refuse(
      property,
      inWords(`${seconds} seconds`),
      `at most ${deadline} seconds, the deadline of the build pod profile of the namespace`,
      'Reduce it, or increase deadline of the profile.',
    );
  }
}
