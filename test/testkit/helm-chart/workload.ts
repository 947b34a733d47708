/** The delegate itself as the chart makes it. */
import type { DeploymentSpec } from 'kubernetes-types/apps/v1';
import type { Probe } from 'kubernetes-types/core/v1';
import type { Manifest } from '../synth';
import { ACCOUNT, DELEGATE_IMAGE, environmentSources, type Facts, metadata, selector } from './facts';

export function configMap(facts: Facts): Manifest {
  const data = {
    ACCOUNT_ID: ACCOUNT,
    MANAGER_HOST_AND_PORT: 'https://app.harness.io',
    DEPLOY_MODE: 'KUBERNETES',
    DELEGATE_NAME: facts.delegateName,
    POLL_FOR_TASKS: 'false',
    NEXT_GEN: 'true',
    DELEGATE_TAGS: '',
    DELEGATE_DESCRIPTION: '',
    JAVA_OPTS: '-Xms64M',
    DELEGATE_TYPE: 'HELM_DELEGATE',
    DELEGATE_NAMESPACE: facts.namespace,
    INIT_SCRIPT: '',
    CLIENT_TOOLS_DOWNLOAD_DISABLED: 'true',
    LOG_STREAMING_SERVICE_URL: 'https://app.harness.io/log-service/',
    ...facts.environment,
  };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(facts), ...{ data } };
}

export function tokenSecret(facts: Facts): Manifest[] {
  const content = { type: 'Opaque', data: { DELEGATE_TOKEN: 'dG9rZW4=' } };
  return facts.writesToken ? [{ apiVersion: 'v1', kind: 'Secret', metadata: metadata(facts), ...content }] : [];
}

export function serviceAccount(facts: Facts): Manifest[] {
  const own = metadata(facts);
  const annotations = { ...own.annotations, ...facts.accountAnnotations };
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...own, name: facts.serviceAccount, annotations },
  };
  return facts.createsAccount ? [account] : [];
}

const probe = (initialDelaySeconds: number, periodSeconds: number, failureThreshold: number): Probe => ({
  httpGet: { path: '/api/health', port: 3460, scheme: 'HTTP' },
  initialDelaySeconds,
  periodSeconds,
  failureThreshold,
  timeoutSeconds: 1,
});

export function deployment(facts: Facts): Manifest {
  const annotations = {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': '3460',
    'prometheus.io/path': '/api/metrics',
    'checksum/secret': '5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e',
    'checksum/configmap': '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4',
    ...facts.podAnnotations,
  };
  const spec: DeploymentSpec = {
    replicas: 1,
    minReadySeconds: 120,
    strategy: { type: 'RollingUpdate' },
    selector: { matchLabels: selector(facts) },
    template: {
      metadata: { annotations, labels: { ...selector(facts), ...facts.podLabels } },
      spec: {
        serviceAccountName: facts.serviceAccount,
        terminationGracePeriodSeconds: 600,
        restartPolicy: 'Always',
        securityContext: { fsGroup: 1001 },
        ...facts.pod,
        containers: [container(facts), ...(facts.pod.containers ?? [])],
      },
    },
    ...facts.deployment,
  };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(facts), ...{ spec } };
}

function container(facts: Facts) {
  return {
    name: 'delegate',
    image: DELEGATE_IMAGE,
    imagePullPolicy: 'Always',
    securityContext: { allowPrivilegeEscalation: false, runAsUser: 0 },
    ports: [{ containerPort: 8080 }, { name: 'api', containerPort: 3460 }],
    resources: { limits: { memory: '2048Mi' }, requests: { cpu: '1', memory: '2048Mi' } },
    startupProbe: probe(10, 10, 40),
    livenessProbe: probe(30, 20, 3),
    envFrom: environmentSources(facts),
    ...facts.container,
  };
}

export function autoscaler(facts: Facts, metrics: { readonly [resource: string]: number }): Manifest {
  const spec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: facts.fullname },
    minReplicas: 1,
    maxReplicas: 10,
    metrics: Object.entries(metrics).map(([name, averageUtilization]) => ({
      type: 'Resource',
      resource: { name, target: { type: 'Utilization', averageUtilization } },
    })),
  };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: metadata(facts), ...{ spec } };
}
