/** What build pods can mount. */
import { CLUSTER_VOLUMES } from '../workload';
import { type AdmissionRule, list, text, VOLUMES } from '../build-pods';
import type { BuildVolumeType } from './volume-types';

/** Keeps pods from directories of the node other than the given ones. */
export function hostPathRule(paths: readonly string[]): AdmissionRule {
  if (paths.length === 0) {
    return {
      expression: `${VOLUMES}.all(v, !has(v.hostPath))`,
      message:
        'Build pods must not mount hostPath volumes. Use an emptyDir or a PersistentVolumeClaim in the infrastructure of the stage.',
    };
  }
  // Not the directories below: a build could replace one with a link, and the node would follow it.
  return {
    expression: `${VOLUMES}.all(v, !has(v.hostPath) || v.hostPath.path in ${list(paths)})`,
    message: `Build pods must not mount hostPath volumes other than ${paths.join(', ')}. Set the path of the volume in the infrastructure of the stage to one of these, not to a directory below.`,
  };
}

/**
 * Keeps pods from volumes of all other types. A volume must have one of the allowed members, so that a type that only a newer
 * Kubernetes knows is refused as well. On `hostPath`, `hostPathRule` decides.
 */
export function volumeTypeRule(additional: readonly BuildVolumeType[]): AdmissionRule {
  const allowed = [...[...CLUSTER_VOLUMES, 'hostPath'].map((type) => `has(v.${type})`), ...additional.map(isOfType)];
  const names = [...CLUSTER_VOLUMES, ...additional.map(String)];
  return {
    expression: `${VOLUMES}.all(v, ${allowed.join(' || ')})`,
    message: `Build pods must not mount volumes of types other than ${names.join(', ')}. Use one of these in the pod spec of the stage, or ask the owner of the farm to add the type to additionalVolumeTypes.`,
  };
}

function isOfType({ _type, _only }: BuildVolumeType): string {
  return _only === undefined ? `has(v.${_type})` : `v.?${_type}.?${_only.name}.orValue("") == ${text(_only.value)}`;
}
