import type { ContainerPort } from '../pod-parts';
import type { DelegateGeneration } from '../props';

/** What differs between the generations of delegates, as data. */
export interface GenerationRecord {
  readonly generation: DelegateGeneration;
  /** Names of the environment variables. One that a generation does not have is left out. */
  readonly variables: {
    readonly accountId: string;
    readonly managerEndpoint: string;
    readonly delegateName: string;
    readonly tags: string;
    readonly token: string;
    readonly initScript: string;
    readonly workingDirectory: string;
    readonly namespace?: string;
    readonly description?: string;
    readonly logService?: string;
    readonly idleWait?: string;
    readonly javaOptions?: string;
    readonly pollForTasks?: string;
    readonly blockShellTasks?: string;
  };
  /** Variables that are the same for every delegate of the generation. */
  readonly constants: { readonly [variable: string]: string };
  /** Variables that are fields of the pod, by their path. */
  readonly podFields: { readonly [variable: string]: string };
  /** Further names of the same settings. */
  readonly otherReservedNames: readonly string[];
  /** Port of health and metrics. */
  readonly port: number;
  /** Ports that the container tells of. */
  readonly containerPorts: readonly ContainerPort[];
  readonly healthPath: string;
  readonly metricsPath: string;
  readonly probes: { readonly [probe in ProbeName]: ProbeDefaults };
  /** Probes that there are without being asked for. */
  readonly usualProbes: readonly ProbeName[];
  readonly cpuRequest: string;
  readonly memory: string;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  readonly readOnlyRoot: ReadOnlyRoot;
  /** Whether there is an upgrader for it. */
  readonly hasUpgrader: boolean;
  /** First image version that knows the variable `idleWait`. */
  readonly idleWaitSince?: string;
  readonly proxy?: ProxyVariables;
  readonly customCa: CustomCaPlace;
  readonly mutualTls: MutualTlsPlace;
}

/** Names of the variables for a proxy. */
export interface ProxyVariables {
  readonly host: string;
  readonly port: string;
  readonly scheme: string;
  readonly noProxy: string;
  readonly user: string;
  readonly password: string;
}

/** Where certificates of authorities are mounted, and the variables that tell of them. */
export interface CustomCaPlace {
  /** First image version that knows them. */
  readonly since?: string;
  readonly mountPath: string;
  /** Variable for the path, where the delegate does not know it by itself. */
  readonly directory?: string;
  readonly buildPodPaths: string;
}

/** Where the client certificate is mounted, and the variables that tell of it. */
export interface MutualTlsPlace {
  /** First image version that knows it. */
  readonly since?: string;
  readonly mountPath: string;
  readonly certificate: string;
  readonly privateKey: string;
}

export type ProbeName = 'startup' | 'liveness' | 'readiness';

/** Times in seconds. */
export interface ProbeDefaults {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
  readonly timeoutSeconds?: number;
}

/** What a delegate needs when its root file system is read-only. */
export interface ReadOnlyRoot {
  /** First image version that can do with it, where that is documented. */
  readonly since?: string;
  /** Where a volume is mounted for it to write to. */
  readonly workingDirectory: string;
  /** The same as the delegate is told it. */
  readonly workingDirectoryValue: string;
  /** Medium of the volume for `/tmp`. */
  readonly temporaryMedium?: 'Memory';
}
