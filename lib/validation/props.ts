/** Options of a validation. They are plain JSON except for callbacks and signals. */
import type { Feature } from '../access';
import type { ConnectorAddress, PlatformOptions } from '../harness-api';
import type { ProbeName } from './causes';

/** What to do with a probe: fail the validation if it fails, only report its outcome, or do not run it. */
export type ProbePolicy = 'required' | 'advisory' | 'skip';

/** Source of the kubeconfig. */
export type KubeconfigSource =
  /** Path of a kubeconfig file. */
  | { readonly file: string }
  /** Content of a kubeconfig. */
  | { readonly content: string }
  /** ServiceAccount of the pod in which the program runs. */
  | { readonly inCluster: true }
  /** Lookup as in kubectl: `KUBECONFIG`, `~/.kube/config`, then the pod. */
  | { readonly ambient: true };

/** Options of the cluster probe. */
export interface ClusterProbeOptions {
  /** Credentials for the cluster. */
  readonly kubeconfig: KubeconfigSource;
  /**
   * Name of a context in the kubeconfig.
   *
   * @default - the current context
   */
  readonly context?: string;
  /**
   * ServiceAccount of the delegate or the connector to impersonate in all requests. The credentials must permit it.
   *
   * @default - no impersonation: the probe tests the account of the credentials
   */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /**
   * Namespaces in which builds run.
   *
   * @default - none
   */
  readonly buildNamespaces?: readonly string[];
  /**
   * Those of `buildNamespaces` whose builds can use the node on purpose, for example for Docker-in-Docker. In each other one,
   * Pod Security must enforce `baseline` or `restricted`.
   *
   * @default - none
   * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/
   */
  readonly privilegedNamespaces?: readonly string[];
  /**
   * Kubernetes version that the farm counts on, for example `1.36`. An older API server is reported, since it does not know
   * all policies of the farm. Patch versions are not compared.
   *
   * @default - the version of the API server is not checked
   */
  readonly kubernetesVersion?: string;
  /**
   * Features that the delegate needs in each build namespace.
   *
   * @default ['ci-builds']
   */
  readonly features?: readonly Feature[];
  /**
   * Skip the check of the Harness connection test, which lists controllers in the namespace `default`. Build namespaces
   * are still checked.
   *
   * @default false
   */
  readonly skipDefaultNamespaceValidation?: boolean;
}

/** Options of `validateConnector`. */
export interface ValidateConnectorOptions {
  /** Endpoint and credentials of the Harness platform. */
  readonly platform: PlatformOptions;
  /** Connector to validate. */
  readonly connector: ConnectorAddress;
  /** Tags that the delegate must have, all of them. An empty list matches any delegate. */
  readonly delegateSelectors: readonly string[];
  /**
   * Generation of the delegate. The Harness connection test is documented to fail on the new generation, so it is
   * advisory there.
   *
   * @default legacy
   */
  readonly delegateGeneration?: 'new' | 'legacy';
  /**
   * Whether Harness has enabled `PL_USE_RUNNER` for the account, which makes its test work on the new delegate.
   *
   * @default false
   */
  readonly plUseRunner?: boolean;
  /**
   * Options of the cluster probe.
   *
   * @default - the cluster probe is skipped
   */
  readonly cluster?: ClusterProbeOptions;
  /**
   * Policy of each probe.
   *
   * @default - `connected` and `cluster` are required; `harness` is required on the legacy delegate and with `plUseRunner`, and otherwise advisory
   */
  readonly policies?: { readonly [probe in ProbeName]?: ProbePolicy };
  /**
   * Seconds to wait for failures that can resolve themselves.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Seconds between two attempts of a probe.
   *
   * @default 10
   */
  readonly pollIntervalSeconds?: number;
  /**
   * Called with progress messages.
   *
   * @default - progress is not reported
   */
  readonly onProgress?: (progress: ValidationProgress) => void;
  /**
   * Aborts the validation, which then throws the reason of the signal.
   *
   * @default - the validation cannot be aborted
   */
  readonly signal?: AbortSignal;
}

/** Progress of a validation. */
export interface ValidationProgress {
  readonly probe: ProbeName;
  /** Message for people, in one line. */
  readonly message: string;
}
