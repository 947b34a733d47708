import type { ContainerPort, PodSecurityContext, SecurityContext, Toleration } from '../pod-parts';
import { DelegateGeneration, DelegateProfile, ImagePullPolicy } from '../props';

/** What differs between the profiles of a generation, as data. */
export interface ProfileRecord {
  /** Security context of the pod. */
  readonly podSecurityContext?: PodSecurityContext;
  /** Security context of the delegate's container. */
  readonly containerSecurityContext: SecurityContext;
  /** Whether the container runs as root. */
  readonly runsAsRoot: boolean;
  /** How often the image is pulled, where the profile decides. */
  readonly imagePullPolicy?: ImagePullPolicy;
  /** How CPU is written, where the documented manifest writes it in its own way. */
  readonly cpuRequest?: string;
  /** Limit of CPU. */
  readonly cpuLimit?: string;
  /** Wait of a stopping delegate for its tasks. */
  readonly idleWaitSeconds?: number;
  /** Whether a whole Secret is injected when its key allows it, or the token alone. */
  readonly injectsWholeSecret: boolean;
  /** Where the settings of the delegate stand: in its container, or in ConfigMaps that are injected as a whole. */
  readonly settingsIn: 'container' | 'configMap';
  /**
   * What is injected as a whole if it is there, by what follows the name of the delegate in its name. The objects need
   * not exist.
   */
  readonly optionalSources: readonly { readonly kind: 'configMap' | 'secret'; readonly suffix: string }[];
  /** Whether a setting without a value is written all the same. */
  readonly writesEmptySettings: boolean;
  /** Options of the Java machine. */
  readonly javaOptions?: string;
  /** Whether Shell Script steps may run within the delegate. */
  readonly allowsShellTasks: boolean;
  /** Ports that the container tells of, before those of the generation. */
  readonly containerPorts: readonly ContainerPort[];
  /**
   * Mode of the files of certificates and keys. With the file system group of the pod, Kubernetes lets that group read them
   * as well, so that a delegate that is not root can.
   */
  readonly certificateFileMode: number;
  /** Annotation of the pods that changes with a token that is spelled out. */
  readonly tokenChecksum?: string;
  /** Whether an autoscaler keeps the number of pods where nobody asked for one. */
  readonly keepsPodsByAutoscaler: boolean;
  /** Annotation of the pods that changes with the ConfigMaps of settings. */
  readonly configChecksum?: string;
  /** What follows the name of the delegate in that of a binding, where it is documented, by the choice of access. */
  readonly bindingSuffixes: { readonly [choice: string]: string };
  /** What is taken over in the very words that it has. */
  readonly asFound?: AsFound;
  /** Whether only the objects and fields of the documented manifest are written. */
  readonly onlyDocumentedFields: boolean;
}

/** What properties would say in other words, or not at all, which would be a change of what is taken over. */
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
    // Inferred: what the Pod Security level "restricted" asks for; Harness documents nothing about it.
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containerSecurityContext: {
    // Documented by Harness.
    allowPrivilegeEscalation: false,
    // Inferred: the delegate is a client of the network and needs no capability.
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
  // It waits for its tasks by itself.
  idleWaitSeconds: undefined,
  // Documented as recommended: without a bound the heap may outgrow the limit of memory.
  javaOptions: '-XX:MaxRAMPercentage=70.0 -Xms64M',
  // Documented by Harness for delegates that need no such steps; CI runs them in build pods.
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

/** What the official Helm chart makes of its defaults. */
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
