import { NetworkPeer } from '../../../lib/core';
import {
  CustomCa,
  DelegateEgress,
  DelegateImage,
  DelegateProfile,
  MutualTls,
  ProxyCredentials,
  ProxyScheme,
} from '../../../lib/delegate';
import { covers } from '../../testkit/covers';
import { objectOf, objectsOf } from '../../testkit/synth';
import { environmentOf, LEGACY, synthDelegate } from '../delegates';

const DOCUMENTED = { ...LEGACY, profile: DelegateProfile.DOCUMENTED };
const NEW = { image: DelegateImage.of('a/b:1.40.2') };
const PROXY = { host: 'proxy.example.com', port: 3128 };
const reference = (name: string, secret: string, key = name) => ({
  name,
  valueFrom: { secretKeyRef: { name: secret, key } },
});

describe('a legacy delegate behind a proxy', () => {
  test('gets the address of the proxy', () => {
    const proxy = { ...PROXY, scheme: ProxyScheme.HTTPS };
    expect(environmentOf(synthDelegate({ ...LEGACY, proxy }).container)).toMatchObject({
      PROXY_HOST: 'proxy.example.com',
      PROXY_PORT: '3128',
      PROXY_SCHEME: 'https',
    });
  });

  test('reaches the API server directly: Kubernetes fills in its address', () => {
    const proxy = { ...PROXY, noProxy: ['.svc', 'git.example.com'] };
    const { NO_PROXY } = environmentOf(synthDelegate({ ...LEGACY, proxy }).container);
    expect(NO_PROXY).toBe('$(KUBERNETES_SERVICE_HOST),.svc,git.example.com');
    expect(environmentOf(synthDelegate({ ...LEGACY, proxy: PROXY }).container).NO_PROXY).toBe(
      '$(KUBERNETES_SERVICE_HOST)',
    );
  });

  test('authenticates with a Secret, and gets only its two keys', () => {
    const credentials = ProxyCredentials.fromSecretName('proxy', { userKey: 'user' });
    const { container } = synthDelegate({ ...LEGACY, proxy: { ...PROXY, credentials } });
    expect(container.env).toEqual(
      expect.arrayContaining([reference('PROXY_USER', 'proxy', 'user'), reference('PROXY_PASSWORD', 'proxy')]),
    );
  });

  test('as in the Helm chart reads a separate ConfigMap, in which nothing is expanded', () => {
    const credentials = ProxyCredentials.fromSecretName('corporate');
    const proxy = { ...PROXY, noProxy: ['10.96.0.1'], credentials };
    const { manifests, container } = synthDelegate({ ...DOCUMENTED, proxy });
    const [, ofProxy] = objectsOf(manifests, 'ConfigMap');
    expect(ofProxy.metadata.name).toBe('ci-proxy');
    const data = { PROXY_HOST: 'proxy.example.com', PROXY_PORT: '3128', PROXY_SCHEME: 'http', NO_PROXY: '10.96.0.1' };
    expect(ofProxy.data).toEqual(data);
    expect(container.env).toEqual([reference('PROXY_USER', 'corporate'), reference('PROXY_PASSWORD', 'corporate')]);
  });

  test('and has the Secret of the chart injected as the chart does it', () => {
    const proxy = { ...PROXY, credentials: ProxyCredentials.fromSecretName('ci-proxy') };
    const { container } = synthDelegate({ ...DOCUMENTED, proxy });
    expect(container).not.toHaveProperty('env');
    expect(container.envFrom).toContainEqual({ secretRef: { name: 'ci-proxy', optional: true } });
  });

  test.each([
    ['by its address', '10.1.2.3', NetworkPeer.cidr('10.1.2.0/24')],
    ['by its name, of which the address is not known', 'proxy.example.com', NetworkPeer.cidr('10.9.9.9/32')],
    ['in the cluster', '10.1.2.3', NetworkPeer.namespace('proxy')],
  ])('reaches it through a restricted egress that allows it %s', (_what, host, peer) => {
    const egress = DelegateEgress.restrictedTo([{ peer, ports: [3128] }]);
    const { manifests } = synthDelegate({ ...LEGACY, proxy: { host, port: 3128 }, networkPolicy: { egress } });
    expect(objectOf(manifests, 'NetworkPolicy').spec.egress).toContainEqual({
      to: [...peer._peers],
      ports: [{ protocol: 'TCP', port: 3128 }],
    });
  });
});

