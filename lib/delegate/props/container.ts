import type { Duration } from 'cdk8s';

/** Requests and limits of the delegate's container, as Kubernetes quantities (`500m`, `256Mi`). */
export interface DelegateResources {
  /**
   * CPU that the scheduler sets aside.
   *
   * @default '500m', as documented; '1' for the legacy delegate, as the Helm chart has it
   */
  readonly cpuRequest?: string;
  /**
   * Most CPU that the container gets.
   *
   * @default - '1', for the legacy delegate '2', or the request if that is higher (inferred: Harness documents no limit); none in profile `DOCUMENTED`
   */
  readonly cpuLimit?: string;
  /**
   * Leaves CPU unlimited.
   *
   * @default false
   */
  readonly noCpuLimit?: boolean;
  /**
   * Memory that the scheduler sets aside.
   *
   * @default '256Mi', as documented, '2Gi' for the legacy delegate; the limit if only that is set and is lower
   */
  readonly memoryRequest?: string;
  /**
   * Memory above which the container is killed.
   *
   * @default - the memory request, as documented
   */
  readonly memoryLimit?: string;
  /**
   * Disk that the scheduler sets aside.
   *
   * @default - none
   */
  readonly ephemeralStorageRequest?: string;
  /**
   * Disk above which the pod is evicted.
   *
   * @default - none
   */
  readonly ephemeralStorageLimit?: string;
}

/** Timing of a probe; what it asks is given by the generation of the delegate. Times are whole seconds. */
export interface ProbeTuning {
  /**
   * Wait before the first probe.
   *
   * @default - liveness 10 s, readiness 5 s, as documented; startup 10 s; liveness of the legacy delegate 30 s
   */
  readonly initialDelay?: Duration;
  /**
   * Time between probes, at least a second.
   *
   * @default Duration.seconds(10), as documented; 20 s for the liveness of the legacy delegate
   */
  readonly period?: Duration;
  /**
   * Time that an answer may take, at least a second.
   *
   * @default - as Kubernetes: 1 s
   */
  readonly timeout?: Duration;
  /**
   * Failures in a row before the probe counts as failed, at least 1.
   *
   * @default - liveness and readiness 5, as documented; startup 30; liveness of the legacy delegate 3, startup 40
   */
  readonly failureThreshold?: number;
}

/** Where an environment variable takes its value from. @internal */
export type EnvironmentSource =
  | { readonly kind: 'plain'; readonly value: string; readonly isSecret: boolean }
  | { readonly kind: 'secret' | 'configMap'; readonly objectName: string; readonly key: string }
  | { readonly kind: 'field'; readonly fieldPath: string };

/** An environment variable of the delegate's container. */
export class DelegateVariable {
  /**
   * A value in clear text. Names that speak of secrets (TOKEN, PASSWORD, SECRET and the like) are refused: use
   * `fromSecret`.
   */
  public static plain(name: string, value: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'plain', value, isSecret: false });
  }

  /** A value in clear text although its name speaks of a secret. Whoever reads the manifest sees it. */
  public static unsafePlainSecret(name: string, value: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'plain', value, isSecret: true });
  }

  /** The value of a key in a Secret of the delegate's namespace. */
  public static fromSecret(name: string, secretName: string, key: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'secret', objectName: secretName, key });
  }

  /** The value of a key in a ConfigMap of the delegate's namespace. */
  public static fromConfigMap(name: string, configMapName: string, key: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'configMap', objectName: configMapName, key });
  }

  /** A field of the pod, for example `status.podIP`. */
  public static fromField(name: string, fieldPath: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'field', fieldPath });
  }

  /** @internal */
  public readonly _source!: EnvironmentSource;

  private constructor(
    /** Name of the variable. */
    public readonly name: string,
    source: EnvironmentSource,
  ) {
    // Not enumerable: a secret that was spelled out does not show up where an object is logged.
    Object.defineProperty(this, '_source', { value: source, enumerable: false });
  }

  /** The name, never the value. */
  public toString(): string {
    return this.name;
  }
}

/** Where a volume of the pod is seen in the delegate's container. */
export interface DelegateVolumeMount {
  /** Name of the volume. */
  readonly name: string;
  /** Absolute path in the container. */
  readonly mountPath: string;
  /**
   * Path within the volume.
   *
   * @default - its root
   */
  readonly subPath?: string;
  /**
   * Whether the container cannot write to it.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** The delegate's container and what stands beside it. */
export interface DelegateContainerProps {
  /**
   * CPU, memory and disk.
   *
   * @default - as documented by Harness; profile `HARDENED` adds a CPU limit
   */
  readonly resources?: DelegateResources;
  /**
   * Timing of the liveness probe.
   *
   * @default - as documented
   */
  readonly livenessProbe?: ProbeTuning;
  /**
   * Timing of the readiness probe. It adds one to a legacy delegate, which has none by itself.
   *
   * @default - as documented: none for the legacy delegate
   */
  readonly readinessProbe?: ProbeTuning;
  /**
   * Timing of the startup probe. It adds one to a new delegate, for nodes on which it starts slowly.
   *
   * @default - as documented: none for the new delegate
   */
  readonly startupProbe?: ProbeTuning;
  /**
   * Further environment variables.
   *
   * @default - none
   */
  readonly env?: DelegateVariable[];
  /**
   * A shell script that runs before the delegate starts, of at most 128 KiB. It runs as the delegate's user: installing
   * packages needs `unsafeRunAsRoot` and a writable root file system; an image of your own is the better way.
   *
   * @default - none
   */
  readonly initScript?: string;
  /**
   * Volumes of the pod, as in the Kubernetes API, each with a `name`.
   *
   * @see https://kubernetes.io/docs/concepts/storage/volumes/
   * @default - none
   */
  readonly volumes?: unknown[];
  /**
   * Where the delegate's container sees them.
   *
   * @default - nowhere
   */
  readonly volumeMounts?: DelegateVolumeMount[];
  /**
   * Init containers, as in the Kubernetes API, each with a `name` and an `image`. In profile `HARDENED` they run without
   * privilege escalation and capabilities unless their own `securityContext` says so (inferred).
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
   * @default - none
   */
  readonly initContainers?: unknown[];
  /**
   * Containers beside the delegate's, as in the Kubernetes API, each with a `name` and an `image`. In profile `HARDENED`
   * they run without privilege escalation and capabilities unless their own `securityContext` says so (inferred).
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   * @default - none
   */
  readonly sidecars?: unknown[];
  /**
   * Makes the root file system read-only. The delegate's working directory and `/tmp` become empty volumes. Documented for
   * the legacy delegate from image 24.08.83702 on, whose `/tmp` lies in memory and counts towards its limit; inferred for
   * the new one.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-read-only-file-system-config-guide
   * @default false
   */
  readonly readOnlyRootFilesystem?: boolean;
  /**
   * Runs the delegate as root, with the capabilities of the container runtime. Its namespace then enforces the Pod
   * Security level `baseline`. Harness documents that its images run as the user 1001.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs
   * @default false; profile `DOCUMENTED` always runs as root
   */
  readonly unsafeRunAsRoot?: boolean;
  /**
   * Leaves users and groups to OpenShift, which gives each namespace a range of its own. Inferred: Harness documents
   * none for the new delegate.
   *
   * @see https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
   * @default false
   */
  readonly openShift?: boolean;
}
