/** Defects of the official Helm chart: each test proves that this package does not have it. */
import { Lazy } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { DelegateAccess } from '../../lib/access';
import { PercentOrAbsolute } from '../../lib/core';
import {
  CustomCa,
  DelegateProfile,
  DelegateToken,
  DelegateUpdateStrategy,
  type HarnessDelegateProps,
  MutualTls,
  ProxyCredentials,
} from '../../lib/delegate';
import { objectOf, objectsOf, yamlOf } from '../testkit/synth';
import { environmentOf, LEGACY, synthDelegate } from './delegates';

const DOCUMENTED = { ...LEGACY, profile: DelegateProfile.DOCUMENTED };
const BOTH = [
  ['hardened', LEGACY],
  ['documented', DOCUMENTED],
] as const;

/** The settings of the delegate from its container and ConfigMaps, as a YAML 1.1 parser reads them. */
function toldBy(props: Partial<HarnessDelegateProps>): { [name: string]: unknown } {
  const { manifests } = synthDelegate(props);
  const read = parseAllDocuments(yamlOf(...manifests), { version: '1.1' }).map((document) => document.toJS());
  const { env = [] } = objectOf(read, 'Deployment').spec.template.spec.containers[0];
  const data = objectsOf(read, 'ConfigMap').map((map) => map.data);
  return Object.assign({}, ...data, environmentOf({ env }));
}

const checksumOf = (props: Partial<HarnessDelegateProps>) =>
  synthDelegate({ ...DOCUMENTED, ...props }).podMetadata.annotations['checksum/configmap'];

describe.each(BOTH)('a legacy delegate, %s', (_profile, props) => {
  test.each(['1234567890', '1e5', '0x1F', '007', 'null', 'y'])('keeps the account ID %s a string', (accountId) => {
    expect(toldBy({ ...props, accountId }).ACCOUNT_ID).toBe(accountId);
  });

  test('keeps JVM options a string, whatever they contain', () => {
    const javaOptions = '-Da=b: c #d -De={f}';
    expect(toldBy({ ...props, javaOptions }).JAVA_OPTS).toBe(javaOptions);
  });

  test('has every setting as a string', () => {
    for (const value of Object.values(toldBy({ ...props, pollForTasks: true }))) {
      expect(['string', 'undefined']).toContain(typeof value);
    }
  });

  test.each(['https://app.harness.io', 'https://app.harness.io/', 'https://app.harness.io//'])(
    'joins the address of the logs to %s with one slash',
    (managerEndpoint) => {
      const told = toldBy({ ...props, managerEndpoint });
      expect(told.LOG_STREAMING_SERVICE_URL).toBe('https://app.harness.io/log-service/');
      expect(told.MANAGER_HOST_AND_PORT).toBe('https://app.harness.io');
    },
  );

  test('writes the numbers of a rolling update as numbers, including zero', () => {
    const updateStrategy = DelegateUpdateStrategy.rollingUpdate({
      maxSurge: PercentOrAbsolute.absolute(1),
      maxUnavailable: PercentOrAbsolute.absolute(0),
    });
    const { strategy } = synthDelegate({ ...props, updateStrategy }).deployment.spec;
    expect(strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  });

  test('has keys that only its user and group can read, and no one can write', () => {
    const { pod } = synthDelegate({
      ...props,
      mutualTls: MutualTls.fromSecretName('tls'),
      customCa: CustomCa.fromSecretName('ca'),
    });
    const modes = pod.volumes.map(({ secret }) => secret.defaultMode);
    expect(modes.map((mode) => mode.toString(8))).toEqual(['400', '400']);
    // Kubernetes assigns the files to this group and lets it read them.
    expect(pod.securityContext.fsGroup).toBe(1001);
  });

  test('never runs as the ServiceAccount `default`, and binds nothing to it', () => {
    const { manifests, pod } = synthDelegate({ ...props, access: DelegateAccess.clusterAdmin() });
    expect(pod.serviceAccountName).toBe('ci');
    expect(objectOf(manifests, 'ClusterRoleBinding').subjects.map(({ name }) => name)).toEqual(['ci']);
  });

  test('requests memory in the notation of the API server', () => {
    expect(synthDelegate(props).container.resources.limits.memory).toBe('2Gi');
  });

  test('always has a number of pods, or an autoscaler with something to watch', () => {
    expect(synthDelegate(props).deployment.spec.replicas).toBe(1);
    const { manifests, deployment } = synthDelegate({ ...props, autoscaling: { maxReplicas: 3 } });
    expect(deployment.spec).not.toHaveProperty('replicas');
    expect(objectOf(manifests, 'HorizontalPodAutoscaler').spec.metrics).not.toEqual([]);
  });

  test('has no password of its proxy in any object', () => {
    const credentials = ProxyCredentials.fromSecretName('corporate');
    const { manifests } = synthDelegate({ ...props, proxy: { host: 'proxy', port: 3128, credentials } });
    expect(objectsOf(manifests, 'Secret')).toEqual([]);
    expect(objectsOf(manifests, 'ConfigMap').flatMap(({ data }) => Object.keys(data))).not.toContain('PROXY_PASSWORD');
  });

  test('takes the token as the Harness UI shows it, and encodes it nowhere', () => {
    const token = DelegateToken.unsafePlainText('dG9rZW4=');
    const { manifests } = synthDelegate({ ...props, token });
    expect(objectOf(manifests, 'Secret').stringData).toEqual({ DELEGATE_TOKEN: 'dG9rZW4=' });
  });

  test('takes the token from any key of its Secret', () => {
    const token = DelegateToken.fromSecretName('tokens', { key: 'ci' });
    const { container } = synthDelegate({ ...props, token });
    expect(container.env).toContainEqual({
      name: 'DELEGATE_TOKEN',
      valueFrom: { secretKeyRef: { name: 'tokens', key: 'ci' } },
    });
    expect(yamlOf({ from: container.envFrom ?? [] })).not.toContain('tokens');
  });

  test('starts new pods when the revision of its token Secret changes', () => {
    const annotationsOf = (revision: string) =>
      synthDelegate({ ...props, token: DelegateToken.fromSecretName('token', { revision }) }).podMetadata.annotations;
    expect(annotationsOf('1')).not.toEqual(annotationsOf('2'));
  });
});

test('a hardened delegate gets the token alone, not all that is in its Secret', () => {
  expect(synthDelegate(LEGACY).container).not.toHaveProperty('envFrom');
});

describe('the checksum of settings in ConfigMaps', () => {
  const proxy = { host: 'proxy', port: 3128 };

  test('changes with each setting, including those of the proxy', () => {
    const all = [{}, { tags: ['a'] }, { pollForTasks: true }, { proxy }, { proxy: { ...proxy, noProxy: ['.svc'] } }];
    expect(new Set(all.map(checksumOf)).size).toBe(all.length);
  });

  test('stays if they do not change', () => {
    expect(checksumOf({ proxy, replicas: 3, podLabels: { a: 'b' } })).toBe(checksumOf({ proxy }));
    expect(checksumOf({})).toMatch(/^[0-9a-f]{16}$/);
  });

  test('covers the value, also one known only later', () => {
    const managerEndpoint = Lazy.any({ produce: () => 'https://app.harness.io' }) as string;
    expect(checksumOf({ managerEndpoint })).toBe(checksumOf({}));
    const other = Lazy.any({ produce: () => 'https://harness.example.com' }) as string;
    expect(checksumOf({ managerEndpoint: other })).not.toBe(checksumOf({}));
  });
});
