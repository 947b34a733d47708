/** Options and results of a validation. They are plain JSON except for callbacks and signals. */
import type { AccessRule, Feature } from '../access';
import type { ConnectorAddress, PlatformOptions } from '../harness-api';
import type { CauseCode, ProbeName } from './causes';

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

/** A problem that a probe found. */
export interface Finding {
  readonly probe: ProbeName;
  /** Cause, from a closed list. */
  readonly code: CauseCode;
  /** What is wrong. */
  readonly message: string;
  /** Evidence, in the words of the platform or the cluster. */
  readonly evidence?: string;
  /** How to fix it. */
  readonly fix: string;
  /** Rules that would grant the missing permissions: of a Role in the namespace, or of a ClusterRole if it is unset. */
  readonly missingRules?: readonly { readonly namespace?: string; readonly rules: readonly AccessRule[] }[];
}

/** Result of a probe. */
export interface ProbeResult {
  readonly probe: ProbeName;
  readonly policy: ProbePolicy;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why the probe failed. Empty if it passed. */
  readonly findings: readonly Finding[];
}

/** Result of a validation. */
export interface ConnectorValidationResult {
  /** `FAILURE` if a required probe failed. */
  readonly status: 'SUCCESS' | 'FAILURE';
  /** Time of the Harness connection test, or else the end of the validation, in epoch milliseconds. */
  readonly testedAt: number;
  /** Id of the delegate that ran the Harness connection test, if reported. */
  readonly delegateId?: string;
  /** Results of the probes, in the order in which they ran. */
  readonly probes: readonly ProbeResult[];
}