describe.each([
  ['legacy', LEGACY, '/opt/harness-delegate/ca-bundle/', { DESTINATION_CA_PATH: '/a.pem,/b.pem' }],
  [
    'new',
    NEW,
    '/opt/harness-delegate/certs',
    { HARNESS_DESTINATION_CA_PATH: '/a.pem,/b.pem', HARNESS_CERTS_DIR: '/opt/harness-delegate/certs' },
  ],
])('custom CA certificates of a %s delegate', (_generation, props, mountPath, variables) => {
  test('are in a Secret or a ConfigMap, and are mounted where the delegate reads them', () => {
    covers('S003.air-gap.certificate');
    const secret = synthDelegate({ ...props, customCa: CustomCa.fromSecretName('ca') });
    expect(secret.pod.volumes).toEqual([{ name: 'custom-certs', secret: { secretName: 'ca', defaultMode: 0o400 } }]);
    const configMap = synthDelegate({ ...props, customCa: CustomCa.fromConfigMapName('ca') });
    expect(configMap.pod.volumes).toEqual([{ name: 'custom-certs', configMap: { name: 'ca', defaultMode: 0o400 } }]);
    for (const { container } of [secret, configMap]) {
      expect(container.volumeMounts).toEqual([{ name: 'custom-certs', mountPath, readOnly: true }]);
    }
  });

  test('are handed on to build pods, at the paths that their tools read', () => {
    const customCa = CustomCa.fromSecretName('ca', { buildPodPaths: ['/a.pem', '/b.pem'] });
    expect(environmentOf(synthDelegate({ ...props, customCa }).container)).toMatchObject(variables);
  });
});

describe.each([
  ['legacy', LEGACY, 'DELEGATE_CLIENT_CERTIFICATE_PATH', 'DELEGATE_CLIENT_CERTIFICATE_KEY_PATH'],
  ['new', NEW, 'HARNESS_CLIENT_CERT_FILE', 'HARNESS_CLIENT_KEY_FILE'],
])('the client certificate of a %s delegate', (_generation, props, certificate, privateKey) => {
  test('is mounted from its Secret, and the delegate gets the paths of both files', () => {
    const { pod, container } = synthDelegate({ ...props, mutualTls: MutualTls.fromSecretName('tls') });
    expect(pod.volumes).toEqual([{ name: 'client-certificate', secret: { secretName: 'tls', defaultMode: 0o400 } }]);
    expect(container.volumeMounts).toEqual([{ name: 'client-certificate', mountPath: '/etc/mtls', readOnly: true }]);
    expect(environmentOf(container)).toMatchObject({
      [certificate]: '/etc/mtls/client.crt',
      [privateKey]: '/etc/mtls/client.key',
    });
  });

  test('can have the keys that cert-manager uses', () => {
    const options = { certificateKey: 'tls.crt', privateKeyKey: 'tls.key' };
    const { container } = synthDelegate({ ...props, mutualTls: MutualTls.fromSecretName('tls', options) });
    expect(environmentOf(container)).toMatchObject({
      [certificate]: '/etc/mtls/tls.crt',
      [privateKey]: '/etc/mtls/tls.key',
    });
  });

  test('can be read by a non-root delegate, through the group of the pod', () => {
    const { pod } = synthDelegate({ ...props, mutualTls: MutualTls.fromSecretName('tls') });
    expect(pod.securityContext).toMatchObject({ runAsUser: 1001, fsGroup: 1001 });
  });
});
