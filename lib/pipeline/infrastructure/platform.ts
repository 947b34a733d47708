/** Checks of an infrastructure against the platform of its cluster, which its build namespace knows. */
import type { ClusterPlatform, IBuildFarmNamespace, LargestPod } from '../../build-namespace';
import { inWords, isUnresolved, parseQuantity, type PropertyChecks } from '../../core';
import { onWindows } from './operating-system';
import { hostPathsIn, nodeNamespacesIn } from './pod-spec-place';
import { podSpecOf } from './pod-spec-values';
import { type KubernetesDirectInfrastructureProps, type StageInfrastructureOptions } from './props';
import { VolumeMedium } from './stage-volume';

const REMEDY = 'Run the stage in a cluster on another platform.';

/** A namespace whose cluster may be known. */
interface PlacedNamespace extends IBuildFarmNamespace {
  readonly _platform?: ClusterPlatform;
}

/** The platform of a namespace, if it is known. */
export function platformOf(namespace?: PlacedNamespace): ClusterPlatform | undefined {
  return namespace?._platform;
}

/** Refuses what the platform does not support. */
export function checkPlatform(checks: PropertyChecks, props: KubernetesDirectInfrastructureProps): void {
  const platform = platformOf(props.buildNamespace);
  const { forbidsNodeAccess, forbidsWindows, largestPod } = platform?._record ?? {};
  const on = `on ${String(platform)}`;
  checks.part(() => checkDisk(checks, largestPod, props));
  checks.part(() => {
    const windows = onWindows(props);
    if (forbidsWindows !== undefined && windows !== undefined) {
      checks.refuse(windows.property, windows.given, `"Linux" ${on}: ${forbidsWindows.says}`, REMEDY);
    }
  });
  checks.part(() => {
    if (forbidsNodeAccess !== undefined && props.containerSecurityContext?.privileged) {
      const allowed = `false ${on}: ${forbidsNodeAccess.says}`;
      checks.refuse('containerSecurityContext.privileged', true, allowed, REMEDY);
    }
  });
  checks.part(() => {
    const { volumes = [] } = props;
    const index = volumes.findIndex(({ _type }) => _type === 'HostPath');
    if (forbidsNodeAccess !== undefined && index >= 0) {
      const allowed = `a volume other than hostPath ${on}: ${forbidsNodeAccess.says}`;
      checks.refuse(`volumes[${index}]`, inWords(String(volumes[index])), allowed, 'Use another type of volume.');
    }
  });
  checks.part(() => {
    const podSpec = podSpecOf(props);
    const [first] = [...nodeNamespacesIn(podSpec), ...hostPathsIn(podSpec)];
    if (forbidsNodeAccess !== undefined && first !== undefined) {
      checks.refuse(first.property, undefined, `no value ${on}: ${forbidsNodeAccess.says}`, 'Remove it.');
    }
  });
}

/** Throws for empty directories that are together larger than the disk of a pod can be. */
function checkDisk(
  checks: PropertyChecks,
  largest: LargestPod | undefined,
  options: Pick<StageInfrastructureOptions, 'volumes' | 'nodeSelector' | 'inputs'>,
): void {
  if (largest === undefined || hasOtherLimits(largest, options)) {
    return;
  }
  const most = parseQuantity(largest.disk) ?? 0n;
  let [taken, count] = [0n, 0];
  options.volumes?.forEach(({ _type, _options }, index) => {
    const { medium, size } = _options as { readonly medium?: VolumeMedium; readonly size?: string };
    const isOnDisk = _type === 'EmptyDir' && medium !== VolumeMedium.MEMORY;
    // The size can be an expression.
    const amount = !isOnDisk || size === undefined || isUnresolved(size) ? undefined : parseQuantity(size);
    if (amount === undefined) {
      return;
    }
    [taken, count] = [taken + amount, count + 1];
    if (taken > most) {
      checks.refuse(
        `volumes[${index}].size`,
        size,
        `at most ${largest.disk}${count > 1 ? ' for all empty directories together' : ''}: ${largest.says}`,
        'Use StageVolume.persistentVolumeClaim(…), or a node selector of another compute class.',
      );
    }
  });
}

/** Whether the pod selects nodes with other limits, or it is not known which. */
export function hasOtherLimits(
  { unlessSelected }: LargestPod,
  { nodeSelector = {}, inputs }: Pick<StageInfrastructureOptions, 'nodeSelector' | 'inputs'>,
): boolean {
  return inputs?.nodeSelector !== undefined || unlessSelected.some((label) => label in nodeSelector);
}
