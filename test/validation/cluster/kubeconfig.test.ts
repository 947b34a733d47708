import { ConnectorTestProcess } from '../../testkit/connector-test-process';
import { FakeApiServer, FakeProxy, Files, kubeconfig, WILLING } from './fake-api-server';

// Starting a separate process takes time.
jest.setTimeout(60_000);

const TOKEN = 'sentinel-of-the-token';
let server: FakeApiServer;
let proxy: FakeProxy;
let tester: ConnectorTestProcess;
let files: Files;

beforeAll(async () => {
  tester = new ConnectorTestProcess();
  files = new Files();
  server = await FakeApiServer.start();
  proxy = await FakeProxy.start(server.port);
});
beforeEach(() => server.reactAs(WILLING));
afterAll(async () => {
  files.remove();
  await Promise.all([tester.stop(), server.stop(), proxy.stop()]);
});

const withToken = () => kubeconfig(server.cluster, { token: TOKEN });
const exec = (command: string, more: object = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never', ...more },
});
const prints = (status: object) =>
  `console.log(JSON.stringify({ kind: 'ExecCredential', status: ${JSON.stringify(status)} }))`;
const base64 = (text: string) => Buffer.from(text).toString('base64');

describe('connects with a kubeconfig', () => {
  const byToken = expect.objectContaining({ authorization: `Bearer ${TOKEN}` });

  test('from a file', async () => {
    const file = files.write('config', withToken());
    expect(await tester.probeCluster({ kubeconfig: { file } })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
  });

  test('from a string', async () => {
    expect(await tester.probeCluster({ kubeconfig: { content: withToken() } })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
  });

  test('with another context', async () => {
    const other = withToken().replaceAll('"it"', '"other"');
    const here = kubeconfig({ server: 'https://127.0.0.1:1' }, {});
    const both = [here, other].map((text) => JSON.parse(text));
    const [clusters, users, contexts] = ['clusters', 'users', 'contexts'].map((list) =>
      both.flatMap((one) => one[list]),
    );
    const content = JSON.stringify({ clusters, users, contexts, 'current-context': 'it' });
    expect(await tester.probeCluster({ kubeconfig: { content }, context: 'other' })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
    expect(await tester.probeCluster({ kubeconfig: { content } })).toMatchObject([{ code: 'CLUSTER_REFUSED' }]);
  });

  test('that kubectl would find, in several files, one of them missing', async () => {
    const { clusters, ...rest } = JSON.parse(withToken());
    const first = files.write('first', JSON.stringify({ ...rest, clusters: [] }));
    const second = files.write('second', JSON.stringify({ clusters }));
    const KUBECONFIG = [first, `${first}.missing`, second].join(process.platform === 'win32' ? ';' : ':');
    const surroundings = { environment: { KUBECONFIG } };
    expect(await tester.probeCluster({ kubeconfig: { ambient: true } }, { surroundings })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
  });

  test.each([{ inCluster: true } as const, { ambient: true } as const])(
    'of the pod in which it runs: %j',
    async (source) => {
      const pod = new Files();
      pod.write('token', TOKEN);
      pod.write('ca.crt', server.certificate.certificate);
      const environment = {
        HOME: pod.folder,
        KUBERNETES_SERVICE_HOST: '127.0.0.1',
        KUBERNETES_SERVICE_PORT: String(server.port),
      };
      const surroundings = { environment, serviceAccountFolder: pod.folder };
      expect(await tester.probeCluster({ kubeconfig: source }, { surroundings })).toEqual([]);
      expect(server.seen).toEqual([byToken]);
      pod.remove();
    },
  );

  test('with a token in a neighboring file that ends with a line break', async () => {
    files.write('token', `${TOKEN}\n`);
    const file = files.write('with-token-file', kubeconfig(server.cluster, { tokenFile: 'token', token: 'older' }));
    expect(await tester.probeCluster({ kubeconfig: { file } })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
  });

  test('with a username and password', async () => {
    const content = kubeconfig(server.cluster, { username: 'ada', password: 'lovelace' });
    expect(await tester.probeCluster({ kubeconfig: { content } })).toEqual([]);
    expect(server.seen).toMatchObject([{ authorization: `Basic ${base64('ada:lovelace')}` }]);
  });

  test('with an embedded client certificate', async () => {
    const { key, certificate } = server.clientCertificate;
    const user = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
    expect(await tester.probeCluster({ kubeconfig: { content: kubeconfig(server.cluster, user) } })).toEqual([]);
    expect(server.seen).toMatchObject([{ hasCertificate: true, authorization: undefined }]);
  });

  test('with a client certificate and an authority in neighboring files', async () => {
    files.write('client.crt', server.clientCertificate.certificate);
    files.write('client.key', server.clientCertificate.key);
    files.write('ca.crt', server.certificate.certificate);
    const cluster = { server: server.url, 'certificate-authority': 'ca.crt' };
    const user = { 'client-certificate': 'client.crt', 'client-key': 'client.key' };
    const file = files.write('with-files', kubeconfig(cluster, user));
    expect(await tester.probeCluster({ kubeconfig: { file } })).toEqual([]);
    expect(server.seen).toMatchObject([{ hasCertificate: true }]);
  });

  test('with a program that prints a token', async () => {
    const content = kubeconfig(server.cluster, exec(files.program('token-program', prints({ token: TOKEN }))));
    expect(await tester.probeCluster({ kubeconfig: { content } })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
  });

  test('with a neighboring program that receives the cluster as the protocol requires', async () => {
    files.program(
      'asks',
      `const { apiVersion, kind, spec } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
       const token = [apiVersion, kind, spec.interactive, spec.cluster.server, process.env.WHO, process.argv[2]].join('|');
       console.log(JSON.stringify({ status: { token } }));`,
    );
    const user = exec('./asks', { provideClusterInfo: true, env: [{ name: 'WHO', value: 'me' }], args: ['login'] });
    const file = files.write('with-program', kubeconfig(server.cluster, user));
    expect(await tester.probeCluster({ kubeconfig: { file } })).toEqual([]);
    const [version, kind, url] = ['client.authentication.k8s.io/v1', 'ExecCredential', server.url];
    expect(server.seen).toMatchObject([{ authorization: `Bearer ${version}|${kind}|false|${url}|me|login` }]);
  });

  test('with a program that prints a client certificate', async () => {
    const { key, certificate } = server.clientCertificate;
    const code = prints({ clientCertificateData: certificate, clientKeyData: key });
    const content = kubeconfig(server.cluster, exec(files.program('certificate-program', code)));
    expect(await tester.probeCluster({ kubeconfig: { content } })).toEqual([]);
    expect(server.seen).toMatchObject([{ hasCertificate: true }]);
  });

  test('through the proxy that it names', async () => {
    const there = { ...server.cluster, server: 'https://cluster.invalid:6443', 'tls-server-name': 'localhost' };
    const content = kubeconfig({ ...there, 'proxy-url': proxy.url }, { token: TOKEN });
    expect(await tester.probeCluster({ kubeconfig: { content } })).toEqual([]);
    expect(server.seen).toEqual([byToken]);
    expect(proxy.tunnels).toEqual(['cluster.invalid:6443']);
  });

  test('through the proxy of the environment, except for localhost', async () => {
    const there = { ...server.cluster, server: 'https://by-environment.invalid', 'tls-server-name': 'localhost' };
    const behind = new ConnectorTestProcess({ environment: { HTTPS_PROXY: proxy.url, NO_PROXY: '' } });
    const content = kubeconfig(there, { token: TOKEN });
    expect(await behind.probeCluster({ kubeconfig: { content } })).toEqual([]);
    expect(await behind.probeCluster({ kubeconfig: { content: withToken() } })).toEqual([]);
    expect(proxy.tunnels.slice(1)).toEqual(['by-environment.invalid:443']);
    await behind.stop();
  });
});

describe('refuses a kubeconfig', () => {
  const bad = (user: object, cluster: object = server.cluster) => ({ content: kubeconfig(cluster, user) });
  const BAD: [what: string, source: () => object, says: RegExp][] = [
    ['that does not exist', () => ({ file: '/nowhere/config' }), /cannot read \/nowhere\/config.*ENOENT/s],
    ['that is not YAML', () => ({ content: `token: ${TOKEN}\n\t- :` }), /is not valid YAML.* at line 2/s],
    ['that is something else', () => ({ content: 'hello' }), /has no clusters/],
    ['without a URL', () => bad({}, {}), /clusters\[0\]\.cluster\.server is missing/],
    ['with an invalid URL', () => bad({ token: TOKEN }, { server: 'https://a b' }), /Invalid URL/],
    [
      'whose context refers to a user that does not exist',
      () => ({ content: withToken().replace('"name":"it","user":{', '"name":"x","user":{') }),
      /refers to a user that does not exist/,
    ],
    [
      'whose certificate authority does not exist',
      () => bad({ token: TOKEN }, { server: server.url, 'certificate-authority': '/nowhere/ca' }),
      /ENOENT.*\/nowhere\/ca/s,
    ],
    ['whose token file does not exist', () => bad({ tokenFile: '/nowhere/token' }), /ENOENT.*\/nowhere\/token/s],
    [
      'whose key is invalid',
      () => bad({ 'client-certificate-data': base64('x'), 'client-key-data': base64('y') }),
      /PEM|ERR_OSSL/,
    ],
    ['whose program does not exist', () => bad(exec('/nowhere/login')), /the program \/nowhere\/login.*ENOENT/s],
    [
      'whose program fails',
      () => bad(exec(files.program('fails', 'console.error("Log in first."); process.exit(1)'))),
      /Log in first\./,
    ],
    [
      'whose program prints something else',
      () => bad(exec(files.program('bare', `console.log('${TOKEN}')`))),
      /its output is not an ExecCredential/,
    ],
    [
      'whose program prints another object',
      () => bad(exec(files.program('other', 'console.log("{}")'))),
      /its output is not an ExecCredential/,
    ],
    ['of a pod, outside of a pod', () => ({ inCluster: true }), /does not run in a pod/],
    [
      'that kubectl does not find',
      () => ({ ambient: true }),
      /config not found, and this process does not run in a pod/,
    ],
  ];

  test.each(BAD)('%s', async (_what, source, says) => {
    const surroundings = { environment: { HOME: '/nowhere' } };
    const findings = await tester.probeCluster({ kubeconfig: source() as never }, { surroundings });
    expect(findings).toMatchObject([{ probe: 'cluster', code: 'KUBECONFIG_UNUSABLE' }]);
    expect(`${findings[0].message}\n${findings[0].evidence}`).toMatch(says);
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
  });

  test('whose program does not exit', async () => {
    const content = kubeconfig(server.cluster, exec(files.program('hangs', 'setTimeout(() => {}, 5000)')));
    const surroundings = { patienceMilliseconds: 200 };
    expect(await tester.probeCluster({ kubeconfig: { content } }, { surroundings })).toMatchObject([
      { code: 'KUBECONFIG_UNUSABLE', evidence: 'no response within 0.2 seconds' },
    ]);
  });

  test('without the requested context, and lists its contexts', async () => {
    const findings = await tester.probeCluster({ kubeconfig: { content: withToken() }, context: 'prod' });
    expect(findings).toMatchObject([{ code: 'KUBECONFIG_UNUSABLE' }]);
    expect(findings[0].message).toContain('no context "prod"; its contexts are "it"');
  });

  test('without a current context', async () => {
    const content = withToken().replace('current-context', 'former-context');
    const findings = await tester.probeCluster({ kubeconfig: { content } });
    expect(findings[0].message).toContain('no current context; its contexts are "it"');
  });

  test('if the client library is not installed, with a separate finding', async () => {
    const resolve =
      'export const resolve = (name, context, next) => next(name.replace(/^@kubernetes.client-node$/, "@kubernetes/not-there"), context)';
    const url = JSON.stringify(`data:text/javascript,${encodeURIComponent(resolve)}`);
    const node = ['-r', files.write('without.cjs', `require('node:module').register(${url});`)];
    const without = new ConnectorTestProcess({ node });
    expect(await without.probeCluster({ kubeconfig: { content: withToken() } })).toMatchObject([
      { code: 'KUBERNETES_CLIENT_MISSING', evidence: expect.stringContaining('not-there') },
    ]);
    await without.stop();
  });
});
