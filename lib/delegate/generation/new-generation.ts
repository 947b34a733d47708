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
    idleWait: 'IDLE_WAIT_SECS_BEFORE_STOP',
    workingDirectory: 'HARNESS_WORKDIR',
  },
  otherReservedNames: ['INIT_SCRIPT', 'HARNESS_INIT_SCRIPT_PATH'],
  port: 3000,
  healthPath: '/health',
  metricsPath: '/metrics',
  probes: {
    liveness: { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 5 },
    readiness: { initialDelaySeconds: 5, periodSeconds: 10, failureThreshold: 5 },
    startup: { initialDelaySeconds: 10, periodSeconds: 10, failureThreshold: 30 },
  },
  cpuRequest: '500m',
  memory: '256Mi',
  minReadySeconds: 10,
  terminationGracePeriodSeconds: 600,
  workingDirectory: '/opt/harness-delegate/writable',
  idleWaitSince: '1.25.2',
};
