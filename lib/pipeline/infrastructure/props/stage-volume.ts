/** What an empty directory is kept in. */
export enum VolumeMedium {
  /** The disk of the node. */
  DISK = '',
  /** Memory of the node, which counts as memory of the pod. */
  MEMORY = 'Memory',
}

/** Options of `StageVolume.emptyDir`. */
export interface EmptyDirOptions {
  /**
   * What it is kept in.
   *
   * @default VolumeMedium.DISK
   */
  readonly medium?: VolumeMedium;
  /**
   * Greatest size, as a Kubernetes quantity, for example `1Gi`.
   *
   * @default - not limited
   */
  readonly size?: string;
}

/** @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath */
export enum HostPathType {
  /** A directory that is there. */
  DIRECTORY = 'Directory',
  /** A directory, made where it is not there. */
  DIRECTORY_OR_CREATE = 'DirectoryOrCreate',
  /** A file that is there. */
  FILE = 'File',
  /** A file, made where it is not there. */
  FILE_OR_CREATE = 'FileOrCreate',
  /** A socket that is there. */
  SOCKET = 'Socket',
  /** A character device that is there. */
  CHAR_DEVICE = 'CharDevice',
  /** A block device that is there. */
  BLOCK_DEVICE = 'BlockDevice',
}

/** Options of `StageVolume.hostPath`. */
export interface HostPathOptions {
  /**
   * What must be at the path.
   *
   * @default - nothing is checked
   */
  readonly type?: HostPathType;
}

/** Options of `StageVolume.persistentVolumeClaim`. */
export interface ClaimOptions {
  /**
   * Whether steps can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** A volume that every step of a stage mounts. */
export class StageVolume {
  /** An empty directory that lives as long as the pod. */
  public static emptyDir(mountPath: string, options: EmptyDirOptions = {}): StageVolume {
    return new StageVolume('EmptyDir', mountPath, { ...options }, options);
  }

  /**
   * A directory or file of the node. A farm refuses it unless its isolation names the path, see `BuildIsolation.hostPaths`.
   *
   * @param path on the node
   */
  public static hostPath(mountPath: string, path: string, options: HostPathOptions = {}): StageVolume {
    return new StageVolume('HostPath', mountPath, { ...options, path }, options);
  }

  /**
   * A claim for a volume that is there in the namespace of the builds.
   *
   * @param claimName name of the PersistentVolumeClaim, or an expression
   */
  public static persistentVolumeClaim(mountPath: string, claimName: string, options: ClaimOptions = {}): StageVolume {
    return new StageVolume('PersistentVolumeClaim', mountPath, { ...options, claimName }, options);
  }

  private constructor(
    /** @internal */
    public readonly _type: 'EmptyDir' | 'HostPath' | 'PersistentVolumeClaim',
    /** Where steps see it. */
    public readonly mountPath: string,
    /** @internal */
    public readonly _options: { readonly [option: string]: unknown },
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _given?: EmptyDirOptions | HostPathOptions | ClaimOptions,
  ) {}

  /** For example `EmptyDir at /tmp/data`. */
  public toString(): string {
    return `${this._type} at ${this.mountPath}`;
  }
}
