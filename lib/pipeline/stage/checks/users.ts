/** As which user steps run. */
import { PodSecurityLevel } from '../../../delegate';
import { buildsImage, type StageFacts } from './stage-facts';

/**
 * Build and Push runs kaniko, which must be root.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export function checkBuildAndPush({ checks, steps, infrastructure }: StageFacts): void {
  const { runAsUser, props } = infrastructure;
  const nonRoot = props.containerSecurityContext?.runAsNonRoot === true || (runAsUser ?? 0) > 0;
  for (const { where, step } of steps.filter((placed) => buildsImage(placed.step))) {
    const { runAsUser: user, inputs } = step.options;
    if (inputs?.runAsUser === undefined && (user === undefined ? nonRoot : user !== 0)) {
      checks.refuse(
        `${where}.runAsUser`,
        user,
        '0 in a step that builds an image with kaniko, which must be root, where the stage runs as another user',
        'Set runAsUser: 0 on this step, or build with the Buildah plugin, which needs no root.',
      );
    }
  }
}

/** A namespace that admits no root takes no step as root. */
export function checkRootSteps({ checks, steps, infrastructure: { isolation } }: StageFacts): void {
  if (isolation?.podSecurityLevel !== PodSecurityLevel.RESTRICTED) {
    return;
  }
  for (const { where, step } of steps.filter((placed) => placed.step.options.runAsUser === 0)) {
    checks.refuse(
      `${where}.runAsUser`,
      0,
      'a user other than root in a namespace with the isolation restricted',
      buildsImage(step)
        ? 'Build with the Buildah plugin, which needs no root, or use the isolation baseline.'
        : 'Set another user, or use the isolation baseline.',
    );
  }
}
