/** Volumes of every type that a farm does not allow by default, as small as the server takes them. */

/** A volume by the name of its type. Those that can name a Secret name the given one. */
export function volumesOf(secret: string): { readonly [type: string]: object } {
  const secretRef = { name: secret };
  return {
    awsElasticBlockStore: { volumeID: 'vol-1' },
    azureDisk: { diskName: 'a.vhd', diskURI: 'https://account.blob.core.windows.net/vhds/a.vhd' },
    azureFile: { shareName: 'a', secretName: secret },
    cephfs: { monitors: ['10.0.0.1:6789'], secretRef },
    cinder: { volumeID: 'a', secretRef },
    csi: { driver: 'csi.example.com', nodePublishSecretRef: secretRef },
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
    fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 },
    flexVolume: { driver: 'example.com/driver', secretRef },
    flocker: { datasetName: 'a' },
    gcePersistentDisk: { pdName: 'a' },
    gitRepo: { repository: 'https://git.example.com/a.git' },
    glusterfs: { endpoints: 'a', path: 'b' },
    image: { reference: 'registry.example.com/a:1' },
    iscsi: { targetPortal: '10.0.0.1', iqn: 'iqn.2001-04.com.example:a', lun: 0, secretRef },
    nfs: { server: '10.0.0.1', path: '/' },
    photonPersistentDisk: { pdID: 'a' },
    portworxVolume: { volumeID: 'a' },
    quobyte: { registry: '10.0.0.1:7861', volume: 'a' },
    rbd: { monitors: ['10.0.0.1:6789'], image: 'a', secretRef },
    scaleIO: { gateway: 'https://10.0.0.1', system: 'a', volumeName: 'b', secretRef },
    storageos: { volumeName: 'a', secretRef },
    vsphereVolume: { volumePath: '[a] b' },
  };
}

/** Types that a farm allows, and the directories of the node, for which there is a rule of its own. */
export const ALLOWED = ['emptyDir', 'secret', 'configMap', 'projected', 'downwardAPI', 'persistentVolumeClaim'];

/** A spec with one volume. */
export function withVolume(type: string, source: object): { spec: object } {
  return { spec: { volumes: [{ name: 'volume', [type]: source }] } };
}
