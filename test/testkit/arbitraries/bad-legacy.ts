import { Duration } from 'cdk8s';
import { NetworkPeer } from '../../../lib/core';
import {
  CustomCa,
  DelegateEgress,
  DelegateImage,
  type DelegateProxy,
  DelegateVariable,
  MutualTls,
  ProxyCredentials,
} from '../../../lib/delegate';
import { DelegateGeneration } from '../../../lib/reference';
import { bad, type BadInput, hides, shows } from './bad-input';
import { made } from './recorded';
import { HEX_SENTINEL, SENTINEL } from './sentinel';

const legacy = (props: BadInput['props'], tag = '26.02.88404'): BadInput['props'] => ({
  image: made(DelegateImage, 'of', `a:${tag}`),
  generation: DelegateGeneration.LEGACY,
  ...props,
});
const proxy = (given: Partial<DelegateProxy>): BadInput['props'] =>
  legacy({ proxy: { host: 'proxy.example.com', port: 3128, ...given } });
const ca = (name: string, buildPodPaths?: string[]) =>
  legacy({ customCa: made(CustomCa, 'fromSecretName', name, { buildPodPaths }) });
const tls = (name: string, options = {}) => legacy({ mutualTls: made(MutualTls, 'fromSecretName', name, options) });
const onlyLegacy = /^a legacy delegate$/;
const since = /version 1\.40\.2 or later/;

/** Properties of the other generation, or of newer images. */
export const BAD_FOR_GENERATION: readonly BadInput[] = [
  bad('options of Java for a new delegate', { javaOptions: '-Xms64M' }, 'javaOptions', onlyLegacy),
  bad('polling for tasks for a new delegate', { pollForTasks: true }, 'pollForTasks', onlyLegacy),
  bad('shell tasks for a new delegate', { allowShellTasks: false }, 'allowShellTasks', onlyLegacy),
  bad('a proxy for a new delegate', { proxy: { host: 'proxy', port: 3128 } }, 'proxy', onlyLegacy),
  bad(
    'authorities for a new delegate before 1.40.2',
    { customCa: made(CustomCa, 'fromSecretName', 'ca') },
    'customCa',
    since,
    shows('1.30.1'),
  ),
  bad(
    'a client certificate for a new delegate before 1.40.2',
    { mutualTls: made(MutualTls, 'fromSecretName', 'tls') },
    'mutualTls',
    since,
    shows('1.30.1'),
  ),
  bad(
    'an idle wait for a legacy delegate',
    legacy({ idleWaitBeforeStop: Duration.seconds(60) }),
    'idleWaitBeforeStop',
    /^a new delegate$/,
  ),
  bad(
    'a read-only root for a legacy delegate before 24.08.83702',
    legacy({ readOnlyRootFilesystem: true }, '24.07.83605'),
    'readOnlyRootFilesystem',
    /version 24\.08\.83702 or later/,
    shows('24.07.83605'),
  ),
  ...['ACCOUNT_ID', 'DELEGATE_TOKEN', 'DEPLOY_MODE', 'JAVA_OPTS', 'DELEGATE_DESCRIPTION'].map((name) =>
    bad(
      `the variable ${name} of a legacy delegate`,
      legacy({ env: [made(DelegateVariable, 'unsafePlainSecret', name, SENTINEL)] }),
      'env[0]',
      /a variable that is not set yet/,
      { shows: name, hides: SENTINEL },
    ),
  ),
];

export const BAD_JAVA: readonly BadInput[] = [
  ...['', 'Xmx1g', '-Xms64M\n-Xmx1g', 'PUT_YOUR_OPTIONS'].map((javaOptions) =>
    bad(`the options ${JSON.stringify(javaOptions)}`, legacy({ javaOptions }), 'javaOptions', /JVM options/),
  ),
  bad(
    'a password among the options of Java',
    legacy({ javaOptions: `-Xms64M -Dhttp.proxyPassword=${HEX_SENTINEL}` }),
    'javaOptions',
    /a reference to a Secret/,
    { shows: 'http.proxyPassword', hides: HEX_SENTINEL },
  ),
];

