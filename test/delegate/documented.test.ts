import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { AutoscalingMetric, DelegateToken } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { parsed, synthesizeExample } from '../testkit/examples';
import { refused } from '../testkit/refused';
import { kindsOf, type Manifest, newApp, objectOf } from '../testkit/synth';
import { addDelegate, DOCUMENTED, synthDelegate } from './delegates';

const NAME = 'k8s-delegate';
const NAMESPACE = 'harness-delegate';

/** The documented manifest, with what the example sets in place of its placeholders. */
const documented = parsed(readFileSync(join(__dirname, 'fixtures', 'documented-manifest.yaml'), 'utf8'));

/** What the example writes. */
let files: string[];
let ours: Manifest[];

beforeAll(() => {
  const written = synthesizeExample('documented-delegate.ts', [join(__dirname, 'fixtures', 'no-network.cjs')]);
  files = [...written.keys()];
  ours = [...written.values()].flat();
}, 30_000);

describe('examples/documented-delegate.ts gives the documented manifest', () => {
  test('in one file, created without network access, which kubectl applies without Helm', () => {
    covers('S001.deploy.file', 'S003.chart.helm', 'S003.air-gap.no-chart-repository');
    covers('S002.connector.manifest-method', 'S004.connector.manifest-method');
    expect(files).toEqual(['documented-delegate.k8s.yaml']);
    for (const { apiVersion, kind, metadata } of ours) {
      expect([apiVersion, kind, metadata.name]).toEqual([expect.any(String), expect.any(String), expect.any(String)]);
    }
    expect(JSON.stringify(ours)).not.toContain('{{');
  });

  test('as the same six objects in the same order', () => {
    covers('S001.manifest.objects');
    expect(kindsOf(ours)).toEqual([
      'Namespace',
      'ServiceAccount',
      'ClusterRoleBinding',
      'Secret',
      'Deployment',
      'HorizontalPodAutoscaler',
    ]);
    expect(kindsOf(ours)).toEqual(kindsOf(documented));
  });

  test.each(kindsOf(documented).filter((kind) => kind !== 'Secret'))(
    'field by field, with nothing added: %s',
    (name) => {
      covers('S001.manifest.objects');
      const named = ({ kind }: Manifest) => kind === name;
      expect(ours.find(named)).toStrictEqual(documented.find(named));
    },
  );

  test('with a Secret that has the decoded content of the documented one', () => {
    covers('S001.manifest.objects', 'S001.manifest.secret', 'S001.manifest.secret-key');
    const { data, ...fields } = documented[3] as Manifest & { data: { [key: string]: string } };
    const decoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]);
    expect(ours[3]).toStrictEqual({ ...fields, stringData: Object.fromEntries(decoded) });
  });
});

