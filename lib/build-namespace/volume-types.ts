import { inWords, type PropertyChecks, type Rule } from '../core';
import { PodSecurityLevel } from '../workload';
import { type BuildIsolation, REASON } from './isolation';

/** Options of an additional type of volume. */
export interface BuildVolumeTypeOptions {
  /** Why builds need it. It appears in an annotation of the admission policy, and in `summary()`. */
  readonly reason: string;
}

/**
 * A type of volume that build pods can mount in addition to `emptyDir`, `secret`, `configMap`, `projected`, `downwardAPI` and
 * `persistentVolumeClaim`. The node mounts such a volume, so network policies do not apply to it. For directories of the node,
 * use `BuildIsolation.hostPaths`.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/
 */
export class BuildVolumeType {
  /**
   * Inline volumes of a CSI driver, for example `secrets-store.csi.k8s.io` or `csi.spiffe.io`. The author of a pipeline chooses
   * their attributes: use drivers that are made for that.
   *
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#csi-ephemeral-volumes
   */
  public static csi(driver: string, options: BuildVolumeTypeOptions): BuildVolumeType {
    return new BuildVolumeType('csi', options, { name: 'driver', value: driver });
  }

  /**
   * All exports of an NFS server, given as pods name it: a host name or an IP address.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#nfs
   */
  public static nfs(server: string, options: BuildVolumeTypeOptions): BuildVolumeType {
    return new BuildVolumeType('nfs', options, { name: 'server', value: server });
  }

  /**
   * Generic ephemeral volumes: a template, from which Kubernetes creates a claim that is deleted with the pod. A quota counts
   * such claims as it counts others, but it refuses the claim and not the pod, which then waits.
   *
   * @see https://kubernetes.io/docs/concepts/storage/ephemeral-volumes/#generic-ephemeral-volumes
   */
  public static ephemeral(options: BuildVolumeTypeOptions): BuildVolumeType {
    return new BuildVolumeType('ephemeral', options);
  }

  /**
   * Files of any container image, read-only.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#image
   */
  public static image(options: BuildVolumeTypeOptions): BuildVolumeType {
    return new BuildVolumeType('image', options);
  }

  /**
   * Volumes of another type, by its name in a pod: `awsElasticBlockStore`, `azureDisk`, `azureFile`, `cinder`, `fc`,
   * `flexVolume`, `gcePersistentDisk`, `iscsi`, `portworxVolume` or `vsphereVolume`. Builds can then mount every disk or share
   * of this type that the nodes can reach, those of other teams included.
   */
  public static other(type: string, options: BuildVolumeTypeOptions): BuildVolumeType {
    return new BuildVolumeType(type, options, undefined, true);
  }

  private constructor(
    /** The member of a volume. @internal */
    public readonly _type: string,
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options: BuildVolumeTypeOptions,
    /** The only value that a member of the volume can have. @internal */
    public readonly _only?: { readonly name: string; readonly value: string },
    /** Whether the type was given by its name. @internal */
    public readonly _isNamed: boolean = false,
  ) {}

  /** Whether a volume, as in a pod, is of this type. @internal */
  public _includes(volume: { readonly [member: string]: unknown }): boolean {
    const content = volume[this._type] as { readonly [member: string]: unknown } | null | undefined;
    return this._only === undefined ? content != null : content?.[this._only.name] === this._only.value;
  }

  /** For example `csi volumes with the driver secrets-store.csi.k8s.io`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this._type} volumes${this._only === undefined ? '' : ` with the ${this._only.name} ${this._only.value}`}`;
  }
}

/** The types that Kubernetes still mounts, and that have no factory of their own. */
const OTHERS = [
  'awsElasticBlockStore',
  'azureDisk',
  'azureFile',
  'cinder',
  'fc',
  'flexVolume',
  'gcePersistentDisk',
  'iscsi',
  'portworxVolume',
  'vsphereVolume',
];

const OTHER: Rule = {
  allowed: `one of ${OTHERS.join(', ')}`,
  remedy:
    'Use csi, nfs, ephemeral or image of BuildVolumeType for these types, and BuildIsolation.hostPaths for directories of the node.',
  holds: (value) => OTHERS.includes(value),
};

/** @see https://kubernetes.io/docs/reference/kubernetes-api/config-and-storage-resources/csi-driver-v1/ */
const DRIVER: Rule = {
  allowed: 'the name of a CSI driver: at most 63 letters, digits, dashes and dots',
  remedy: 'Copy the name that kubectl get csidrivers shows.',
  holds: (value) => /^[A-Za-z0-9]([-.A-Za-z0-9]{0,61}[A-Za-z0-9])?$/.test(value),
};

const SERVER: Rule = {
  allowed: 'the host name or IP address of an NFS server',
  remedy: 'Pass only the host, without scheme, port or path.',
  holds: (value) => /^[A-Za-z0-9]([-.:A-Za-z0-9]{0,251}[A-Za-z0-9])?$/.test(value),
};

const ONLY: { readonly [name: string]: Rule } = { driver: DRIVER, server: SERVER };

/** Types that the Pod Security level restricted admits. @see https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
const OF_RESTRICTED = ['csi', 'ephemeral', 'image'];

/** Throws for an unknown type, one without a reason, and one that the Pod Security level refuses. */
export function checkVolumeTypes(
  checks: PropertyChecks,
  types: readonly BuildVolumeType[],
  { podSecurityLevel }: BuildIsolation,
): void {
  checks.each(types, (type, index) => {
    const property = `additionalVolumeTypes[${index}]`;
    const { _type, _only, _options, _isNamed } = type;
    checks.apart(
      () => _isNamed && checks.plainText(`${property}.type`, _type, OTHER),
      () => _only && checks.plainText(`${property}.${_only.name}`, _only.value, ONLY[_only.name]),
      () => checks.text(`${property}.reason`, _options.reason, REASON),
    );
    checks.once(property, type.toString(), types.slice(0, index).map(String));
    if (podSecurityLevel === PodSecurityLevel.RESTRICTED && !OF_RESTRICTED.includes(_type)) {
      checks.refuse(
        property,
        inWords(type.toString()),
        'csi, ephemeral or image volumes: the Pod Security level restricted refuses all others',
        'Remove it, or use BuildIsolation.baseline().',
      );
    }
  });
}
