import { CAUSES } from '../../../lib/validation/causes';
import type { ClusterProbeOptions } from '../../../lib/validation';
import { ConnectorTestProcess } from '../../testkit/connector-test-process';
import { FakeApiServer, kubeconfig, type Reaction, refusal, WILLING } from './fake-api-server';

// Starting a separate process takes time.
jest.setTimeout(60_000);

const ACCOUNT = { namespace: 'harness-delegate', name: 'ci' };

let server: FakeApiServer;
let tester: ConnectorTestProcess;
beforeAll(async () => {
  tester = new ConnectorTestProcess();
  server = await FakeApiServer.start();
});
afterAll(() => Promise.all([tester.stop(), server.stop()]));

/** Probes the fake server. */
function look(options: Partial<ClusterProbeOptions>, onProgress?: (message: string) => void) {
  const content = kubeconfig(server.cluster, { token: 'sentinel-of-the-token' });
  return tester.probeCluster({ kubeconfig: { content }, ...options }, { onProgress });
}

describe('the version of the API server', () => {
  const running =
    (gitVersion: unknown): Reaction =>
    (seen) =>
      seen.path === '/version' ? { status: 200, body: { major: '1', minor: '33+', gitVersion } } : WILLING(seen);

  test('is reported if it is older than the farm counts on', async () => {
    server.reactAs(running('v1.33.2'));
    expect(await look({ kubernetesVersion: '1.36' })).toEqual([
      {
        probe: 'cluster',
        code: 'KUBERNETES_TOO_OLD',
        message: `${CAUSES.KUBERNETES_TOO_OLD.meaning}: v1.33.2`,
        evidence: 'v1.33.2, and the farm counts on 1.36',
        fix: expect.stringContaining('`kubernetesVersion` of the farm'),
      },
    ]);
  });

  test.each([
    ['v1.33.2', '1.34', true],
    ['v1.9.11', '1.36', true],
    ['v1.35.0-gke.1200', 'v1.36.1', true],
    ['v1.36.0', '1.36', false],
    ['v1.36.1', '1.36.4', false],
    ['v1.36.2-eks-931bdca', 'v1.36', false],
    ['v1.37.2+k3s1', '1.36', false],
    ['v1.100.0', '1.99', false],
  ])('%s for a farm that counts on %s: too old %s', async (gitVersion, kubernetesVersion, isOld) => {
    server.reactAs(running(gitVersion));
    const findings = await look({ kubernetesVersion });
    expect(findings.map(({ code }) => code)).toEqual(isOld ? ['KUBERNETES_TOO_OLD'] : []);
  });

  test.each<[what: string, answer: ReturnType<Reaction>]>([
    ['hidden from the credentials', refusal(403, 'forbidden: User "ada" cannot get path "/version"')],
    ['not served', refusal(404, 'the server could not find the requested resource')],
    ['none of Kubernetes', { status: 200, body: { gitVersion: 'main' } }],
  ])('is not judged if it is %s, and the progress says so', async (_what, answer) => {
    server.reactAs((seen) => (seen.path === '/version' ? answer : WILLING(seen)));
    const told: string[] = [];
    expect(await look({ kubernetesVersion: '1.36' }, (message) => told.push(message))).toEqual([]);
    expect(told.at(-1)).toBe('the version of the API server cannot be read: not checked');
  });

  test('is read with the credentials themselves, and only on request', async () => {
    server.reactAs(running('v1.36.0'));
    await look({ serviceAccount: ACCOUNT });
    expect(server.seen.map(({ path }) => path)).not.toContain('/version');
    await look({ serviceAccount: ACCOUNT, kubernetesVersion: '1.36' });
    expect(server.seen.filter(({ path }) => path === '/version')).toMatchObject([{ impersonates: undefined }]);
  });

  test('does not keep the rest from being checked', async () => {
    server.reactAs((seen) =>
      seen.path === '/api/v1/namespaces/builds' ? refusal(404, 'not found') : running('v1.33.2')(seen),
    );
    const findings = await look({ kubernetesVersion: '1.36', buildNamespaces: ['builds'] });
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['KUBERNETES_TOO_OLD', 'BUILD_NAMESPACE_MISSING']),
    );
  });
});
