import { Duration } from 'cdk8s';
import { DelegateAccess } from '../../../lib/access';
import { DelegateImage, DelegateProfile, DelegateToken } from '../../../lib/delegate';
import { covers } from '../../testkit/covers';
import { kindsOf, objectOf, objectsOf, yamlOf } from '../../testkit/synth';
import { environmentOf, LEGACY, synthDelegate } from '../delegates';

const DOCUMENTED = { ...LEGACY, profile: DelegateProfile.DOCUMENTED };
const ADMIN = { access: DelegateAccess.clusterAdmin() };

describe('a legacy delegate with only the required properties', () => {
  test('is what was reviewed', () => {
    covers('S003.delegate.by-program');
    expect(yamlOf(...synthDelegate(LEGACY).manifests)).toMatchSnapshot();
  });

  test('runs as a user other than root, without capabilities, in a namespace that is `restricted`', () => {
    const { pod, container, manifests } = synthDelegate(LEGACY);
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1001,
      fsGroup: 1001,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
    expect(objectOf(manifests, 'Namespace').metadata.labels).toMatchObject({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
  });

  test('runs no shell scripts itself, unless explicitly allowed', () => {
    expect(environmentOf(synthDelegate(LEGACY).container).BLOCK_SHELL_TASK).toBe('true');
    const allowed = environmentOf(synthDelegate({ ...LEGACY, allowShellTasks: true }).container);
    expect(allowed).not.toHaveProperty('BLOCK_SHELL_TASK');
  });

  test('bounds its heap, so that it does not outgrow the limit of memory', () => {
    const { container } = synthDelegate(LEGACY);
    expect(environmentOf(container).JAVA_OPTS).toContain('-XX:MaxRAMPercentage=70.0');
    expect(container.resources.limits.memory).toBe('2Gi');
  });

  test('has its settings in its container: changing one replaces the pods', () => {
    const { container, manifests } = synthDelegate({ ...LEGACY, pollForTasks: true, tags: ['a', 'b'] });
    expect(kindsOf(manifests)).not.toContain('ConfigMap');
    expect(container).not.toHaveProperty('envFrom');
    expect(environmentOf(container)).toMatchObject({ POLL_FOR_TASKS: 'true', DELEGATE_TAGS: 'a,b' });
  });

  test('has startup and liveness probes, and a readiness probe if set', () => {
    const { container } = synthDelegate(LEGACY);
    const httpGet = { path: '/api/health', port: 3460 };
    expect(container.startupProbe).toMatchObject({ httpGet, periodSeconds: 10, failureThreshold: 40 });
    expect(container.livenessProbe).toMatchObject({ httpGet, periodSeconds: 20, failureThreshold: 3 });
    expect(container).not.toHaveProperty('readinessProbe');
    const asked = synthDelegate({ ...LEGACY, readinessProbe: { period: Duration.seconds(7) } }).container;
    expect(asked.readinessProbe).toMatchObject({ httpGet, periodSeconds: 7, failureThreshold: 5 });
  });

  test('is measured at its own port, also through a policy', () => {
    const { podMetadata, manifests } = synthDelegate({
      ...LEGACY,
      networkPolicy: {},
    });
    expect(podMetadata.annotations).toMatchObject({
      'prometheus.io/port': '3460',
      'prometheus.io/path': '/api/metrics',
    });
    expect(objectsOf(manifests, 'NetworkPolicy')).toHaveLength(1);
  });

  test('has its description as a setting, not as an annotation', () => {
    const { container, deployment } = synthDelegate({ ...LEGACY, description: 'For builds', unsafeAllowPruning: true });
    expect(environmentOf(container).DELEGATE_DESCRIPTION).toBe('For builds');
    expect(deployment.metadata).not.toHaveProperty('annotations');
  });

  test.each(['26.02.88404', '26.02.88404.minimal', '26.02.88404-fips', '26.02.88404.minimal-fips'])(
    'is of one version for good by the tag %s',
    (tag) => {
      const { delegate, container } = synthDelegate({ image: DelegateImage.of(`a/b:${tag}`) });
      expect([delegate.delegateVersion, container.imagePullPolicy]).toEqual([tag, 'IfNotPresent']);
    },
  );

  test('supports a read-only root file system, as documented', () => {
    const { pod, container } = synthDelegate({ ...LEGACY, readOnlyRootFilesystem: true });
    expect(environmentOf(container).WORKING_DIR).toBe('/opt/harness-delegate/writable/');
    expect(pod.volumes).toEqual([
      { name: 'working-directory', emptyDir: {} },
      { name: 'tmp', emptyDir: { medium: 'Memory' } },
    ]);
    expect(container.volumeMounts).toEqual([
      { name: 'working-directory', mountPath: '/opt/harness-delegate/writable' },
      { name: 'tmp', mountPath: '/tmp' },
    ]);
  });
});

describe('a legacy delegate as the Helm chart has it', () => {
  test('is what was reviewed', () => {
    const token = DelegateToken.unsafePlainText('a-token');
    expect(yamlOf(...synthDelegate({ ...DOCUMENTED, ...ADMIN, token }).manifests)).toMatchSnapshot();
  });

  test('has the objects of the chart', () => {
    const { manifests } = synthDelegate({ ...DOCUMENTED, ...ADMIN, createNamespace: false });
    expect(kindsOf(manifests)).toEqual(['ServiceAccount', 'ClusterRoleBinding', 'ConfigMap', 'Deployment']);
    expect(objectOf(manifests, 'ClusterRoleBinding').metadata.name).toBe('ci-cluster-admin');
  });

  test('has its settings as strings in a ConfigMap with its name, before its token Secret', () => {
    const { manifests, container } = synthDelegate(DOCUMENTED);
    const { metadata, data } = objectOf(manifests, 'ConfigMap');
    expect(metadata.name).toBe('ci');
    expect(data).toEqual({
      ACCOUNT_ID: '6_vVHzo9Qeu9fXvj-AcQCb',
      CLIENT_TOOLS_DOWNLOAD_DISABLED: 'true',
      DELEGATE_DESCRIPTION: '',
      DELEGATE_NAME: 'ci',
      DELEGATE_NAMESPACE: 'harness-delegate',
      DELEGATE_TAGS: '',
      DELEGATE_TYPE: 'HELM_DELEGATE',
      DEPLOY_MODE: 'KUBERNETES',
      INIT_SCRIPT: '',
      JAVA_OPTS: '-Xms64M',
      LOG_STREAMING_SERVICE_URL: 'https://app.harness.io/log-service/',
      MANAGER_HOST_AND_PORT: 'https://app.harness.io',
      NEXT_GEN: 'true',
      POLL_FOR_TASKS: 'false',
    });
    expect(container.envFrom).toEqual([
      { configMapRef: { name: 'ci' } },
      { secretRef: { name: 'ci-delegate-token' } },
      { configMapRef: { name: 'ci-proxy', optional: true } },
      { secretRef: { name: 'ci-proxy', optional: true } },
      { configMapRef: { name: 'ci-shared-certificates', optional: true } },
    ]);
    expect(container).not.toHaveProperty('env');
  });

  test('runs as root with the group of the image, and declares both ports', () => {
    const { pod, container } = synthDelegate(DOCUMENTED);
    expect(pod.securityContext).toEqual({ fsGroup: 1001 });
    expect(container.securityContext).toEqual({ allowPrivilegeEscalation: false, runAsUser: 0 });
    expect(container.ports).toEqual([{ containerPort: 8080 }, { containerPort: 3460, name: 'api' }]);
    expect(container.imagePullPolicy).toBe('Always');
    expect(container.resources).toEqual({
      limits: { memory: '2Gi' },
      requests: { cpu: '1', memory: '2Gi' },
    });
  });

  test('does not escape a script in a ConfigMap, where nothing is expanded', () => {
    const initScript = 'echo $(id) $$';
    expect(objectOf(synthDelegate({ ...DOCUMENTED, initScript }).manifests, 'ConfigMap').data.INIT_SCRIPT).toBe(
      initScript,
    );
    expect(environmentOf(synthDelegate({ ...LEGACY, initScript }).container).INIT_SCRIPT).toBe('echo $$(id) $$$');
  });
});
