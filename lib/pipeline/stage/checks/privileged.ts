/** Privileged steps, and steps that would have to be. */
import { checkPrivileged } from '../../infrastructure/resolve';
import { isPrivilegedStep } from '../../steps/step-node';
import { daemonIn, daemonTexts } from './docker-daemon';
import { isPrivileged, type StageFacts } from './stage-facts';

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage */
export function checkDockerInDocker({ checks, steps, infrastructure }: StageFacts): void {
  for (const { where, step } of steps) {
    const { privileged } = step.options;
    if (isPrivileged(step, infrastructure) !== false) {
      continue;
    }
    checks.later(`${where}.privileged`, daemonTexts(step), (...known) => {
      const daemon = daemonIn(step, known);
      if (daemon !== undefined) {
        checks.refuse(
          `${where}.privileged`,
          privileged,
          `true for ${daemon}, which starts a Docker daemon`,
          'Set privileged: true on this step, in a namespace with BuildIsolation.dockerInDocker({ reason }).',
        );
      }
    });
  }
}

/** Throws for a privileged step in a namespace that admits none. */
export function checkPrivilegedSteps({ checks, steps, infrastructure: { isolation } }: StageFacts): void {
  if (isolation !== undefined) {
    steps.forEach(({ where, step }) =>
      checkPrivileged(checks, `${where}.privileged`, step.options.privileged, isolation),
    );
  }
}

/** Throws for a privileged step where the cluster admits none. */
export function checkPlatformSteps({ checks, steps, platform }: StageFacts): void {
  const reason = platform?._record.forbidsNodeAccess;
  const privileged = steps.find(({ step }) => isPrivilegedStep(step));
  if (reason !== undefined && privileged !== undefined) {
    checks.refuse(
      `${privileged.where}.privileged`,
      true,
      `false on ${String(platform)}: ${reason}`,
      'Run the stage on another kind of cluster.',
    );
  }
}
