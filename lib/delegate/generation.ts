import type { EnvVarSource } from 'kubernetes-types/core/v1';
import { inWords, type PropertyChecks } from '../core';
import { DelegateGeneration, isOlderThan } from '../reference';
import { type ResolvedImage, tagOf } from './image';

/** A port of a container. Declared here because public declarations must not depend on Kubernetes types. */
export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
}

/** The differences between the generations of delegates, as data. */
export interface GenerationRecord {
  readonly generation: DelegateGeneration;
  /** Assumed, because the image was refused. */
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

/**
 * The legacy delegate, a Java program. Values follow the official Helm chart, except for its defects.
 *
 * @see https://developer.harness.io/docs/platform/delegates/delegate-reference/delegate-environment-variables
 * @see https://github.com/harness/delegate-helm-chart
 */
export const LEGACY_GENERATION: GenerationRecord = {
  generation: DelegateGeneration.LEGACY,
  variables: {
    accountId: 'ACCOUNT_ID',
    managerEndpoint: 'MANAGER_HOST_AND_PORT',
    delegateName: 'DELEGATE_NAME',
    tags: 'DELEGATE_TAGS',
    token: 'DELEGATE_TOKEN',
    initScript: 'INIT_SCRIPT',
    workingDirectory: 'WORKING_DIR',
    namespace: 'DELEGATE_NAMESPACE',
    description: 'DELEGATE_DESCRIPTION',
    logService: 'LOG_STREAMING_SERVICE_URL',
    javaOptions: 'JAVA_OPTS',
    pollForTasks: 'POLL_FOR_TASKS',
    blockShellTasks: 'BLOCK_SHELL_TASK',
  },
  constants: {
    DEPLOY_MODE: 'KUBERNETES',
    NEXT_GEN: 'true',
    // As in the chart, so that a delegate keeps its type when it is adopted from the chart.
    DELEGATE_TYPE: 'HELM_DELEGATE',
    CLIENT_TOOLS_DOWNLOAD_DISABLED: 'true',
  },
  podFields: {},
  otherReservedNames: ['DELEGATE_GROUP_NAME'],
  port: 3460,
  containerPorts: [{ containerPort: 3460, name: 'api' }],
  healthPath: '/api/health',
  metricsPath: '/api/metrics',
  probes: {
    startup: { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 40, timeoutSeconds: 1 },
    liveness: { initialDelaySeconds: 30, periodSeconds: 20, failureThreshold: 3, timeoutSeconds: 1 },
    // Inferred: the chart has no readiness probe.
    readiness: { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 5, timeoutSeconds: 1 },
  },
  usualProbes: ['startup', 'liveness'],
  cpuRequest: '1',
  // The chart's 2048Mi as the API server writes it: any other notation would show up as a permanent difference.
  memory: '2Gi',
  minReadySeconds: 120,
  terminationGracePeriodSeconds: 600,
  hasUpgrader: true,
  /** @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-read-only-file-system-config-guide */
  readOnlyRoot: {
    since: '24.08.83702',
    workingDirectory: '/opt/harness-delegate/writable',
    workingDirectoryValue: '/opt/harness-delegate/writable/',
    temporaryMedium: 'Memory',
  },
  proxy: {
    host: 'PROXY_HOST',
    port: 'PROXY_PORT',
    scheme: 'PROXY_SCHEME',
    noProxy: 'NO_PROXY',
    user: 'PROXY_USER',
    password: 'PROXY_PASSWORD',
  },
  customCa: { mountPath: '/opt/harness-delegate/ca-bundle/', buildPodPaths: 'DESTINATION_CA_PATH' },
  mutualTls: {
    mountPath: '/etc/mtls',
    certificate: 'DELEGATE_CLIENT_CERTIFICATE_PATH',
    privateKey: 'DELEGATE_CLIENT_CERTIFICATE_KEY_PATH',
  },
};

/**
 * The new delegate, also called Delegate 3.x.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/configure-delegate
 */
export const NEW_GENERATION: GenerationRecord = {
  generation: DelegateGeneration.NEW,
  variables: {
    accountId: 'HARNESS_ACCOUNT_ID',
    managerEndpoint: 'HARNESS_MANAGER_HOST_AND_PORT',
    delegateName: 'HARNESS_DELEGATE_NAME',
    tags: 'HARNESS_DELEGATE_TAGS',
    token: 'HARNESS_DELEGATE_TOKEN',
    initScript: 'HARNESS_INIT_SCRIPT',
    workingDirectory: 'HARNESS_WORKDIR',
    idleWait: 'IDLE_WAIT_SECS_BEFORE_STOP',
  },
  constants: {},
  podFields: { POD_NAMESPACE: 'metadata.namespace', POD_SERVICE_ACCOUNT_NAME: 'spec.serviceAccountName' },
  otherReservedNames: ['INIT_SCRIPT', 'HARNESS_INIT_SCRIPT_PATH'],
  port: 3000,
  containerPorts: [],
  healthPath: '/health',
  metricsPath: '/metrics',
  probes: {
    liveness: { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 5 },
    readiness: { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 5 },
    startup: { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 30 },
  },
  usualProbes: ['liveness', 'readiness'],
  cpuRequest: '500m',
  memory: '256Mi',
  minReadySeconds: 10,
  terminationGracePeriodSeconds: 600,
  // Inferred: Harness documents a read-only root file system for the legacy delegate only.
  readOnlyRoot: {
    workingDirectory: '/opt/harness-delegate/writable',
    workingDirectoryValue: '/opt/harness-delegate/writable',
  },
  // No upgrader is documented.
  hasUpgrader: false,
  idleWaitSince: '1.25.2',
  customCa: {
    since: '1.40.2',
    mountPath: '/opt/harness-delegate/certs',
    directory: 'HARNESS_CERTS_DIR',
    buildPodPaths: 'HARNESS_DESTINATION_CA_PATH',
  },
  mutualTls: {
    since: '1.40.2',
    mountPath: '/etc/mtls',
    certificate: 'HARNESS_CLIENT_CERT_FILE',
    privateKey: 'HARNESS_CLIENT_KEY_FILE',
  },
};

export const GENERATIONS: { readonly [generation in DelegateGeneration]: GenerationRecord } = {
  [DelegateGeneration.NEW]: NEW_GENERATION,
  [DelegateGeneration.LEGACY]: LEGACY_GENERATION,
};

/* Settings and properties of one generation only, or of newer images only. */

/** A variable of the delegate itself, with its value or the source of its value. */
export interface Setting {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: EnvVarSource;
  /** Whether Kubernetes expands `$(NAME)` in the value. */
  readonly expands?: boolean;
}

/** The setting, if the generation has a name for it and the value is set. */
export function setting(name?: string, value?: string): Setting[] {
  return name === undefined || value === undefined ? [] : [{ name, value }];
}

/** Refuses a property that delegates of this generation do not have. */
export function refuseForGeneration(
  context: { readonly checks: PropertyChecks; readonly generation: GenerationRecord },
  property: string,
  remedy: string,
): never {
  const { checks, generation } = context;
  if (generation.isAssumed) {
    checks.stop();
  }
  const isNew = generation.generation === DelegateGeneration.NEW;
  const problem = `not supported by the ${isNew ? 'new' : 'legacy'} delegate`;
  return checks.refuse(property, undefined, `a ${isNew ? 'legacy' : 'new'} delegate`, remedy, problem);
}

/** Refuses a property for an image older than `since`, now or once the image is known. */
export function refuseOlderImage(
  { checks, image }: { readonly checks: PropertyChecks; readonly image: ResolvedImage },
  property: string,
  since: string,
): void {
  checks.later(property, [image.reference], (reference) => {
    const tag = tagOf(reference);
    if (tag !== undefined && isOlderThan(tag, since)) {
      const remedy = 'Use a newer image, or remove the property.';
      checks.refuse(property, inWords(`the image tag "${tag}"`), `version ${since} or later`, remedy);
    }
  });
}