describe('the documented objects', () => {
  test('Namespace: bears the name of the namespace', () => {
    covers('S001.manifest.namespace');
    expect(objectOf(ours, 'Namespace').metadata).toEqual({ name: NAMESPACE });
  });

  test('ServiceAccount: is named as the delegate, in its namespace', () => {
    covers('S001.manifest.service-account');
    expect(objectOf(ours, 'ServiceAccount').metadata).toEqual({ name: NAME, namespace: NAMESPACE });
  });

  test('ClusterRoleBinding: is named as the delegate, and belongs to the cluster', () => {
    covers('S001.manifest.cluster-role-binding');
    expect(objectOf(ours, 'ClusterRoleBinding').metadata).toEqual({ name: NAME });
  });

  test('ClusterRoleBinding: gives cluster-admin, with its API group', () => {
    covers('S001.manifest.binding-role', 'S001.deploy.binding-grants-cluster-admin');
    expect(objectOf(ours, 'ClusterRoleBinding').roleRef).toEqual({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'cluster-admin',
    });
  });

  test("ClusterRoleBinding: to the delegate's ServiceAccount, with its namespace", () => {
    covers('S001.manifest.binding-subject');
    const subjects = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }];
    expect(objectOf(ours, 'ClusterRoleBinding').subjects).toEqual(subjects);
  });

  test('Secret: Opaque, named as the delegate, in its namespace', () => {
    covers('S001.manifest.secret');
    const { metadata, type } = objectOf(ours, 'Secret');
    expect({ metadata, type }).toEqual({ metadata: { name: NAME, namespace: NAMESPACE }, type: 'Opaque' });
  });

  test('Deployment: apps/v1, named as the delegate, in its namespace, labeled with its name', () => {
    covers('S001.manifest.deployment', 'S001.manifest.deployment-label');
    const { apiVersion, metadata } = objectOf(ours, 'Deployment');
    expect(apiVersion).toBe('apps/v1');
    expect(metadata).toEqual({ name: NAME, namespace: NAMESPACE, labels: { 'harness.io/name': NAME } });
  });

  test('Deployment: one replica, which counts as available after 10 seconds', () => {
    covers('S001.manifest.replicas', 'S001.manifest.min-ready-seconds');
    expect(objectOf(ours, 'Deployment').spec).toMatchObject({ replicas: 1, minReadySeconds: 10 });
  });

  test('Deployment: selects its pods by their label harness.io/name alone', () => {
    covers('S001.manifest.selector', 'S001.manifest.pod-label', 'S001.deploy.deployment-manages-pod');
    const { selector, template } = objectOf(ours, 'Deployment').spec;
    expect(selector).toEqual({ matchLabels: { 'harness.io/name': NAME } });
    expect(template.metadata.labels).toEqual({ 'harness.io/name': NAME });
  });

  test('pod: is annotated for scraping', () => {
    covers('S001.manifest.metrics-annotations');
    expect(objectOf(ours, 'Deployment').spec.template.metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '3000',
      'prometheus.io/path': '/metrics',
    });
  });

  test("pod: runs under the delegate's ServiceAccount, restarts always, has 600 seconds to stop", () => {
    covers('S001.manifest.pod-service-account', 'S001.manifest.restart-policy', 'S001.manifest.grace-period');
    covers('S001.deploy.service-account-for-pod');
    const { containers, ...pod } = objectOf(ours, 'Deployment').spec.template.spec;
    expect(pod).toEqual({ serviceAccountName: NAME, restartPolicy: 'Always', terminationGracePeriodSeconds: 600 });
    expect(containers).toHaveLength(1);
  });

  describe('container', () => {
    const container = () => objectOf(ours, 'Deployment').spec.template.spec.containers[0];

    test('has the name delegate', () => {
      covers('S001.manifest.container-name');
      expect(container().name).toBe('delegate');
    });

    test('runs the image, pulled at every start', () => {
      covers('S001.manifest.image', 'S001.manifest.image-pull-policy');
      expect(container()).toMatchObject({
        image: 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1',
        imagePullPolicy: 'Always',
      });
    });

    test('runs as root, without privilege escalation', () => {
      covers('S001.manifest.run-as-user', 'S001.manifest.privilege-escalation');
      expect(container().securityContext).toEqual({ allowPrivilegeEscalation: false, runAsUser: 0 });
    });

    test('requests half a CPU and 256Mi, and is limited in memory only', () => {
      covers('S001.manifest.cpu-request', 'S001.manifest.memory-request');
      covers('S001.manifest.memory-limit', 'S001.manifest.no-cpu-limit');
      expect(container().resources).toEqual({
        requests: { cpu: '0.5', memory: '256Mi' },
        limits: { memory: '256Mi' },
      });
    });

    test('has HTTP health probes', () => {
      covers('S001.manifest.liveness-probe', 'S001.manifest.readiness-probe');
      const asked = { httpGet: { path: '/health', port: 3000 }, periodSeconds: 10, failureThreshold: 5 };
      expect(container().livenessProbe).toEqual({ ...asked, initialDelaySeconds: 10 });
      expect(container().readinessProbe).toEqual({ ...asked, initialDelaySeconds: 5 });
      expect(container()).not.toHaveProperty('startupProbe');
    });

    test('reads the whole Secret into its environment', () => {
      covers('S001.manifest.env-from-secret', 'S001.manifest.secret-key');
      expect(container().envFrom).toEqual([{ secretRef: { name: NAME } }]);
      expect(Object.keys(objectOf(ours, 'Secret').stringData)).toEqual(['HARNESS_DELEGATE_TOKEN']);
    });

    test('knows account, endpoint, its name, its tags, and its own pod', () => {
      covers('S001.manifest.env-account-id', 'S001.manifest.env-manager-endpoint', 'S001.manifest.env-delegate-name');
      covers('S001.manifest.env-delegate-tags', 'S001.tags.comma-separated');
      covers('S001.manifest.env-pod-namespace', 'S001.manifest.env-pod-service-account');
      expect(container().env).toEqual([
        { name: 'HARNESS_ACCOUNT_ID', value: '6_vVHzo9Qeu9fXvj-AcQCb' },
        { name: 'HARNESS_MANAGER_HOST_AND_PORT', value: 'https://app.harness.io' },
        { name: 'HARNESS_DELEGATE_NAME', value: NAME },
        { name: 'HARNESS_DELEGATE_TAGS', value: 'k8s,runner,production' },
        { name: 'POD_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
        { name: 'POD_SERVICE_ACCOUNT_NAME', valueFrom: { fieldRef: { fieldPath: 'spec.serviceAccountName' } } },
      ]);
    });
  });

  test('HorizontalPodAutoscaler: autoscaling/v1, named and labeled as the delegate, in its namespace', () => {
    covers('S001.manifest.autoscaler', 'S001.manifest.autoscaler-label');
    const { apiVersion, metadata } = objectOf(ours, 'HorizontalPodAutoscaler') as Manifest;
    expect(apiVersion).toBe('autoscaling/v1');
    expect(metadata).toEqual({ name: NAME, namespace: NAMESPACE, labels: { 'harness.io/name': NAME } });
  });

  test('HorizontalPodAutoscaler: keeps the Deployment at one pod, with 99 percent CPU as its aim', () => {
    covers('S001.manifest.autoscaler-target', 'S001.manifest.autoscaler-bounds', 'S001.manifest.autoscaler-cpu');
    expect(objectOf(ours, 'HorizontalPodAutoscaler').spec).toEqual({
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: NAME },
      minReplicas: 1,
      maxReplicas: 1,
      targetCPUUtilizationPercentage: 99,
    });
  });
});

