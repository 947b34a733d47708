import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { installFarm, type InstalledFarm, OTHER_ACCOUNT } from './farm';
import { outcomeOf, post } from './outcome';
import { asInitContainer, buildPod, type Change, UNMASKED_PROC, WAYS_TO_THE_NODE } from './pods';

const ACCOUNTS: [what: string, spec: (farm: InstalledFarm) => object][] = [
  ["an account with the name of the delegate's", ({ name }) => ({ serviceAccountName: name })],
  ['another account', () => ({ serviceAccountName: OTHER_ACCOUNT })],
  ['another account, in the field of old', () => ({ serviceAccountName: undefined, serviceAccount: OTHER_ACCOUNT })],
  ['no account, which is default', () => ({ serviceAccountName: undefined })],
];

const WAYS = WAYS_TO_THE_NODE.flatMap(([what, change, words]): [string, Change, string][] =>
  'container' in change
    ? [
        [what, change, words],
        [`${what}, for an init container`, asInitContainer(change), words],
      ]
    : [[what, change, words]],
);

describe.each(Cluster.all().map((cluster) => [cluster.version, cluster] as const))(
  'on Kubernetes %s, a pipeline author',
  (_version, cluster) => {
    let farm: InstalledFarm;
    let neighbor: InstalledFarm;
    /** A farm whose namespace has lost its Pod Security level, so that only the policy decides. */
    let unlabeled: InstalledFarm;

    beforeAll(async () => {
      farm = await installFarm(cluster, 'author');
      neighbor = await installFarm(cluster, 'neighbor');
      unlabeled = await installFarm(cluster, 'unlabeled', {
        relabel: { 'pod-security.kubernetes.io/enforce': 'privileged' },
      });
    });

    test('can create a build pod', async () => {
      covers('S002.infrastructure.delegate-namespace-may-differ');
      expect(await post(farm.author, farm.namespaces[0], buildPod())).toEqual({ layer: 'admitted', message: '' });
    });

    test.each(ACCOUNTS)('is refused a pod with %s by the admission policy', async (_what, spec) => {
      const { layer, message } = await post(farm.author, farm.namespaces[0], buildPod({ spec: spec(farm) }));
      expect([layer, message]).toEqual([
        'admission policy',
        expect.stringContaining('Build pods must use the ServiceAccount harness-build.'),
      ]);
    });

    test.each(WAYS)('is refused %s by Pod Security', async (_what, change) => {
      expect(await post(farm.author, farm.namespaces[0], buildPod(change))).toMatchObject({ layer: 'Pod Security' });
    });

    test.each(WAYS)('is refused %s by the admission policy alone', async (_what, change, words) => {
      const { layer, message } = await post(unlabeled.author, unlabeled.namespaces[0], buildPod(change));
      expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
    });

    test('is refused a Windows HostProcess container by both', async () => {
      const securityContext = { windowsOptions: { hostProcess: true } };
      // Kubernetes allows such pods only with hostNetwork.
      const pod = buildPod({ spec: { hostNetwork: true, securityContext }, container: { securityContext: {} } });
      expect(await post(farm.author, farm.namespaces[0], pod)).toMatchObject({ layer: 'Pod Security' });
      expect(await post(unlabeled.author, unlabeled.namespaces[0], pod)).toMatchObject({ layer: 'admission policy' });
    });

    test('is refused an unmasked /proc by the admission policy alone', async () => {
      for (const change of [UNMASKED_PROC, asInitContainer(UNMASKED_PROC)]) {
        const { layer, message } = await post(unlabeled.author, unlabeled.namespaces[0], buildPod(change));
        expect([layer, message]).toEqual([
          'admission policy',
          expect.stringContaining('must use the default procMount'),
        ]);
      }
    });

    test("is refused the Secret with the delegate's token by RBAC", async () => {
      const token = `/api/v1/namespaces/${farm.delegateNamespace}/secrets/${farm.name}-token`;
      expect(outcomeOf(await farm.author.get(token))).toMatchObject({ layer: 'RBAC' });
    });

    test('is refused every pod in the namespace of the delegate by RBAC', async () => {
      expect(await post(farm.author, farm.delegateNamespace, buildPod())).toMatchObject({ layer: 'RBAC' });
    });

    test('is refused pods and Secrets of another farm by RBAC', async () => {
      const [namespace] = neighbor.namespaces;
      expect(await post(neighbor.author, namespace, buildPod())).toMatchObject({ layer: 'admitted' });
      expect(await post(farm.author, namespace, buildPod())).toMatchObject({ layer: 'RBAC' });
      const secrets = await farm.author.get(`/api/v1/namespaces/${namespace}/secrets`);
      expect(outcomeOf(secrets)).toMatchObject({ layer: 'RBAC' });
    });
  },
);
