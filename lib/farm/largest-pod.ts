/** Refuses pods that are larger than the platform admits. */
import type { LargestPod } from '../build-namespace';
import { exceeds, inWords, isUnresolved, PropertyChecks, Together } from '../core';
import { type CiStage, type StageInfrastructureOptions, VolumeMedium } from '../pipeline';

/** Throws for an empty directory that is larger than the disk of a pod can be. `where` is the property of the options. */
export function checkDisk(
  checks: PropertyChecks,
  largest: LargestPod | undefined,
  options: Pick<StageInfrastructureOptions, 'volumes' | 'nodeSelector' | 'inputs'>,
  where: string,
): void {
  if (largest === undefined || isOther(largest, options)) {
    return;
  }
  options.volumes?.forEach(({ _type, _options }, index) => {
    const { medium, size } = _options as { readonly medium?: VolumeMedium; readonly size?: string };
    const isOnDisk = _type === 'EmptyDir' && medium !== VolumeMedium.MEMORY;
    if (isOnDisk && size !== undefined && !isUnresolved(size) && exceeds(size, largest.disk)) {
      checks.refuse(
        `${where}volumes[${index}].size`,
        size,
        `at most ${largest.disk}: ${largest.says}`,
        'Use StageVolume.persistentVolumeClaim(…), or a node selector of another compute class.',
      );
    }
  });
}

/** Throws for a stage whose pod requests more than the platform admits. */
export function checkPodSize(
  stage: CiStage,
  requests: { readonly cpu: string; readonly memory: string } | undefined,
  largest: LargestPod | undefined,
): void {
  if (largest === undefined || requests === undefined || isOther(largest, stage.infrastructure._resolved.props)) {
    return;
  }
  const together = new Together();
  for (const resource of ['cpu', 'memory'] as const) {
    if (exceeds(requests[resource], largest[resource])) {
      together.run(() =>
        new PropertyChecks(stage).refuse(
          'steps',
          inWords(`a pod that requests ${requests[resource]} of ${resource}`),
          `at most ${largest[resource]}: ${largest.says}`,
          'Split the stage, or use a node selector of another compute class.',
        ),
      );
    }
  }
  together.end();
}

/** Whether the pod selects nodes with other limits, or it is not known which. */
function isOther(
  { unlessSelected }: LargestPod,
  { nodeSelector = {}, inputs }: Pick<StageInfrastructureOptions, 'nodeSelector' | 'inputs'>,
): boolean {
  return inputs?.nodeSelector !== undefined || unlessSelected.some((label) => label in nodeSelector);
}
