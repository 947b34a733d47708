/** Files that are mounted into the delegate's container. */
import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Setting } from './generation';

/** A volume of the delegate itself, and its mount. */
export interface OwnVolume {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** Files that are mounted for the delegate, and the settings that point to them. */
export interface MountedFiles {
  readonly settings: readonly Setting[];
  readonly volumes: readonly OwnVolume[];
}

export const NO_FILES: MountedFiles = { settings: [], volumes: [] };

/** The volumes of the pod, and the mounts of the delegate's container. */
export interface ResolvedVolumes {
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

export const NO_VOLUMES: ResolvedVolumes = { volumes: [], volumeMounts: [] };
