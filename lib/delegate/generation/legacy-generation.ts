import { DelegateGeneration } from '../props';
import type { GenerationRecord } from './generation-record';

/**
 * The legacy delegate, a Java program. What the official Helm chart writes, but for its defects.
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
    // As the chart has it, so that a delegate does not change its kind when it moves here from the chart.
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
    // Inferred: the chart has none.
    readiness: { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 5, timeoutSeconds: 1 },
  },
  usualProbes: ['startup', 'liveness'],
  cpuRequest: '1',
  // As the server writes the 2048Mi of the chart: in other words it would be a difference for ever.
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
