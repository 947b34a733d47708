import { DelegateGeneration } from '../props';
import type { GenerationRecord } from './generation-record';

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
  // None is documented.
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