export const BAD_PROXY: readonly BadInput[] = [
  ...['', 'http://proxy', 'proxy:3128', 'me@proxy', 'a b', 'PUT_YOUR_PROXY'].map((host) =>
    bad(`the proxy ${JSON.stringify(host)}`, proxy({ host }), 'proxy.host', /a host name or IP address/),
  ),
  ...[0, 65536, 1.5].map((port) =>
    bad(`the port ${port} of a proxy`, proxy({ port }), 'proxy.port', /from 1 to 65535/),
  ),
  ...['10.0.0.0/8', 'a,b', 'git.example.com:443', '', '*'].map((host) =>
    bad(
      `${JSON.stringify(host)} without proxy`,
      proxy({ noProxy: ['.svc', host] }),
      'proxy.noProxy[1]',
      /or an IP address, without a port/,
    ),
  ),
  bad(
    'a password as the name of its Secret',
    proxy({ credentials: made(ProxyCredentials, 'fromSecretName', SENTINEL) }),
    'proxy.credentials.secretName',
    /name of a Secret/,
    hides(SENTINEL),
  ),
  bad(
    'a password as its key',
    proxy({ credentials: made(ProxyCredentials, 'fromSecretName', 'proxy', { passwordKey: SENTINEL }) }),
    'proxy.credentials.passwordKey',
    /letters, digits/,
    hides(SENTINEL),
  ),
  bad(
    'a restricted way out without the proxy',
    {
      ...proxy({ host: '10.1.2.3' }),
      networkPolicy: {
        egress: DelegateEgress.restrictedTo([
          { peer: NetworkPeer.cidr('10.0.0.0/8'), ports: [443] },
          { peer: NetworkPeer.cidr('192.168.0.0/16') },
        ]),
      },
    },
    'networkPolicy.egress',
    /the proxy 10\.1\.2\.3, port 3128/,
  ),
];

export const BAD_CERTIFICATES: readonly BadInput[] = [
  bad(
    'a certificate as the name of its Secret',
    ca(SENTINEL),
    'customCa.secretName',
    /name of a Secret/,
    hides(SENTINEL),
  ),
  bad(
    'a ConfigMap of authorities with capitals',
    legacy({ customCa: made(CustomCa, 'fromConfigMapName', 'Ca') }),
    'customCa.configMapName',
    /DNS subdomain/,
    shows('Ca'),
  ),
  ...['etc/ca.pem', '/a,/b', '/a b', '/etc/ssl/', ''].map((path) =>
    bad(
      `the path ${JSON.stringify(path)} of build pods`,
      ca('ca', ['/a', path]),
      'customCa.buildPodPaths[1]',
      /absolute/,
    ),
  ),
  bad(
    'a path of build pods twice',
    ca('ca', ['/a', '/b', '/a']),
    'customCa.buildPodPaths[2]',
    /without duplicates/,
    shows('/a'),
  ),
  bad('a key as the name of its Secret', tls(SENTINEL), 'mutualTls.secretName', /name of a Secret/, hides(SENTINEL)),
  bad(
    'a private key as its key',
    tls('tls', { privateKeyKey: SENTINEL }),
    'mutualTls.privateKeyKey',
    /letters, digits/,
    hides(SENTINEL),
  ),
  bad(
    'certificate and key under one key',
    tls('tls', { certificateKey: 'client.key' }),
    'mutualTls.privateKeyKey',
    /a key other than/,
  ),
  bad(
    'a mount over the certificates',
    {
      ...ca('ca'),
      volumes: [{ name: 'v' }],
      volumeMounts: [{ name: 'v', mountPath: '/opt/harness-delegate/ca-bundle' }],
    },
    'volumeMounts[0].mountPath',
    /other than the path of the certificates/,
  ),
  bad(
    'a volume of the name of theirs',
    { ...tls('tls'), volumes: [{ name: 'client-certificate' }] },
    'volumes[0].name',
    /not used in the pod yet/,
  ),
];
