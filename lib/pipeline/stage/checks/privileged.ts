/** Privileged steps, and steps that would have to be. */
import { checkPrivileged } from '../../infrastructure/resolve';
import { isPrivileged, type StageFacts } from './stage-facts';

/** Images of a Docker daemon: `docker:dind`, `docker:27-dind-rootless`, also from a mirror. */
const DOCKER_DAEMON = /(^|\/)docker:[^@]*\bdind\b/;

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage */
export function checkDockerInDocker({ checks, steps, infrastructure }: StageFacts): void {
  for (const { where, step } of steps) {
    const { image = '', privileged } = step.options;
    if (isPrivileged(step, infrastructure) !== false) {
      continue;
    }
    checks.later(`${where}.image`, [image], (known) => {
      if (DOCKER_DAEMON.test(known)) {
        checks.refuse(
          `${where}.privileged`,
          privileged,
          `true for ${known}, which starts a Docker daemon`,
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
