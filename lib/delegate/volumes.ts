import type { EmptyDirVolumeSource, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, BYTES, DNS_LABEL, inWords, own, type PropertyChecks, type Rule } from '../core';
import { PodSecurityLevel } from '../workload';
import type { DelegateContainerProps, DelegateVolumeMount } from './container-props';
import type { ResolveContext } from './context';
import { refuseOlderImage } from './generation';
import type { OwnVolume, ResolvedVolumes } from './mounted-files';

/** How to admit what the level of the namespace refuses. A farm has no podSecurityLevel, but takes a delegate that has. */
export const LOWER_LEVEL = 'Remove it, or use a HarnessDelegate with a lower podSecurityLevel.';

/** Checks passed-through elements: each must have a unique name known at construction. */
export function namedElements<T extends { readonly name: string }>(
  checks: PropertyChecks,
  property: string,
  elements: readonly unknown[] = [],
  taken: ReadonlySet<string> = new Set(),
): T[] {
  const names = new Set(taken);
  return elements.map((element, index) => {
    const { name } = element as T;
    checks.plainText(`${property}[${index}].name`, name, DNS_LABEL);
    if (names.has(name)) {
      checks.refuse(`${property}[${index}].name`, name, 'a name that is not used in the pod yet', 'Rename it.');
    }
    names.add(name);
    return element as T;
  });
}

/** Files of a Secret or ConfigMap, read-only. */
export function filesOf(volume: Volume, mountPath: string): OwnVolume {
  return { volume, mount: { name: volume.name, mountPath, readOnly: true } };
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
  remedy: 'Use a path inside the volume, for example data/cache.',
  holds: (value) => value !== '' && !value.startsWith('/') && !value.split('/').includes('..'),
};

/** Resolves the volumes, including those of certificates. */
export function resolveVolumes(
  context: ResolveContext<DelegateContainerProps>,
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

/** Paths that must stay writable with a read-only root file system, unless the user mounts a volume there. */
function writablePlaces(context: ResolveContext<DelegateContainerProps>): OwnVolume[] {
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

/** Refuses volumes that Kubernetes would refuse. */
function checkVolume(checks: PropertyChecks, volume: Volume, where: string): void {
  const types = Object.entries(volume).flatMap(([type, source]) => (type !== 'name' && source ? [type] : []));
  if (types.length > 1) {
    checks.refuse(where, inWords(types.join(' and ')), 'a volume of one type', 'Split it into several volumes.');
  }
  checkAmount(checks, `${where}.emptyDir.sizeLimit`, volume.emptyDir?.sizeLimit);
  const { requests, limits } = volume.ephemeral?.volumeClaimTemplate?.spec?.resources ?? {};
  const claim = `${where}.ephemeral.volumeClaimTemplate.spec.resources`;
  checkAmount(checks, `${claim}.requests.storage`, requests?.storage);
  checkAmount(checks, `${claim}.limits.storage`, limits?.storage);
}

/** Kubernetes also accepts a number. */
function checkAmount(checks: PropertyChecks, property: string, amount: unknown): void {
  if (amount !== undefined) {
    checks.text(property, typeof amount === 'number' ? `${amount}` : (amount as string), BYTES);
  }
}

function refuseUnrestricted(checks: PropertyChecks, volume: Volume, where: string): void {
  const type = Object.keys(volume).find((key) => key !== 'name' && !RESTRICTED_TYPES.includes(key));
  if (type !== undefined) {
    checks.refuse(
      where,
      inWords(`a ${type} volume`),
      `a volume that the Pod Security level restricted of the namespace allows: ${RESTRICTED_TYPES.join(', ')}`,
      LOWER_LEVEL.replace('Remove it, or use', 'Use another type, or'),
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
      checks.refuse(`${where}.mountPath`, mountPath, 'a path that is not mounted yet', 'Use another path.');
    }
    if (subPath !== undefined) {
      checks.text(`${where}.subPath`, subPath, SUB_PATH);
    }
    // Kubernetes does not store `false`, its default.
    return { name, mountPath, subPath, readOnly: readOnly || undefined };
  });
}

/** Throws for a mount that would hide the certificates. */
function refuseHidden(checks: PropertyChecks, path: string, mounts: readonly VolumeMount[]): void {
  const index = mounts.findIndex(({ mountPath }) => mountPath.replace(/\/+$/, '') === path.replace(/\/+$/, ''));
  if (index >= 0) {
    const remedy = `Use another path, or remove ${own('customCa')} or ${own('mutualTls')}, which mounts the certificates.`;
    checks.refuse(
      `volumeMounts[${index}].mountPath`,
      mounts[index].mountPath,
      'a path other than the path of the certificates',
      remedy,
    );
  }
}

/** Throws for a mount of an unknown volume. */
export function checkVolumeName(
  checks: PropertyChecks,
  property: string,
  name: string,
  volumeNames: readonly string[],
): void {
  checks.later(property, [name], (known) => {
    if (!volumeNames.includes(known)) {
      const allowed = `the name of a volume of the pod${volumeNames.map((one, at) => `${at === 0 ? ': ' : ', '}${one}`).join('')}`;
      checks.refuse(property, known, allowed, `Add the volume to ${own('volumes')}, or correct the name.`);
    }
  });
}
