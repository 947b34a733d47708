import type { EmptyDirVolumeSource, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, DNS_LABEL, type PropertyChecks, QUANTITY, type Rule } from '../../values';
import { type DelegateVolumeMount, PodSecurityLevel } from '../props';
import type { ResolveContext } from './context';
import { namedElements } from './named-elements';
import type { OwnVolume } from './own-volume';
import { refuseOlderImage } from './support-of-generation';

/** The volumes of the pod, and where the delegate's container sees them. */
export interface ResolvedVolumes {
  readonly volumes: readonly Volume[];
  readonly volumeMounts: readonly VolumeMount[];
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted */
const RESTRICTED_TYPES = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
];

const SUB_PATH: Rule = {
  allowed: "a relative path without '..'",
  remedy: 'Correct it.',
  holds: (value) => value !== '' && !value.startsWith('/') && !value.split('/').includes('..'),
};

/** The volumes, those of certificates among them. */
export function resolveVolumes(
  context: ResolveContext,
  certificates: readonly OwnVolume[],
  level?: PodSecurityLevel,
): ResolvedVolumes {
  const { checks, props } = context;
  const own = [...writablePlaces(context), ...certificates];
  const taken = new Set(own.map(({ volume }) => volume.name));
  const volumes = namedElements<Volume>(checks, 'volumes', props.volumes, taken);
  volumes.forEach((volume, index) => checkVolume(checks, volume, `volumes[${index}]`));
  if (level === PodSecurityLevel.RESTRICTED) {
    volumes.forEach((volume, index) => refuseUnrestricted(checks, volume, `volumes[${index}]`));
  }
  const all = [...own.map(({ volume }) => volume), ...volumes];
  const mounts = own.map(({ mount }) => mount);
  const added = checkedMounts(checks, all, props.volumeMounts);
  certificates.forEach(({ mount }) => refuseHidden(checks, mount.mountPath, added));
  return { volumes: all, volumeMounts: [...mounts, ...added] };
}

/** What must stay writable when the root file system is not, unless the user mounts something there. */
function writablePlaces(context: ResolveContext): OwnVolume[] {
  const { props, generation } = context;
  if (!props.readOnlyRootFilesystem) {
    return [];
  }
  const { since, workingDirectory, temporaryMedium: medium } = generation.readOnlyRoot;
  if (since !== undefined) {
    refuseOlderImage(context, 'readOnlyRootFilesystem', since);
  }
  const taken = (props.volumeMounts ?? []).map(({ mountPath }) => mountPath);
  const places = [
    emptyVolume('working-directory', workingDirectory, {}),
    emptyVolume('tmp', '/tmp', medium === undefined ? {} : { medium }),
  ];
  return places.filter(({ mount }) => !taken.includes(mount.mountPath));
}

function emptyVolume(name: string, mountPath: string, emptyDir: EmptyDirVolumeSource): OwnVolume {
  return { volume: { name, emptyDir }, mount: { name, mountPath } };
}

/** What Kubernetes itself refuses. */
function checkVolume(checks: PropertyChecks, volume: Volume, where: string): void {
  const types = Object.entries(volume).flatMap(([type, source]) => (type !== 'name' && source ? [type] : []));
  if (types.length > 1) {
    checks.refuse(where, types, 'a volume of one type', 'Make it two volumes, or remove one of the types.');
  }
  const sizeLimit: unknown = volume.emptyDir?.sizeLimit;
  if (sizeLimit !== undefined && typeof sizeLimit !== 'number') {
    checks.text(`${where}.emptyDir.sizeLimit`, sizeLimit as string, QUANTITY);
  }
}

function refuseUnrestricted(checks: PropertyChecks, volume: Volume, where: string): void {
  const type = Object.keys(volume).find((key) => key !== 'name' && !RESTRICTED_TYPES.includes(key));
  if (type !== undefined) {
    checks.refuse(
      where,
      type,
      `in a namespace of the Pod Security level "restricted" one of ${RESTRICTED_TYPES.join(', ')}`,
      'Use another type, or lower podSecurityLevel.',
    );
  }
}

function checkedMounts(
  checks: PropertyChecks,
  volumes: readonly Volume[],
  mounts: readonly DelegateVolumeMount[] = [],
): VolumeMount[] {
  const names = volumes.map(({ name }) => name);
  const paths = mounts.map(({ mountPath }) => mountPath);
  return mounts.map(({ name, mountPath, subPath, readOnly }, index) => {
    const where = `volumeMounts[${index}]`;
    checks.plainText(`${where}.name`, name, DNS_LABEL);
    checks.plainText(`${where}.mountPath`, mountPath, ABSOLUTE_PATH);
    checkVolumeName(checks, `${where}.name`, name, names);
    if (paths.indexOf(mountPath) !== index) {
      checks.refuse(`${where}.mountPath`, mountPath, 'each path once', 'Use another path.');
    }
    if (subPath !== undefined) {
      checks.text(`${where}.subPath`, subPath, SUB_PATH);
    }
    // False is what Kubernetes has by itself, and it does not keep it.
    return { name, mountPath, subPath, readOnly: readOnly || undefined };
  });
}

/** Throws for a mount at the path of certificates, which could then not be seen. */
function refuseHidden(checks: PropertyChecks, path: string, mounts: readonly VolumeMount[]): void {
  const index = mounts.findIndex(({ mountPath }) => mountPath.replace(/\/+$/, '') === path.replace(/\/+$/, ''));
  if (index >= 0) {
    const remedy = 'Use another path, or leave out the property that mounts them.';
    checks.refuse(`volumeMounts[${index}].mountPath`, mounts[index].mountPath, 'no path of certificates', remedy);
  }
}

/** Throws for a mount of what the pod does not have. */
export function checkVolumeName(
  checks: PropertyChecks,
  property: string,
  name: string,
  volumeNames: readonly string[],
): void {
  checks.later(property, [name], (known) => {
    if (!volumeNames.includes(known)) {
      const allowed = `a volume of the pod: ${volumeNames.join(', ') || 'there is none'}`;
      checks.refuse(property, known, allowed, 'Add the volume to volumes, or correct the name.');
    }
  });
}
