import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { CAUSES, type CauseCode, type ClusterProbeOptions } from '../../../lib/connector-test';
import { ConnectorTestProcess } from '../../support/connector-test-process';
import { covers } from '../../support/covers';
import { FakeApiServer, kubeconfig, type Reaction, refusal, WILLING } from './fake-api-server';

// A process of its own takes its time to start.
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

/** A look at the fake server. */
function look(options: Partial<ClusterProbeOptions> = {}) {
  return tester.probeCluster({ kubeconfig: at(server.url), ...options });
}

/** A server that treats connections in its own way. */
async function listening(treat: (socket: Socket) => void): Promise<[string, Server]> {
  const sockets = createServer((socket) => treat(socket.on('error', () => undefined)));
  await new Promise<void>((done) => sockets.listen(0, '127.0.0.1', done));
  return [`https://127.0.0.1:${(sockets.address() as AddressInfo).port}`, sockets];
}

describe('where there is no answer, the cause is told apart:', () => {
  const CASES: [what: string, server: () => string, more: object, code: CauseCode, evidence: RegExp][] = [
    ['a name that is not known', () => 'https://cluster.invalid', {}, 'CLUSTER_NAME_UNKNOWN', /ENOTFOUND|EAI_AGAIN/],
    ['nobody who listens', () => 'https://127.0.0.1:1', {}, 'CLUSTER_REFUSED', /ECONNREFUSED/],
    [
      'nobody who listens, at either address of a name',
      () => 'https://localhost:1',
      {},
      'CLUSTER_REFUSED',
      /ECONNREFUSED.*:1\b/,
    ],
    [
      'a certificate of an authority that is not known',
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

  test('a server that keeps silent', async () => {
    server.reactAs(() => undefined);
    const options = { kubeconfig: at(server.url) };
    const findings = await tester.probeCluster(options, { surroundings: { patienceMilliseconds: 100 } });
    expect(findings).toMatchObject([
      { code: 'CLUSTER_TIMED_OUT', evidence: 'ETIMEDOUT: no answer within 0.1 seconds' },
    ]);
  });

  test.each([
    ['hangs up', (socket: Socket) => socket.destroy()],
    ['speaks no TLS', (socket: Socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('a server that %s, which is in no list', async (_what, treat) => {
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

describe('an answer that says nothing of the account:', () => {
  const ANSWERS: [what: string, answer: ReturnType<Reaction>, code: CauseCode, evidence: RegExp][] = [
    ['the credentials are not accepted', refusal(401, 'Unauthorized'), 'CREDENTIALS_REJECTED', /^401: Unauthorized$/],
    [
      'there are no credentials, so that the user is anonymous',
      refusal(403, 'replicasets.apps is forbidden: User "system:anonymous" cannot list resource "replicasets"'),
      'CREDENTIALS_REJECTED',
      /system:anonymous/,
    ],
    [
      'the anonymous may impersonate nobody, either',
      refusal(403, 'serviceaccounts "ci" is forbidden: User "system:anonymous" cannot impersonate resource'),
      'CREDENTIALS_REJECTED',
      /system:anonymous/,
    ],
    [
      'the name of the account may not be used',
      refusal(403, 'serviceaccounts "ci" is forbidden: User "ada" cannot impersonate resource "serviceaccounts"'),
      'IMPERSONATION_FORBIDDEN',
      /User "ada" cannot impersonate/,
    ],
    ['a page of somebody else', { status: 200, body: '<html>Log in</html>' }, 'UNKNOWN_FAILURE', /^200: <html>/],
    ['JSON of somebody else', { status: 200, body: { ok: true } }, 'UNKNOWN_FAILURE', /^200: \{"ok":true\}/],
    ['a server that is overloaded', refusal(429, 'too many requests'), 'UNKNOWN_FAILURE', /^429: too many/],
    ['a server that is broken', refusal(500, 'etcdserver: no leader'), 'UNKNOWN_FAILURE', /^500: etcdserver/],
    ['what repeats the token', refusal(500, `no ${TOKEN}, no Bearer ${TOKEN}`), 'UNKNOWN_FAILURE', /^500: no <hidden>/],
  ];

  test.each(ANSWERS)('%s', async (_what, answer, code, evidence) => {
    server.reactAs(() => answer);
    const findings = await look({ serviceAccount: ACCOUNT });
    expect(findings).toMatchObject([{ code, evidence: expect.stringMatching(evidence) }]);
    expect(JSON.stringify(findings)).not.toContain(TOKEN);
  });

  test('the rule is told by which the account may be impersonated', async () => {
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

  test.each(KINDS)('is fine when only %s may be listed: the first success ends it', async (kind) => {
    covers('S000.test.lists-controllers');
    server.reactAs(forbids(kind));
    expect(await look({ serviceAccount: ACCOUNT })).toEqual([]);
    expect(server.seen.map(({ path }) => path)).toEqual(paths(KINDS.slice(0, KINDS.indexOf(kind) + 1)));
    expect(server.seen.every(({ impersonates }) => impersonates === USER)).toBe(true);
  });

  test('is a failure when none may be listed, in the words of the last refusal, as Harness has it', async () => {
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

  test('is left alone when that is asked for, while namespaces of builds are asked about all the same', async () => {
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

describe('a look', () => {
  test('tells what it does', async () => {
    const told: string[] = [];
    const options = { kubeconfig: at(server.url), buildNamespaces: ['a', 'b'] };
    await tester.probeCluster(options, { onProgress: (message) => told.push(message) });
    expect(told).toEqual([
      'lists the controllers of the namespace "default", as Harness does',
      'asks what may be done in the namespace "a"',
      'asks what may be done in the namespace "b"',
    ]);
  });

  test('changes nothing: it reads, asks for reviews, and tries on trial only', async () => {
    server.reactAs((seen) => (seen.path === '/api/v1/namespaces/a' ? refusal(403, 'no') : WILLING(seen)));
    await look({ buildNamespaces: ['a'] });
    const writes = server.seen.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect([...new Set(writes)].sort()).toEqual([
      '/api/v1/namespaces/a/secrets?dryRun=All',
      '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    ]);
  });

  test('ends with the reason of the signal, at once', async () => {
    const controller = new AbortController();
    server.reactAs(() => {
      controller.abort(new Error('that is enough'));
      return undefined;
    });
    const { signal } = controller;
    await expect(tester.probeCluster({ kubeconfig: at(server.url) }, { signal })).rejects.toThrow('that is enough');
  });

  test('asks no right twice, although several features need it', async () => {
    await look({ buildNamespaces: ['a'], features: ['ci-builds', 'ci-builds-openshift', 'deployments'] });
    const reviews = server.seen.filter(({ path }) => path.endsWith('selfsubjectaccessreviews'));
    // 6 verbs on four resources, `patch` on two of them; 6 verbs on events; 7 verbs each on ConfigMaps and Deployments.
    expect(reviews).toHaveLength(4 * 6 + 2 + 6 + 2 * 7);
  });
});
