import { PodSecurityLevel } from '../../delegate';

/** Why a farm is less isolated than it could be. */
export interface LooseIsolationOptions {
  /** Why builds need it. It stands in an annotation of the namespace, in the policy and in `summary()`. */
  readonly reason: string;
}

/**
 * What a build pod may do on its node. It sets the Pod Security level of the namespace, and the admission policy of the
 * farm.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class BuildIsolation {
  /** No known privilege escalations. Builds may run as root in their containers, as kaniko has to. */
  public static baseline(): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.BASELINE);
  }

  /** Only pods that follow current hardening practice: non-root, no capabilities. Needs rootless images of Harness. */
  public static restricted(): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.RESTRICTED);
  }

  /**
   * Privileged containers, which Docker-in-Docker needs. Whoever writes a pipeline is then root on the node.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage
   */
  public static dockerInDocker(options: LooseIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, options?.reason, [], true, options);
  }

  /**
   * Directories of the node, given as absolute paths, and nothing else of it. A pod mounts them as they are given; for what
   * is below them it uses `subPath`, since a build could have left a link there. Builds may write to them, and read what
   * others have left.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
   */
  public static hostPaths(paths: string[], options: LooseIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, options?.reason, paths, false, options);
  }

  private constructor(
    /** Level that the namespace enforces. */
    public readonly podSecurityLevel: PodSecurityLevel,
    /** Why it is loose; `undefined` where it is not. */
    public readonly reason?: string,
    /** @internal */
    public readonly _hostPaths: readonly string[] = [],
    /** Whether containers may be privileged. */
    public readonly allowsPrivileged: boolean = false,
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _options?: LooseIsolationOptions,
  ) {}

  /** Whether it opens the node: privileged containers or directories of the node. */
  public get isLoose(): boolean {
    return this.podSecurityLevel === PodSecurityLevel.PRIVILEGED;
  }

  /** For example `baseline` or `privileged (Docker-in-Docker)`. */
  public toString(): string {
    if (this.allowsPrivileged) {
      return 'Docker-in-Docker: privileged containers';
    }
    return this.isLoose ? `directories of the node: ${this._hostPaths.join(', ')}` : this.podSecurityLevel;
  }
}
