import { inWords, type PropertyChecks, type Rule } from '../core';
import { PodSecurityLevel } from '../workload';
import type { ClusterPlatform } from './platform';

/** Options of a loose isolation. */
export interface LooseIsolationOptions {
  /** Why builds need it. It appears in annotations of the namespace and the admission policy, and in `summary()`. */
  readonly reason: string;
}

/** Options of the isolation `dockerInDocker`. */
export interface DockerInDockerIsolationOptions extends LooseIsolationOptions {
  /**
   * Allow stages with privileged containers on any node. Builds are then root on nodes that run pods of others, and can take
   * their tokens and Secrets. Without it, such a stage must set `nodeSelector`.
   *
   * @default false
   */
  readonly unsafeSharedNodes?: boolean;
}

/** Options of the isolation `baseline`. */
export interface BaselineIsolationOptions {
  /**
   * Whether the namespace also warns about and audits what the Pod Security level `restricted` would refuse, and its
   * admission policy demands of this level what a pipeline can set: a user other than root, no privilege escalation, and no
   * capabilities but `NET_BIND_SERVICE`. The stages of a farm set it. Requires the rootless Harness images.
   *
   * @default false
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
   */
  readonly auditRestricted?: boolean;
}

/** Where the seccomp profile of build pods comes from. */
export enum SeccompSource {
  /** A webhook or policy of the cluster that sets it on every build pod, and that this package does not know. */
  ELSEWHERE = 'elsewhere',
}

/** Options of the isolation `restricted`. */
export interface RestrictedIsolationOptions {
  /**
   * Where the seccomp profile of build pods comes from. The level requires one, and Harness cannot set it.
   *
   * @default - from Kubernetes 1.36 on, the build pod profile. Before, none: the isolation is refused, because the namespace would
   * admit no build
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
   */
  readonly seccompFrom?: SeccompSource;
}

/** What makes an isolation. */
interface IsolationSettings {
  readonly reason?: string;
  readonly hostPaths?: readonly string[];
  readonly allowsPrivileged?: boolean;
  /** As given. */
  readonly options?:
    BaselineIsolationOptions | RestrictedIsolationOptions | LooseIsolationOptions | DockerInDockerIsolationOptions;
}

/**
 * Isolation of build pods from their node. It determines the Pod Security level of the namespace and the admission policy
 * of the farm.
 *
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
 */
