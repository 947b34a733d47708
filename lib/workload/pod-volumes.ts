/** What volumes of a pod contain, and which Secrets they name. */

/** Types of volume whose content comes from the cluster, with their source in the namespace. */
export const CLUSTER_VOLUMES: readonly string[] = [
  'emptyDir',
  'secret',
  'configMap',
  'projected',
  'downwardAPI',
  'persistentVolumeClaim',
];

/** Types of volume whose `secretRef` names a Secret of the namespace. */
const WITH_SECRET_REF = ['flexVolume', 'iscsi', 'cephfs', 'rbd', 'cinder', 'scaleIO', 'storageos'];

/** Where a volume names a Secret of the namespace, next to the sources of a projected volume. */
export const SECRETS_OF_VOLUMES: readonly (readonly string[])[] = [
  ['secret', 'secretName'],
  ['csi', 'nodePublishSecretRef', 'name'],
  ['azureFile', 'secretName'],
  ...WITH_SECRET_REF.map((type) => [type, 'secretRef', 'name']),
];

/** Attributes of a volume for its driver, which can name a Secret of the namespace under any key. */
export const ATTRIBUTES_OF_VOLUMES: readonly (readonly [type: string, map: string])[] = [
  ['csi', 'volumeAttributes'],
  ['flexVolume', 'options'],
];
