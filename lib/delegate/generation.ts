import type { DelegateGeneration } from '../reference';
import type { ContainerPort } from './pod-parts';

/** The differences between the generations of delegates, as data. */
export interface GenerationRecord {
  readonly generation: DelegateGeneration;
  /** Whether it only stands in for that of an image that was refused. */
  readonly isAssumed?: boolean;
  /** Names of the environment variables; unset if the generation does not have the variable. */
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
  /** Variables that are set from pod fields, by field path. */
  readonly podFields: { readonly [variable: string]: string };
  /** Other names of the same settings. */
  readonly otherReservedNames: readonly string[];
  /** Port of health and metrics. */
  readonly port: number;
  /** Ports that the container declares. */
  readonly containerPorts: readonly ContainerPort[];
  readonly healthPath: string;
  readonly metricsPath: string;
  readonly probes: { readonly [probe in ProbeName]: ProbeDefaults };
  /** Probes enabled by default. */
  readonly usualProbes: readonly ProbeName[];
  readonly cpuRequest: string;
  readonly memory: string;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  readonly readOnlyRoot: ReadOnlyRoot;
  /** Whether an upgrader exists for the generation. */
  readonly hasUpgrader: boolean;
  /** First image version that supports the variable `idleWait`. */
  readonly idleWaitSince?: string;
  readonly proxy?: ProxyVariables;
  readonly customCa: CustomCaPlace;
  readonly mutualTls: MutualTlsPlace;
}

/** Names of the proxy variables. */
export interface ProxyVariables {
  readonly host: string;
  readonly port: string;
  readonly scheme: string;
  readonly noProxy: string;
  readonly user: string;
  readonly password: string;
}

/** Mount path of the CA certificates, and the variables that point to them. */
export interface CustomCaPlace {
  /** First image version that supports CA certificates. */
  readonly since?: string;
  readonly mountPath: string;
  /** Variable for the path, unless the delegate has a fixed path. */
  readonly directory?: string;
  readonly buildPodPaths: string;
}

/** Mount path of the client certificate, and the variables that point to it. */
export interface MutualTlsPlace {
  /** First image version that supports a client certificate. */
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

/** Requirements of a delegate with a read-only root file system. */
export interface ReadOnlyRoot {
  /** First image version that supports it, if documented. */
  readonly since?: string;
  /** Mount path of the writable volume. */
  readonly workingDirectory: string;
  /** The same path, as the delegate receives it. */
  readonly workingDirectoryValue: string;
  /** Medium of the volume for `/tmp`. */
  readonly temporaryMedium?: 'Memory';
}
