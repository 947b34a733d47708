import { defined, type RuntimeInput, textOf } from '../../../document';

/** What an empty directory is kept in. */
export enum VolumeMedium {
  /** The disk of the node. */
  DISK = '',
  /** Memory of the node, which counts as memory of the pod. */
  MEMORY = 'Memory',
}

/** Options of an empty directory that are told when the pipeline runs. */
export interface EmptyDirInputs {
  /**
   * What it is kept in, as an expression.
   *
   * @default - `medium`
   */
  readonly medium?: string;
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
   * Greatest size, as a Kubernetes quantity, for example `1Gi`, or an expression.
   *
   * @default - not limited
   */
  readonly size?: string;
  /**
   * Options that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: EmptyDirInputs;
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

/** Options of a path of the node that are told when the pipeline runs. */
export interface HostPathInputs {
  /**
   * What must be at the path, as an expression.
   *
   * @default - `type`
   */
  readonly type?: string;
}

/** Options of `StageVolume.hostPath`. */
export interface HostPathOptions {
  /**
   * What must be at the path.
   *
   * @default - nothing is checked
   */
  readonly type?: HostPathType;
  /**
   * Options that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: HostPathInputs;
}

/** Options of a claim that are told when the pipeline runs. */
export interface ClaimInputs {
  /**
   * Whether steps can only read it.
   *
   * @default - `readOnly`
   */
  readonly readOnly?: RuntimeInput;
}

/** Options of `StageVolume.persistentVolumeClaim`. */
export interface ClaimOptions {
  /**
   * Whether steps can only read it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Options that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: ClaimInputs;
}

/**
 * A volume that every step of a stage mounts. Paths may be expressions. None is mounted at `/`, at `/harness`, or at
 * `/addon` and what is below it: Harness has its own there.
 */
export class StageVolume {
  /** An empty directory that lives as long as the pod. */
  public static emptyDir(mountPath: string, options: EmptyDirOptions = {}): StageVolume {
    return new StageVolume('EmptyDir', mountPath, { ...options, size: textOf(options?.size) }, options);
  }

  /**
   * A directory or file of the node. A farm refuses it unless its isolation names the path, see `BuildIsolation.hostPaths`.
   *
   * @param path on the node, or an expression, which a farm refuses
   */
  public static hostPath(mountPath: string, path: string, options: HostPathOptions = {}): StageVolume {
    return new StageVolume('HostPath', mountPath, { ...options, path: textOf(path) }, options);
  }

  /**
   * A claim for a volume that is there in the namespace of the builds.
   *
   * @param claimName name of the PersistentVolumeClaim, or an expression
   */
  public static persistentVolumeClaim(mountPath: string, claimName: string, options: ClaimOptions = {}): StageVolume {
    return new StageVolume('PersistentVolumeClaim', mountPath, { ...options, claimName: textOf(claimName) }, options);
  }

  /** Where steps see it. */
  public readonly mountPath: string;
  /** @internal */
  public readonly _options: { readonly [option: string]: unknown };

  private constructor(
    /** @internal */
    public readonly _type: 'EmptyDir' | 'HostPath' | 'PersistentVolumeClaim',
    mountPath: string,
    options: { readonly [option: string]: unknown },
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _given?: EmptyDirOptions | HostPathOptions | ClaimOptions,
  ) {
    this.mountPath = textOf(mountPath);
    this._options = defined(options);
  }

  /** For example `EmptyDir at /tmp/data`. */
  public toString(): string {
    return `${this._type} at ${this.mountPath}`;
  }
}
