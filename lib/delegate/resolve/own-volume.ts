import type { Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Setting } from './setting';

/** A volume that the delegate has for itself, and where it is seen. */
export interface OwnVolume {
  readonly volume: Volume;
  readonly mount: VolumeMount;
}

/** Files that are mounted for the delegate, and the settings that tell of them. */
export interface MountedFiles {
  readonly settings: readonly Setting[];
  readonly volumes: readonly OwnVolume[];
}

export const NO_FILES: MountedFiles = { settings: [], volumes: [] };

/** Files of a Secret or ConfigMap, read-only. */
export function filesOf(volume: Volume, mountPath: string): OwnVolume {
  return { volume, mount: { name: volume.name, mountPath, readOnly: true } };
}
