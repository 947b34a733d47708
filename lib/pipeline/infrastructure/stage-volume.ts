import { defined, type RuntimeInput, textOf } from '../../document';

/** Storage medium of an empty directory. */
export enum VolumeMedium {
  /** Disk of the node. */
  DISK = '',
  /** Memory of the node. Usage counts towards the memory of the pod. */
  MEMORY = 'Memory',
}

/** Options of an empty directory set when the pipeline runs. */
export interface EmptyDirInputs {
  /**
   * Storage medium, as an expression.
   *
   * @default - `medium`
   * @kind expression
   */
  readonly medium?: string;
}

/** Options of `StageVolume.emptyDir`. */
export interface EmptyDirOptions {
  /**
   * Storage medium.
   *
   * @default VolumeMedium.DISK
   */
  readonly medium?: VolumeMedium;
  /**
   * Maximum size, as a Kubernetes quantity, for example `1Gi`, or an expression.
   *
   * @default - unlimited
   * @kind expression
   */
  readonly size?: string;
  /**
   * Options set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: EmptyDirInputs;
}

/**
 * What must exist at a path of the node.
 *
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
 */
export enum HostPathType {
  /** An existing directory. */
  DIRECTORY = 'Directory',
  /** A directory, created if missing. */
  DIRECTORY_OR_CREATE = 'DirectoryOrCreate',
  /** An existing file. */
  FILE = 'File',
  /** A file, created if missing. */
  FILE_OR_CREATE = 'FileOrCreate',
  /** An existing socket. */
  SOCKET = 'Socket',
  /** An existing character device. */
  CHAR_DEVICE = 'CharDevice',
  /** An existing block device. */
  BLOCK_DEVICE = 'BlockDevice',
}

/** Options of a host path set when the pipeline runs. */
export interface HostPathInputs {
  /**
   * What must exist at the path, as an expression.
   *
   * @default - `type`
   * @kind expression
   */
  readonly type?: string;
}

/** Options of `StageVolume.hostPath`. */
export interface HostPathOptions {
  /**
   * What must exist at the path.
   *
   * @default - not checked
   */
  readonly type?: HostPathType;
  /**
   * Options set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: HostPathInputs;
}

/** Options of a claim set when the pipeline runs. */
export interface ClaimInputs {
  /**
   * Whether the volume is mounted read-only.
   *
   * @default - `readOnly`
   */
  readonly readOnly?: RuntimeInput;
}

/** Options of `StageVolume.persistentVolumeClaim`. */
export interface ClaimOptions {
  /**
   * Whether the volume is mounted read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;
  /**
   * Options set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: ClaimInputs;
}

/**
 * A volume mounted in every step of a stage. Paths can be expressions. The mount path must not be `/`, `/harness`, `/addon`
 * or a path below `/addon`: Harness uses them.
 */
export class StageVolume {
  /** An empty directory that lives as long as the pod. */
  public static emptyDir(mountPath: string, options: EmptyDirOptions = {}): StageVolume {
    return new StageVolume('EmptyDir', mountPath, { ...options, size: textOf(options?.size) }, options);
  }

  /**
   * A directory or file of the node. A farm refuses it unless its isolation lists the path: see `BuildIsolation.hostPaths`.
   *
   * @param path path on the node, or an expression; a farm refuses expressions
   */
  public static hostPath(mountPath: string, path: string, options: HostPathOptions = {}): StageVolume {
    return new StageVolume('HostPath', mountPath, { ...options, path: textOf(path) }, options);
  }

  /**
   * An existing PersistentVolumeClaim in the build namespace.
   *
   * @param claimName name of the PersistentVolumeClaim, or an expression
   */
  public static persistentVolumeClaim(mountPath: string, claimName: string, options: ClaimOptions = {}): StageVolume {
    return new StageVolume('PersistentVolumeClaim', mountPath, { ...options, claimName: textOf(claimName) }, options);
  }

  /** Path of the volume in the step containers. */
  public readonly mountPath: string;
  /** @internal */
  public readonly _options: { readonly [option: string]: unknown };

  private constructor(
    /** @internal */
    public readonly _type: 'EmptyDir' | 'HostPath' | 'PersistentVolumeClaim',
    mountPath: string,
    options: { readonly [option: string]: unknown },
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _given?: EmptyDirOptions | HostPathOptions | ClaimOptions,
  ) {
    this.mountPath = textOf(mountPath);
    this._options = defined(options);
  }

  /** For example `EmptyDir at /tmp/data`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this._type} at ${this.mountPath}`;
  }
}
