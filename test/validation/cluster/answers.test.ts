import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CAUSES } from '../../../lib/validation/causes';
import type { CauseCode, ClusterProbeOptions } from '../../../lib/validation';
import { ConnectorTestProcess } from '../../testkit/connector-test-process';
import { covers } from '../../testkit/covers';
import { FakeApiServer, kubeconfig, type Reaction, refusal, WILLING } from './fake-api-server';

// Starting a separate process takes time.
jest.setTimeout(60_000);

const TOKEN = 'sentinel-of-the-token';
const ACCOUNT = { namespace: 'harness-delegate', name: 'ci' };
const USER = 'system:serviceaccount:harness-delegate:ci';

let server: FakeApiServer;
let tester: ConnectorTestProcess;
beforeAll(async () => {
  tester = new ConnectorTestProcess();
  server = await FakeApiServer.start();
});
beforeEach(() => server.reactAs(WILLING));
afterAll(() => Promise.all([tester.stop(), server.stop()]));

const at = (url: string, more: object = {}) => ({
  content: kubeconfig({ ...server.cluster, server: url, ...more }, { token: TOKEN }),
});

/** Probes the fake server. */
function look(options: Partial<ClusterProbeOptions> = {}) {
  return tester.probeCluster({ kubeconfig: at(server.url), ...options });
}

/** A server with custom handling of connections. */
async function listening(treat: (socket: Socket) => void): Promise<[string, Server]> {
  const sockets = createServer((socket) => treat(socket.on('error', () => undefined)));
  await new Promise<void>((done) => sockets.listen(0, '127.0.0.1', done));
  return [`https://127.0.0.1:${(sockets.address() as AddressInfo).port}`, sockets];
}

