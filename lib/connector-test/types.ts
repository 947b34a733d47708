/** What a validation takes and gives, as plain JSON but for callbacks. */
import type { AccessRule, Feature } from '../access';
import type { ConnectorAddress, PlatformOptions } from '../harness-api';
import type { CauseCode } from './causes';

/** One of the three things that are asked. */
export type ProbeName = 'connected' | 'cluster' | 'harness';

/** What the outcome of a probe means: a failed one fails the whole, is only told, or is not asked at all. */
export type ProbePolicy = 'required' | 'advisory' | 'skip';

/** Where the kubeconfig comes from. */
export type KubeconfigSource =
  /** A file. */
  | { readonly file: string }
  /** The text itself. */
  | { readonly content: string }
  /** The pod that this runs in. */
  | { readonly inCluster: true }
  /** As kubectl finds it: `KUBECONFIG`, `~/.kube/config`, then the pod. */
  | { readonly ambient: true };

/** How the cluster is asked. */
export interface ClusterProbeOptions {
  /** Credentials for the cluster. */
  readonly kubeconfig: KubeconfigSource;
  /**
   * A context of the kubeconfig.
   *
   * @default - the current one
   */
  readonly context?: string;
  /**
   * The ServiceAccount of the delegate, or of the connector: everything is asked in its name, by impersonation, which the
   * credentials must allow.
   *
   * @default - everything is asked in the name of the credentials
   */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string };
  /**
   * Namespaces in which builds run.
   *
   * @default - none
   */
  readonly buildNamespaces?: readonly string[];
  /**
   * What the delegate does in each of them.
   *
   * @default ['ci-builds']
   */
  readonly features?: readonly Feature[];
  /**
   * Whether to leave out what Harness' own test does: list controllers of the namespace `default`. Namespaces of builds
   * are asked about all the same.
   *
   * @default false
   */
  readonly skipDefaultNamespaceValidation?: boolean;
}

/** What to validate, and how. */
export interface ValidateConnectorOptions {
  /** The platform, and the key for it. */
  readonly platform: PlatformOptions;
  /** The connector. */
  readonly connector: ConnectorAddress;
  /** Tags that its delegate must have, all of them; none for any delegate. */
  readonly delegateSelectors: readonly string[];
  /**
   * The generation of the delegate. On the new one Harness' own test is documented to fail, so that it is advisory there.
   *
   * @default legacy
   */
  readonly delegateGeneration?: 'new' | 'legacy';
  /**
   * Whether Harness has turned on `PL_USE_RUNNER` for the account, by which its test works on the new delegate.
   *
   * @default false
   */
  readonly plUseRunner?: boolean;
  /**
   * Credentials for the cluster.
   *
   * @default - the cluster is not asked
   */
  readonly cluster?: ClusterProbeOptions;
  /**
   * What the outcome of each probe means.
   *
   * @default - `connected` and `cluster` are required; `harness` is required on the legacy delegate and where `plUseRunner` is on, and else advisory
   */
  readonly policies?: { readonly [probe in ProbeName]?: ProbePolicy };
  /**
   * Seconds until what may still come right counts as failed.
   *
   * @default 600
   */
  readonly timeoutSeconds?: number;
  /**
   * Seconds between two looks.
   *
   * @default 10
   */
  readonly pollIntervalSeconds?: number;
  /**
   * Hears what is going on.
   *
   * @default - nobody
   */
  readonly onProgress?: (progress: ValidationProgress) => void;
  /**
   * Ends the validation: it then throws the reason of the signal.
   *
   * @default - nothing does
   */
  readonly signal?: AbortSignal;
}

/** A step of a validation. */
export interface ValidationProgress {
  readonly probe: ProbeName;
  /** One line for people. */
  readonly message: string;
}

/** Something that was found. */
export interface Finding {
  readonly probe: ProbeName;
  /** One of a closed list. */
  readonly code: CauseCode;
  /** What is wrong. */
  readonly message: string;
  /** What was seen, in the words of the platform or the cluster. */
  readonly evidence?: string;
  /** What to do. */
  readonly fix: string;
  /** Rules of a Role that would grant what is missing, and where; without a namespace, of a ClusterRole. */
  readonly missingRules?: readonly { readonly namespace?: string; readonly rules: readonly AccessRule[] }[];
}

/** What a probe gave. */
export interface ProbeResult {
  readonly probe: ProbeName;
  readonly policy: ProbePolicy;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed; none when it passed. */
  readonly findings: readonly Finding[];
}

/** What a validation gave. */
export interface ConnectorValidationResult {
  /** `FAILURE` when a required probe failed. */
  readonly status: 'SUCCESS' | 'FAILURE';
  /** When, in epoch milliseconds: what the platform says, else the end of the validation. */
  readonly testedAt: number;
  /** The delegate that ran Harness' test, where the platform says so. */
  readonly delegateId?: string;
  /** In the order in which they ran. */
  readonly probes: readonly ProbeResult[];
}
