import { DelegateGeneration } from '../reference';
import { ImagePullPolicy } from '../workload';
import type { ContainerPort } from './generation';

/** Sets of defaults for a delegate. */
export enum DelegateProfile {
  /**
   * Safe defaults. Each is documented by Harness or inferred by this package:
   *
   * - user, group and file system group 1001, never root: the user is documented, the groups are inferred;
   * - no privilege escalation: documented;
   * - no capabilities, not privileged, seccomp profile `RuntimeDefault`: inferred from the Pod Security level `restricted`;
   * - 256Mi of memory and half a CPU: documented; a limit of one CPU: inferred; the legacy delegate has 2Gi and one CPU, as
   *   in the Helm chart, and an inferred limit of two CPUs;
   * - immutable image references are pulled only once: inferred (Harness documents `Always`);
   * - the owner of volumes changes only if it differs (`fsGroupChangePolicy: OnRootMismatch`): inferred;
   * - sidecars and init containers without privilege escalation and capabilities: inferred;
   * - a wait of 60 seconds for running tasks when the pod stops: documented recommendation; the legacy delegate always
   *   waits;
   * - a bounded heap and no Shell Script steps inside a legacy delegate: both documented;
   * - only the token from its Secret, not the whole Secret: inferred;
   * - no service links, no ServiceAccount token for other pods: inferred;
   * - a namespace that enforces the Pod Security level `restricted`: inferred.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/configure-delegate
   */
  HARDENED = 'hardened',
  /**
   * The exact documented manifest: a container that runs as root, and an autoscaler that keeps one pod. For the legacy
   * delegate, it is the output of the official Helm chart with default values, without the Helm labels and the upgrader:
   * settings are in a ConfigMap with the name of the delegate, and the whole token Secret is injected.
   *
   * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
   */
  DOCUMENTED = 'documented',
}

/** The differences between the profiles of a generation, as data. */
export interface ProfileRecord {
  /** Security context of the pod. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Security context of the delegate's container. */
  readonly containerSecurityContext: SecurityContext;
  /** Whether the container runs as root. */
  readonly runsAsRoot: boolean;
  /** Image pull policy, if the profile sets one. */
  readonly imagePullPolicy?: ImagePullPolicy;
  /** CPU request in the notation of the documented manifest. */
  readonly cpuRequest?: string;
  /** CPU limit. */
  readonly cpuLimit?: string;
  /** How long a stopping delegate waits for its tasks, in seconds. */
  readonly idleWaitSeconds?: number;
  /** Whether the whole token Secret is injected if its key allows it, or only the token. */
  readonly injectsWholeSecret: boolean;
  /** Where the delegate's settings are: in its container, or in ConfigMaps that are injected as a whole. */
  readonly settingsIn: 'container' | 'configMap';
  /**
   * Optional ConfigMaps and Secrets that are injected as a whole, by name suffix. The objects need not exist.
   */
  readonly optionalSources: readonly { readonly kind: 'configMap' | 'secret'; readonly suffix: string }[];
  /** Whether to write empty settings. */
  readonly writesEmptySettings: boolean;
  /** Options for the JVM. */
  readonly javaOptions?: string;
  /** Whether Shell Script steps may run inside the delegate. */
  readonly allowsShellTasks: boolean;
  /** Ports that the container declares before those of the generation. */
  readonly containerPorts: readonly ContainerPort[];
  /**
   * Mode of certificate and key files. Kubernetes also lets the file system group of the pod read them, so that a non-root
   * delegate can.
   */
  readonly certificateFileMode: number;
  /** Pod annotation that changes with a token in clear text. */
  readonly tokenChecksum?: string;
  /** Whether an autoscaler keeps the number of pods if `autoscaling` is unset. */
  readonly keepsPodsByAutoscaler: boolean;
  /** Pod annotation that changes with the ConfigMaps of settings. */
  readonly configChecksum?: string;
  /** Documented name suffixes of bindings, by access choice. */
  readonly bindingSuffixes: { readonly [choice: string]: string };
  /** Fields of an adopted delegate that keep their exact notation. */
  readonly asFound?: AsFound;
  /** Whether only the objects and fields of the documented manifest are written. */
  readonly onlyDocumentedFields: boolean;
}

/** Fields of an adopted delegate that properties would write differently, or not at all, and thereby change. */
export interface AsFound {
  readonly resources?: { readonly requests: Amounts; readonly limits: Amounts };
  readonly tolerations?: Toleration[];
  readonly serviceAccountAnnotations?: { readonly [key: string]: string };
}

type Amounts = { [resource: string]: string };

/** UID of the delegate's image. @see https://developer.harness.io/docs/platform/delegates-v2/delegate-faqs */
const DELEGATE_USER = 1001;