describe('a request without a response is classified:', () => {
  const CASES: [what: string, server: () => string, more: object, code: CauseCode, evidence: RegExp][] = [
    ['an unknown host name', () => 'https://cluster.invalid', {}, 'CLUSTER_NAME_UNKNOWN', /ENOTFOUND|EAI_AGAIN/],
    ['a closed port', () => 'https://127.0.0.1:1', {}, 'CLUSTER_REFUSED', /ECONNREFUSED/],
    [
      'a closed port at both addresses of a host',
      () => 'https://localhost:1',
      {},
      'CLUSTER_REFUSED',
      /ECONNREFUSED.*:1\b/,
    ],
    [
      'a certificate of an unknown authority',
      () => server.url,
      { 'certificate-authority-data': undefined },
      'CLUSTER_CERTIFICATE_UNTRUSTED',
      /DEPTH_ZERO_SELF_SIGNED_CERT/,
    ],
    [
      'a certificate for another name',
      () => server.url,
      { 'tls-server-name': 'elsewhere.example' },
      'CLUSTER_CERTIFICATE_UNTRUSTED',
      /ERR_TLS_CERT_ALTNAME_INVALID/,
    ],
  ];

  test.each(CASES)('%s', async (_what, url, more, code, evidence) => {
    const findings = await tester.probeCluster({ kubeconfig: at(url(), more) });
    expect(findings).toEqual([
      {
        probe: 'cluster',
        code,
        message: `${CAUSES[code].meaning}: ${url()}`,
        evidence: expect.stringMatching(evidence),
        fix: CAUSES[code].fix,
      },
    ]);
  });

  test('a server that does not respond', async () => {
    server.reactAs(() => undefined);
    const options = { kubeconfig: at(server.url) };
    const findings = await tester.probeCluster(options, { surroundings: { patienceMilliseconds: 100 } });
    expect(findings).toMatchObject([
      { code: 'CLUSTER_TIMED_OUT', evidence: 'ETIMEDOUT: no response within 0.1 seconds' },
    ]);
  });

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['does not speak TLS', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('a server that %s, an unrecognized failure', async (_what, treat) => {
    const [url, sockets] = await listening(treat);
    expect(await tester.probeCluster({ kubeconfig: at(url) })).toMatchObject([{ code: 'UNKNOWN_FAILURE' }]);
    sockets.close();
  });

  test('a proxy that opens no tunnel', async () => {
    const [url, sockets] = await listening((socket) =>
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'),
    );
    const proxy = url.replace('https://', 'http://me:secret-of-proxy@');
    const findings = await tester.probeCluster({ kubeconfig: at(server.url, { 'proxy-url': proxy }) });
    expect(findings).toMatchObject([{ code: 'UNKNOWN_FAILURE', evidence: expect.stringContaining('407') }]);
    expect(JSON.stringify(findings)).not.toContain('secret-of-proxy');
    sockets.close();
  });
});

describe('a response that says nothing about the account is classified:', () => {
  const ANSWERS: [what: string, answer: ReturnType<Reaction>, code: CauseCode, evidence: RegExp][] = [
    ['rejected credentials', refusal(401, 'Unauthorized'), 'CREDENTIALS_REJECTED', /^401: Unauthorized$/],
    [
      'no credentials, so that the user is anonymous',
      refusal(403, 'replicasets.apps is forbidden: User "system:anonymous" cannot list resource "replicasets"'),
      'CREDENTIALS_REJECTED',
      /system:anonymous/,
    ],
    [
      'an anonymous user who cannot impersonate',
      refusal(403, 'serviceaccounts "ci" is forbidden: User "system:anonymous" cannot impersonate resource'),
      'CREDENTIALS_REJECTED',
      /system:anonymous/,
    ],
    [
      'a user who cannot impersonate the account',
      refusal(403, 'serviceaccounts "ci" is forbidden: User "ada" cannot impersonate resource "serviceaccounts"'),
      'IMPERSONATION_FORBIDDEN',
      /User "ada" cannot impersonate/,
    ],
    ['an HTML page of another server', { status: 200, body: '<html>Log in</html>' }, 'UNKNOWN_FAILURE', /^200: <html>/],
    ['JSON of another server', { status: 200, body: { ok: true } }, 'UNKNOWN_FAILURE', /^200: \{"ok":true\}/],
    ['an overloaded server', refusal(429, 'too many requests'), 'UNKNOWN_FAILURE', /^429: too many/],
    ['a broken server', refusal(500, 'etcdserver: no leader'), 'UNKNOWN_FAILURE', /^500: etcdserver/],
    [
      'a message that repeats the token',
      refusal(500, `no ${TOKEN}, no Bearer ${TOKEN}`),
      'UNKNOWN_FAILURE',
      /^500: no <hidden>/,
    ],
  ];

  test.each(ANSWERS)('%s', async (_what, answer, code, evidence) => {
    server.reactAs(() => answer);
    const findings = await look({ serviceAccount: ACCOUNT });
    expect(findings).toMatchObject([{ code, evidence: expect.stringMatching(evidence) }]);
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
  });

  test('names the rule that permits impersonating the account', async () => {
    server.reactAs(() => refusal(403, 'serviceaccounts "ci" is forbidden: User "ada" cannot impersonate resource'));
    const [{ missingRules }] = await look({ serviceAccount: ACCOUNT });
    const rule = { apiGroups: [''], resources: ['serviceaccounts'], verbs: ['impersonate'], resourceNames: ['ci'] };
    expect(missingRules).toEqual([{ namespace: 'harness-delegate', rules: [rule] }]);
  });
});

describe('the namespace default', () => {
  const KINDS = ['replicasets', 'statefulsets', 'daemonsets', 'deployments'];
  const paths = (kinds: readonly string[]) => kinds.map((kind) => `/apis/apps/v1/namespaces/default/${kind}?limit=1`);
  const forbids =
    (allowed?: string): Reaction =>
    (seen) => {
      const kind = KINDS.find((one) => seen.path.includes(`/default/${one}`));
      return kind === undefined || kind === allowed ? WILLING(seen) : refusal(403, `may not list ${kind}`);
    };

  test.each(KINDS)('passes if only %s can be listed, and stops at the first success', async (kind) => {
    covers('S000.test.lists-controllers');
    server.reactAs(forbids(kind));
    expect(await look({ serviceAccount: ACCOUNT })).toEqual([]);
    expect(server.seen.map(({ path }) => path)).toEqual(paths(KINDS.slice(0, KINDS.indexOf(kind) + 1)));
    expect(server.seen.every(({ impersonates }) => impersonates === USER)).toBe(true);
  });

  test('fails if no kind can be listed, and quotes the last refusal, as Harness does', async () => {
    covers('S000.test.lists-controllers');
    server.reactAs(forbids());
    expect(await look()).toMatchObject([
      {
        code: 'DEFAULT_NAMESPACE_FORBIDDEN',
        evidence: 'may not list deployments',
        missingRules: [{ namespace: 'default', rules: [{ resources: ['replicasets'], verbs: ['list'] }] }],
      },
    ]);
  });

  test('is skipped on request, while build namespaces are still checked', async () => {
    covers('S000.test.skip-default-namespace', 'S000.test.skip-without-default-namespace');
    covers('S000.test.skip-without-rights', 'S000.test.skip-stays', 'S000.test.namespace-always-validated');
    server.reactAs((seen) =>
      seen.path === '/api/v1/namespaces/builds' ? refusal(404, 'namespaces "builds" not found') : forbids()(seen),
    );
    const options = { skipDefaultNamespaceValidation: true, buildNamespaces: ['builds'] };
    expect(await look(options)).toMatchObject([{ code: 'BUILD_NAMESPACE_MISSING' }]);
    expect(server.seen.filter(({ path }) => path.includes('/namespaces/default/'))).toEqual([]);
  });
});

describe('a build namespace', () => {
  const ENFORCE = 'pod-security.kubernetes.io/enforce';
  const withLabels =
    (labels?: object): Reaction =>
    (seen) =>
      seen.path === '/api/v1/namespaces/builds'
        ? { status: 200, body: { kind: 'Namespace', metadata: { name: 'builds', labels } } }
        : WILLING(seen);

  test.each([
    ['no labels', undefined, `no label ${ENFORCE}`],
    ['only warnings', { 'pod-security.kubernetes.io/warn': 'restricted' }, `no label ${ENFORCE}`],
    ['the level privileged', { [ENFORCE]: 'privileged' }, `label ${ENFORCE}: privileged`],
  ])('with %s is reported, since its builds can take over the node', async (_what, labels, evidence) => {
    server.reactAs(withLabels(labels));
    expect(await look({ buildNamespaces: ['builds'] })).toEqual([
      {
        probe: 'cluster',
        code: 'BUILD_NAMESPACE_UNGUARDED',
        message: expect.stringMatching(/can be root on the node: "builds"$/),
        evidence,
        fix: expect.stringContaining(`kubectl label namespace NAME ${ENFORCE}=baseline`),
      },
    ]);
  });

  test.each(['baseline', 'restricted'])('that enforces %s is not', async (level) => {
    server.reactAs(withLabels({ [ENFORCE]: level }));
    expect(await look({ buildNamespaces: ['builds'] })).toEqual([]);
  });

  test('can be privileged on purpose, by name', async () => {
    server.reactAs(withLabels({ [ENFORCE]: 'privileged' }));
    expect(await look({ buildNamespaces: ['builds'], privilegedNamespaces: ['builds'] })).toEqual([]);
  });

  test('whose labels the credentials cannot read is not judged, and the progress says so', async () => {
    server.reactAs((seen) => (seen.path === '/api/v1/namespaces/builds' ? refusal(403, 'no') : WILLING(seen)));
    const told: string[] = [];
    const options = { kubeconfig: at(server.url), buildNamespaces: ['builds'] };
    expect(await tester.probeCluster(options, { onProgress: (message) => told.push(message) })).toEqual([]);
    expect(told.at(-1)).toMatch(/cannot read the Pod Security level of the namespace "builds": not checked/);
  });
});

describe('a probe of the cluster', () => {
  test('reports its progress', async () => {
    const told: string[] = [];
    const options = { kubeconfig: at(server.url), buildNamespaces: ['a', 'b'] };
    await tester.probeCluster(options, { onProgress: (message) => told.push(message) });
    expect(told).toEqual([
      'listing the controllers in the namespace "default", as Harness does',
      'checking permissions in the namespace "a"',
      'checking permissions in the namespace "b"',
    ]);
  });

  test('changes nothing: it only reads, requests reviews, and makes dry runs', async () => {
    server.reactAs((seen) => (seen.path === '/api/v1/namespaces/a' ? refusal(403, 'no') : WILLING(seen)));
    await look({ buildNamespaces: ['a'] });
    const writes = server.seen.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect([...new Set(writes)].sort()).toEqual([
      '/api/v1/namespaces/a/secrets?dryRun=All',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ]);
  });

  test('throws the reason of the signal immediately', async () => {
    const controller = new AbortController();
    server.reactAs(() => {
      controller.abort(new Error('that is enough'));
      return undefined;
    });
    const { signal } = controller;
    await expect(tester.probeCluster({ kubeconfig: at(server.url) }, { signal })).rejects.toThrow('that is enough');
  });

  test('reviews no right twice, even if several features need it', async () => {
    await look({ buildNamespaces: ['a'], features: ['ci-builds', 'ci-builds-openshift', 'deployments'] });
    const reviews = server.seen.filter(({ path }) => path.endsWith('selfsubjectaccessreviews'));
    // 6 verbs on four resources, `patch` on two of them; 6 verbs on events; 7 verbs each on ConfigMaps and Deployments.
    expect(reviews).toHaveLength(4 * 6 + 2 + 6 + 2 * 7);
  });
});
