import type { Duration } from 'cdk8s';
import type { DelegateResources } from './resources';

/** The source of a variable's value. @internal */
export type EnvironmentSource =
  | { readonly kind: 'plain'; readonly value: string; readonly isSecret: boolean }
  | { readonly kind: 'secret' | 'configMap'; readonly objectName: string; readonly key: string }
  | { readonly kind: 'field'; readonly fieldPath: string };

/** An environment variable of the delegate's container. */
export class DelegateVariable {
  /**
   * A value in clear text. Names that indicate a secret (such as TOKEN, PASSWORD or SECRET) are refused: use `fromSecret`.
   */
  public static plain(name: string, value: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'plain', value, isSecret: false });
  }

  /** A value in clear text whose name indicates a secret. Anyone who can read the manifest sees the value. */
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
    // Not enumerable, so that logging the object does not show a secret in clear text.
    Object.defineProperty(this, '_source', { value: source, enumerable: false });
  }

  /** The name, never the value. */
  public toString(): string {
    return this.name;
  }
}

/** Timing of a probe, in whole seconds. The generation of the delegate decides which path and port it requests. */
export interface ProbeTuning {
  /**
   * Wait before the first probe.
   *
   * @default - liveness 10 s, readiness 5 s, as documented; startup 10 s; liveness of the legacy delegate 30 s
   */
  readonly initialDelay?: Duration;
  /**
   * Time between probes, at least one second.
   *
   * @default Duration.seconds(10), as documented; 20 s for the liveness of the legacy delegate
   */
  readonly period?: Duration;
  /**
   * Timeout for a response, at least one second.
   *
   * @default - the Kubernetes default: 1 s
   */
  readonly timeout?: Duration;
  /**
   * Consecutive failures before the probe counts as failed, at least 1.
   *
   * @default - liveness and readiness 5, as documented; startup 30; liveness of the legacy delegate 3, startup 40
   */
  readonly failureThreshold?: number;
}

/** A volume mount of the delegate's container. */
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
   * Mounts the volume read-only.
   *
   * @default false
   */
  readonly readOnly?: boolean;
}

/** The delegate's container, and the other containers and volumes of its pod. */
export interface DelegateContainerProps {
  /**
   * Requests and limits for CPU, memory and ephemeral storage.
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
   * Timing of the readiness probe. A legacy delegate has none unless you set this property.
   *
   * @default - as documented: none for the legacy delegate
   */
  readonly readinessProbe?: ProbeTuning;
  /**
   * Timing of the startup probe. A new delegate has none unless you set this property: use it for slow nodes.
   *
   * @default - as documented: none for the new delegate
   */
  readonly startupProbe?: ProbeTuning;
  /**
   * Additional environment variables.
   *
   * @default - none
   */
  readonly env?: DelegateVariable[];
  /**
   * A shell script of at most 128 KiB that runs before the delegate starts, as the delegate's user. Installing packages
   * needs `unsafeRunAsRoot` and a writable root file system; prefer a custom image.
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
   * Volume mounts of the delegate's container.
   *
   * @default - none
   */
  readonly volumeMounts?: DelegateVolumeMount[];
  /**
   * Init containers, as in the Kubernetes API, each with a `name` and an `image`. In profile `HARDENED`, they run without
   * privilege escalation and capabilities unless their own `securityContext` sets them (inferred).
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/init-containers/
   * @default - none
   */
  readonly initContainers?: unknown[];
  /**
   * Sidecar containers, as in the Kubernetes API, each with a `name` and an `image`. In profile `HARDENED`, they run without
   * privilege escalation and capabilities unless their own `securityContext` sets them (inferred).
   *
   * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/
   * @default - none
   */
  readonly sidecars?: unknown[];
  /**
   * Makes the root file system read-only. The delegate's working directory and `/tmp` become `emptyDir` volumes. Documented
   * for the legacy delegate from image 24.08.83702, whose `/tmp` is in memory and counts towards the memory limit; inferred
   * for the new delegate.
   *
   * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-read-only-file-system-config-guide
   * @default false
   */
  readonly readOnlyRootFilesystem?: boolean;
  /**
   * Runs the delegate as root, with the capabilities of the container runtime. Its namespace then enforces the Pod
   * Security level `baseline`. Harness documents that its images run as user 1001.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs
   * @default false; profile `DOCUMENTED` always runs as root
   */
  readonly unsafeRunAsRoot?: boolean;
  /**
   * Leaves user and group IDs to OpenShift, which assigns a range to each namespace. Inferred: Harness does not document
   * OpenShift for the new delegate.
   *
   * @see https://docs.openshift.com/container-platform/latest/authentication/managing-security-context-constraints.html
   * @default false
   */
  readonly openShift?: boolean;
}