describe('profile DOCUMENTED', () => {
  test('need not scale, and is rendered together with replicas', () => {
    covers('S001.manifest.autoscaler-beside-replicas', 'S001.manifest.autoscaler-bounds');
    const { manifests, deployment, delegate } = synthDelegate(DOCUMENTED);
    expect(objectOf(manifests, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 1, maxReplicas: 1 });
    expect([deployment.spec.replicas, delegate.replicas]).toEqual([1, 1]);
  });

  test('keeps as many pods as are asked for', () => {
    covers('S001.manifest.replicas');
    const { manifests, deployment } = synthDelegate({ ...DOCUMENTED, replicas: 3 });
    expect(deployment.spec.replicas).toBe(3);
    expect(objectOf(manifests, 'HorizontalPodAutoscaler').spec).toMatchObject({ minReplicas: 3, maxReplicas: 3 });
  });

  test('has an autoscaler that scales when it is asked for, and then no number of replicas', () => {
    covers('S001.manifest.autoscaler-beside-replicas');
    const autoscaling = { maxReplicas: 4, metrics: [AutoscalingMetric.cpuUtilization(70)] };
    const { manifests, deployment } = synthDelegate({ ...DOCUMENTED, autoscaling });
    const autoscaler = objectOf(manifests, 'HorizontalPodAutoscaler');
    expect(autoscaler.apiVersion).toBe('autoscaling/v2');
    expect(autoscaler.spec).toMatchObject({ minReplicas: 1, maxReplicas: 4 });
    expect(deployment.spec).not.toHaveProperty('replicas');
  });

  test('names its binding as the delegate, so that a second delegate of that name is an error anywhere', () => {
    covers('S001.manifest.cluster-role-binding');
    const app = newApp();
    const props = { ...DOCUMENTED, delegateName: NAME, access: DelegateAccess.clusterAdmin() };
    addDelegate(new Chart(app, 'first'), 'Delegate', props);
    const { constructPath, given } = refused(() =>
      addDelegate(new Chart(app, 'second'), 'Delegate', { ...props, namespace: 'elsewhere' }),
    );
    expect(constructPath).toBe('second/Delegate');
    expect(given).toContain(`ClusterRoleBinding "${NAME}"`);
    expect(given).toMatch(/\[first\/Delegate[^\]]*\] already creates/);
  });

  test('binds narrower access under its own names', () => {
    covers('S003.role.choice');
    const { manifests } = synthDelegate({ ...DOCUMENTED, access: DelegateAccess.ciBuilds(['harness-builds']) });
    expect(kindsOf(manifests)).not.toContain('ClusterRoleBinding');
    expect(objectOf(manifests, 'RoleBinding').metadata.name).toBe('ci.harness-delegate.ci-builds');
  });

  test('reads a whole existing Secret if the token has the documented key, and creates none', () => {
    covers('S001.manifest.env-from-secret');
    const { container, manifests } = synthDelegate({ ...DOCUMENTED, token: DelegateToken.fromSecretName('mine') });
    expect(container.envFrom).toEqual([{ secretRef: { name: 'mine' } }]);
    expect(kindsOf(manifests)).not.toContain('Secret');
  });

  test('reads only the token from an existing Secret with another key', () => {
    covers('S001.manifest.secret-key');
    const token = DelegateToken.fromSecretName('mine', { key: 'delegate-token' });
    const { container } = synthDelegate({ ...DOCUMENTED, token });
    expect(container).not.toHaveProperty('envFrom');
    expect(container.env).toContainEqual({
      name: 'HARNESS_DELEGATE_TOKEN',
      valueFrom: { secretKeyRef: { name: 'mine', key: 'delegate-token' } },
    });
  });
});
