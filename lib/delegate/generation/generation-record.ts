import type { DelegateGeneration } from '../props';

/** What differs between the generations of delegates, as data. */
export interface GenerationRecord {
  readonly generation: DelegateGeneration;
  /** Names of the environment variables. */
  readonly variables: {
    readonly accountId: string;
    readonly managerEndpoint: string;
    readonly delegateName: string;
    readonly tags: string;
    readonly token: string;
    readonly initScript: string;
    readonly idleWait: string;
    readonly workingDirectory: string;
  };
  /** Further names of the same settings. */
  readonly otherReservedNames: readonly string[];
  readonly port: number;
  readonly healthPath: string;
  readonly metricsPath: string;
  readonly probes: {
    readonly liveness: ProbeDefaults;
    readonly readiness: ProbeDefaults;
    readonly startup: ProbeDefaults;
  };
  readonly cpuRequest: string;
  readonly memory: string;
  readonly minReadySeconds: number;
  readonly terminationGracePeriodSeconds: number;
  /** Where a read-only root file system is given a writable volume. */
  readonly workingDirectory: string;
  /** First image version that knows the variable `idleWait`. */
  readonly idleWaitSince: string;
}

/** Times in seconds. */
export interface ProbeDefaults {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly failureThreshold: number;
}
