import { inWords, type PropertyChecks, type Rule } from '../core';
import { PodSecurityLevel } from '../workload';
import type { ClusterPlatform } from './platform';

/** Options of a loose isolation. */
export interface LooseIsolationOptions {
  /** Why builds need it. It appears in annotations of the namespace and the admission policy, and in `summary()`. */
  readonly reason: string;
}

/**
 * Isolation of build pods from their node. It determines the Pod Security level of the namespace and the admission policy
 * of the farm.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class BuildIsolation {
  /** Prevents known privilege escalations. Builds can run as root in their containers, which kaniko requires. */
  public static baseline(): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.BASELINE);
  }

  /** Admits only hardened pods: non-root, without capabilities. Requires the rootless Harness images. */
  public static restricted(): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.RESTRICTED);
  }

  /**
   * Allows privileged containers, which Docker-in-Docker requires. A pipeline author is then root on the node.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage
   */
  public static dockerInDocker(options: LooseIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, options?.reason, [], true, options);
  }

  /**
   * Allows the given directories of the node, as absolute paths. A pod must mount exactly these paths, and use `subPath` for
   * directories below them, because a build could have left a link there. Builds can write to them, and read what other
   * builds have left.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
   */
  public static hostPaths(paths: string[], options: LooseIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, options?.reason, paths, false, options);
  }

  private constructor(
    /** Pod Security level that the namespace enforces. */
    public readonly podSecurityLevel: PodSecurityLevel,
    /** Why it is loose; `undefined` if it is not. */
    public readonly reason?: string,
    /** @internal */
    public readonly _hostPaths: readonly string[] = [],
    /** Whether containers can be privileged. */
    public readonly allowsPrivileged: boolean = false,
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options?: LooseIsolationOptions,
  ) {}

  /** Whether it exposes the node: it allows privileged containers or host paths. */
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

/** Something that is refused by default, and why a farm opens it. */
export interface Opened {
  readonly what: string;
  readonly reason: string;
}

/** Of everything that opens what is refused by default. */
export const REASON: Rule = {
  isPublic: true,
  allowed: 'a reason of 1 to 500 characters',
  remedy: 'Explain to a reviewer in one sentence why builds need it.',
  holds: (value) => value.trim() !== '' && value.length <= 500,
};

const HOST_PATH: Rule = {
  allowed: "an absolute path below '/', without '.', '..', '//' and a trailing slash",
  remedy: 'Pass the path of the directory that builds need.',
  holds: (value) => /^(\/[^/]+)+$/.test(value) && !value.split('/').some((part) => part === '..' || part === '.'),
};

/** Throws for a loose isolation without a reason, or one that the platform does not support. */
export function checkIsolation(checks: PropertyChecks, isolation: BuildIsolation, platform: ClusterPlatform): void {
  const { isLoose, allowsPrivileged, reason, _hostPaths: paths } = isolation;
  if (!isLoose) {
    return;
  }
  checks.text('isolation.reason', reason ?? '', REASON);
  if (!allowsPrivileged && paths.length === 0) {
    checks.refuse(
      'isolation.hostPaths',
      [],
      'at least one path',
      'Add the paths that builds need, or use BuildIsolation.baseline().',
    );
  }
  paths.forEach((path, index) => {
    checks.plainText(`isolation.hostPaths[${index}]`, path, HOST_PATH);
    checks.once(`isolation.hostPaths[${index}]`, path, paths.slice(0, index));
  });
  checkNested(checks, paths);
  const { forbidsNodeAccess, name } = platform._record;
  if (forbidsNodeAccess !== undefined) {
    checks.refuse(
      'isolation',
      inWords(isolation.toString()),
      `BuildIsolation.baseline() or BuildIsolation.restricted() on ${name}: ${forbidsNodeAccess}`,
      'Run these builds in another cluster or on another Harness build infrastructure, for example Harness Cloud or VMs.',
    );
  }
}

/** A build that can write to the outer directory can replace the inner one with a link. */
function checkNested(checks: PropertyChecks, paths: readonly string[]): void {
  paths.forEach((path, index) => {
    const above = paths.find((other) => HOST_PATH.holds(other) && path.startsWith(`${other}/`));
    if (above !== undefined) {
      const remedy = 'Remove one of the two: a build could replace the inner directory with a link.';
      checks.refuse(`isolation.hostPaths[${index}]`, path, `a directory outside ${above}`, remedy);
    }
  });
}