const HARDENED: ProfileRecord = {
  podSecurityContext: {
    runAsNonRoot: true,
    // Documented by Harness: the image runs as this user.
    runAsUser: DELEGATE_USER,
    runAsGroup: DELEGATE_USER,
    fsGroup: DELEGATE_USER,
    fsGroupChangePolicy: 'OnRootMismatch',
    // Inferred: the Pod Security level "restricted" requires it; Harness does not document it.
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containerSecurityContext: {
    // Documented by Harness.
    allowPrivilegeEscalation: false,
    // Inferred: the delegate is a network client and needs no capability.
    capabilities: { drop: ['ALL'] },
    privileged: false,
    runAsNonRoot: true,
  },
  runsAsRoot: false,
  cpuLimit: '1',
  idleWaitSeconds: 60,
  injectsWholeSecret: false,
  settingsIn: 'container',
  optionalSources: [],
  writesEmptySettings: false,
  allowsShellTasks: true,
  containerPorts: [],
  certificateFileMode: 0o400,
  tokenChecksum: 'checksum/token',
  keepsPodsByAutoscaler: false,
  bindingSuffixes: {},
  onlyDocumentedFields: false,
};

const HARDENED_LEGACY: ProfileRecord = {
  ...HARDENED,
  // Inferred: twice what the chart requests, since Java starts slowly with one CPU.
  cpuLimit: '2',
  // A legacy delegate always waits for its tasks.
  idleWaitSeconds: undefined,
  // Documented recommendation: an unbounded heap can exceed the memory limit.
  javaOptions: '-XX:MaxRAMPercentage=70.0 -Xms64M',
  // Documented by Harness for delegates that need no Shell Script steps; CI runs its steps in build pods.
  allowsShellTasks: false,
};

const DOCUMENTED: ProfileRecord = {
  containerSecurityContext: { allowPrivilegeEscalation: false, runAsUser: 0 },
  runsAsRoot: true,
  imagePullPolicy: ImagePullPolicy.ALWAYS,
  cpuRequest: '0.5',
  injectsWholeSecret: true,
  settingsIn: 'container',
  optionalSources: [],
  writesEmptySettings: false,
  allowsShellTasks: true,
  containerPorts: [],
  certificateFileMode: 0o400,
  keepsPodsByAutoscaler: true,
  bindingSuffixes: { 'cluster-admin': '' },
  onlyDocumentedFields: true,
};

/** The output of the official Helm chart with default values. */
export const DOCUMENTED_LEGACY: ProfileRecord = {
  ...DOCUMENTED,
  podSecurityContext: { fsGroup: DELEGATE_USER },
  cpuRequest: undefined,
  settingsIn: 'configMap',
  optionalSources: [
    { kind: 'configMap', suffix: '-proxy' },
    { kind: 'secret', suffix: '-proxy' },
    { kind: 'configMap', suffix: '-shared-certificates' },
  ],
  writesEmptySettings: true,
  javaOptions: '-Xms64M',
  containerPorts: [{ containerPort: 8080 }],
  tokenChecksum: 'checksum/secret',
  keepsPodsByAutoscaler: false,
  configChecksum: 'checksum/configmap',
  bindingSuffixes: { 'cluster-admin': '-cluster-admin' },
};

export const PROFILES: {
  readonly [generation in DelegateGeneration]: { readonly [profile in DelegateProfile]: ProfileRecord };
} = {
  [DelegateGeneration.NEW]: { [DelegateProfile.HARDENED]: HARDENED, [DelegateProfile.DOCUMENTED]: DOCUMENTED },
  [DelegateGeneration.LEGACY]: {
    [DelegateProfile.HARDENED]: HARDENED_LEGACY,
    [DelegateProfile.DOCUMENTED]: DOCUMENTED_LEGACY,
  },
};

/**
 * The exact output of the official chart, including its defects, so that adoption restarts no pod. `HelmHardening` fixes
 * the defects step by step.
 */
export const ADOPTED: ProfileRecord = {
  ...DOCUMENTED_LEGACY,
  // The chart means octal 0400, but Kubernetes reads decimal 400, which is octal 0620.
  certificateFileMode: 400,
  // The chart computes this checksum from its own templates, so it cannot be recomputed: the annotation stays unchanged.
  configChecksum: undefined,
  bindingSuffixes: { 'cluster-admin': '-cluster-admin', 'cluster-viewer': '-cluster-viewer' },
};

/* Parts of the Kubernetes pod API, declared here because public declarations must not depend on Kubernetes types. */

interface SecurityContext {
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { add?: string[]; drop?: string[] };
  readonly privileged?: boolean;
  readonly readOnlyRootFilesystem?: boolean;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
}

interface PodSecurityContext {
  readonly fsGroup?: number;
  readonly fsGroupChangePolicy?: string;
  readonly runAsGroup?: number;
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
  readonly seccompProfile?: { readonly type: string };
}

interface Toleration {
  readonly effect?: string;
  readonly key?: string;
  readonly operator?: string;
  readonly tolerationSeconds?: number;
  readonly value?: string;
}