export class BuildIsolation {
  /** Prevents known privilege escalations. Builds can run as root in their containers, which kaniko requires. */
  public static baseline(options: BaselineIsolationOptions = {}): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.BASELINE, { options });
  }

  /**
   * Admits only hardened pods: non-root, without capabilities, with a seccomp profile. Requires the rootless Harness images. From
   * Kubernetes 1.36 on (`kubernetesVersion`), the API server sets the profile. Before, `seccompFrom` is required: without it, the
   * namespace would refuse every build, and so does this package.
   */
  public static restricted(options: RestrictedIsolationOptions = {}): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.RESTRICTED, { options });
  }

  /**
   * Allows privileged containers, which Docker-in-Docker requires. A pipeline author is then root on the node, so a stage
   * with such a container must select nodes, unless `unsafeSharedNodes` is set.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/manage-dependencies/run-docker-in-docker-in-a-ci-stage
   */
  public static dockerInDocker(options: DockerInDockerIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, {
      reason: options?.reason,
      allowsPrivileged: true,
      options,
    });
  }

  /**
   * Allows the given directories of the node, as absolute paths. A pod must mount exactly these paths, and use `subPath` for
   * directories below them, because a build could have left a link there. Builds can write to them, and read what other
   * builds have left.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
   */
  public static hostPaths(paths: string[], options: LooseIsolationOptions): BuildIsolation {
    return new BuildIsolation(PodSecurityLevel.PRIVILEGED, { reason: options?.reason, hostPaths: paths, options });
  }

  /** Pod Security level that the namespace enforces. */
  public readonly podSecurityLevel: PodSecurityLevel;
  /** Why it is loose; `undefined` if it is not. */
  public readonly reason?: string;
  /** @internal */
  public readonly _hostPaths: readonly string[];
  /** Whether containers can be privileged. */
  public readonly allowsPrivileged: boolean;
  /** Whether pods of the level baseline are held to the rest of restricted, as far as a pipeline can set it. */
  public readonly auditsRestricted: boolean;
  /** Unvalidated; checked by the owning construct. @internal */
  public readonly _options: IsolationSettings['options'];

  private constructor(level: PodSecurityLevel, { reason, hostPaths, allowsPrivileged, options }: IsolationSettings) {
    this.podSecurityLevel = level;
    this.reason = reason;
    this._hostPaths = hostPaths ?? [];
    this.allowsPrivileged = allowsPrivileged ?? false;
    this.auditsRestricted = (options as BaselineIsolationOptions | null)?.auditRestricted === true;
    this._options = options;
  }

  /** Whether it exposes the node: it allows privileged containers or host paths. */
  public get isLoose(): boolean {
    return this.podSecurityLevel === PodSecurityLevel.PRIVILEGED;
  }

  /** Whether privileged builds can be on the nodes of other pods. @internal */
  public get _sharesNodes(): boolean {
    return (this._options as DockerInDockerIsolationOptions | null)?.unsafeSharedNodes === true;
  }

  /** For example `baseline` or `privileged (Docker-in-Docker)`. */
  public toString(): string {
    if (this.allowsPrivileged) {
      return 'Docker-in-Docker: privileged containers';
    }
    if (this.isLoose) {
      return `directories of the node: ${this._hostPaths.join(', ')}`;
    }
    return this.auditsRestricted ? 'baseline that audits restricted' : this.podSecurityLevel;
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

/**
 * Throws for a loose isolation without a reason, one that the platform does not support, or one that admits no build.
 * `seccompRemedy` says how the build pod profile comes to set the seccomp profile; `undefined` if it does.
 */
export function checkIsolation(
  checks: PropertyChecks,
  isolation: BuildIsolation,
  platform: ClusterPlatform,
  seccompRemedy?: string,
): void {
  const { isLoose, allowsPrivileged, reason, _hostPaths: paths } = isolation;
  if (!isLoose) {
    checkSeccomp(checks, isolation, seccompRemedy);
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
      `BuildIsolation.baseline() or BuildIsolation.restricted() on ${name}: ${forbidsNodeAccess.says}`,
      'Run these builds in another cluster or on another Harness build infrastructure, for example Harness Cloud or VMs.',
    );
  }
}

/**
 * Build pods get the security context of the stage, which has no seccomp profile, and Pod Security refuses every pod of the
 * level restricted without one.
 *
 * @see https://github.com/harness/harness-schema/blob/main/v0/pipeline/steps/common/k8s-direct-infra-yaml-spec.yaml
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
function checkSeccomp(
  checks: PropertyChecks,
  { podSecurityLevel, _options }: BuildIsolation,
  remedy: string | undefined,
): void {
  const { seccompFrom } = (_options ?? {}) as RestrictedIsolationOptions;
  const isSet = seccompFrom === SeccompSource.ELSEWHERE || remedy === undefined;
  if (podSecurityLevel === PodSecurityLevel.RESTRICTED && !isSet) {
    checks.refuse(
      'isolation',
      inWords('BuildIsolation.restricted()'),
      'BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE }) or BuildIsolation.baseline({ auditRestricted: true }): Harness sets no seccomp profile on build pods, so Pod Security would refuse every build',
      `${remedy} Otherwise, use the first if a webhook of the cluster sets the profile on build pods, and the second if none does.`,
    );
  }
}

/** Throws for `auditRestricted` where no admission policy demands what a pipeline can set. `why` says why there is none. */
export function checkAudited(checks: PropertyChecks, { auditsRestricted }: BuildIsolation, why?: string): void {
  if (auditsRestricted && why !== undefined) {
    checks.refuse(
      'isolation',
      inWords('BuildIsolation.baseline({ auditRestricted: true })'),
      `BuildIsolation.baseline(), because there is no admission policy that demands the rest: ${why}`,
      'Remove auditRestricted. The Pod Security level of the namespace is still enforced.',
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
