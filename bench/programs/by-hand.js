/** A plain cdk8s program that makes the objects of COUNT hardened delegates by hand. */
const { ApiObject, App, Chart } = require('cdk8s');

const count = Number(process.argv[2]);
const ANNOTATIONS = {
  'argocd.argoproj.io/sync-options': 'Prune=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
};
const WRITE = ['get', 'list', 'watch', 'create', 'update', 'delete'];

function delegate(chart, name, namespace) {
  const labels = { 'app.kubernetes.io/name': 'harness-delegate', 'harness.io/name': name };
  const add = (kind, object) => new ApiObject(chart, `${name}-${kind}`, { kind, ...object });
  const podSecurity = Object.fromEntries(
    ['enforce', 'warn', 'audit'].map((mode) => [`pod-security.kubernetes.io/${mode}`, 'restricted']),
  );
  add('Namespace', {
    apiVersion: 'v1',
    metadata: {
      name: namespace,
      annotations: ANNOTATIONS,
      labels: { 'app.kubernetes.io/name': 'harness-delegate', ...podSecurity },
    },
  });
  add('ServiceAccount', {
    apiVersion: 'v1',
    metadata: { name, namespace, labels },
    automountServiceAccountToken: false,
  });
  const role = `${name}.${namespace}.ci-builds`;
  const metadata = { name: role, namespace: 'harness-builds', labels };
  const rule = (resources, verbs) => ({ apiGroups: [''], resources, verbs });
  add('Role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata,
    rules: [
      rule(['pods'], WRITE),
      rule(['secrets'], WRITE),
      rule(['services'], WRITE),
      rule(['persistentvolumeclaims'], WRITE),
      rule(['events'], ['list', 'watch']),
    ],
  });
  add('RoleBinding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  add('Deployment', {
    apiVersion: 'apps/v1',
    metadata: { name, namespace, annotations: ANNOTATIONS, labels },
    spec: deploymentSpec(name, labels),
  });
}

function deploymentSpec(name, labels) {
  const probe = (initialDelaySeconds) => ({
    httpGet: { path: '/health', port: 3000 },
    initialDelaySeconds,
    periodSeconds: 10,
    failureThreshold: 5,
  });
  const field = (variable, fieldPath) => ({ name: variable, valueFrom: { fieldRef: { fieldPath } } });
  const container = {
    name: 'delegate',
    image: 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1',
    imagePullPolicy: 'IfNotPresent',
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      privileged: false,
      runAsNonRoot: true,
    },
    resources: { requests: { cpu: '500m', memory: '256Mi' }, limits: { cpu: '1', memory: '256Mi' } },
    livenessProbe: probe(10),
    readinessProbe: probe(5),
    env: [
      { name: 'HARNESS_ACCOUNT_ID', value: '6_vVHzo9Qeu9fXvj-AcQCb' },
      { name: 'HARNESS_MANAGER_HOST_AND_PORT', value: 'https://app.harness.io' },
      { name: 'HARNESS_DELEGATE_NAME', value: name },
      { name: 'HARNESS_DELEGATE_TAGS', value: 'linux-amd64' },
      field('POD_NAMESPACE', 'metadata.namespace'),
      field('POD_SERVICE_ACCOUNT_NAME', 'spec.serviceAccountName'),
      {
        name: 'HARNESS_DELEGATE_TOKEN',
        valueFrom: { secretKeyRef: { name: 'ci-delegate-token', key: 'HARNESS_DELEGATE_TOKEN' } },
      },
      { name: 'IDLE_WAIT_SECS_BEFORE_STOP', value: '60' },
    ],
  };
  return {
    replicas: 1,
    minReadySeconds: 10,
    selector: { matchLabels: { 'harness.io/name': name } },
    template: {
      metadata: {
        labels,
        annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '3000', 'prometheus.io/path': '/metrics' },
      },
      spec: {
        automountServiceAccountToken: true,
        enableServiceLinks: false,
        serviceAccountName: name,
        terminationGracePeriodSeconds: 600,
        restartPolicy: 'Always',
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 1001,
          runAsGroup: 1001,
          fsGroup: 1001,
          fsGroupChangePolicy: 'OnRootMismatch',
          seccompProfile: { type: 'RuntimeDefault' },
        },
        containers: [container],
      },
    },
  };
}

const app = new App();
const chart = new Chart(app, 'delegates');
for (let index = 0; index < count; index++) {
  delegate(chart, `ci-${index}`, `harness-delegate-${index}`);
}
app.synth();
