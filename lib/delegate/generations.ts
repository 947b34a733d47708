import { DelegateGeneration } from '../reference';
import type { GenerationRecord } from './generation';

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
