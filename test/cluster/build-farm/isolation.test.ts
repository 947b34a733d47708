import { BuildIsolation, SeccompSource } from 'harness-constructs';
import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { type InstalledFarm, installFarm, OTHER_ACCOUNT } from './farm';
import { outcomeOf, post } from './outcome';
import { asInitContainer, buildPod, type Change } from './pods';

const cluster = Cluster.newest();
const AS_ROOT = buildPod({ container: { securityContext: { runAsUser: 0 } } });

test('by default builds can run as root in their containers, which kaniko requires', async () => {
  covers('S004.cluster.root-if-needed');
  const { author, namespaces } = await installFarm(cluster, 'baseline');
  expect(await post(author, namespaces[0], AS_ROOT)).toMatchObject({ layer: 'admitted' });
});

test('with BuildIsolation.restricted() Pod Security refuses root, and all that Harness makes without a webhook', async () => {
  const isolation = BuildIsolation.restricted({ seccompFrom: SeccompSource.ELSEWHERE });
  const webhook = { spec: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } };
  const { author, namespaces } = await installFarm(cluster, 'restricted', { props: { isolation }, webhook });
  expect(await post(author, namespaces[0], buildPod(webhook, isolation))).toMatchObject({ layer: 'admitted' });
  const asRoot = buildPod({ ...webhook, container: { securityContext: { runAsUser: 0 } } }, isolation);
  for (const pod of [asRoot, buildPod({}, isolation)]) {
    const { layer, message } = await post(author, namespaces[0], pod);
    expect([layer, message]).toEqual(['Pod Security', expect.stringContaining('PodSecurity "restricted')]);
  }
  const { message } = await post(author, namespaces[0], buildPod({}, isolation));
  expect(message).toMatch(/: seccompProfile \(pod or containers [^()]*\)$/);
});

describe.each(Cluster.all().map((one) => [one.version, one] as const))(
  'on Kubernetes %s a farm with auditRestricted',
  (_version, server) => {
    const isolation = BuildIsolation.baseline({ auditRestricted: true });
    let farm: InstalledFarm;
    beforeAll(async () => (farm = await installFarm(server, 'audited', { props: { isolation } })));

    test('admits the pod that Harness makes of its stage, and warns only of the seccomp profile', async () => {
      const path = `/api/v1/namespaces/${farm.namespaces[0]}/pods`;
      const answer = await farm.author.post(path, buildPod({}, isolation));
      expect(outcomeOf(answer)).toEqual({ layer: 'admitted', message: '' });
      expect(answer.warnings).toEqual([
        expect.stringMatching(/would violate PodSecurity \\"restricted:latest\\": seccompProfile \([^()]*\)"$/),
      ]);
    });

    const context = { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ['ALL'] } };
    const ROOT = 'must not run as root';
    test.each<[string, Change, string]>([
      ['root', { container: { securityContext: { ...context, runAsUser: 0 } } }, ROOT],
      ['root for the pod', { spec: { securityContext: { runAsUser: 0 } } }, ROOT],
      ['any user of an image', { container: { securityContext: { ...context, runAsNonRoot: false } } }, ROOT],
      [
        'privilege escalation',
        { container: { securityContext: { ...context, allowPrivilegeEscalation: undefined } } },
        'must not allow privilege escalation',
      ],
      [
        'capabilities that are not dropped',
        { container: { securityContext: { ...context, capabilities: {} } } },
        'must drop all capabilities',
      ],
      [
        'a capability of baseline',
        { container: { securityContext: { ...context, capabilities: { drop: ['ALL'], add: ['CHOWN'] } } } },
        'beyond the Pod Security level restricted',
      ],
      ['an init container of its own kind', asInitContainer({}), ROOT],
    ])('refuses %s by its policy', async (_what, change, words) => {
      const { layer, message } = await post(farm.author, farm.namespaces[0], buildPod(change, isolation));
      expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
    });
  },
);

test.each([
  ['below Kubernetes 1.30', { kubernetesVersion: '1.29' }],
  ['without objects of the cluster', { clusterScoped: false }],
])('%s there is no policy: Pod Security still applies, and builds can use any account', async (what, props) => {
  const farm = await installFarm(cluster, what.startsWith('below') ? 'old-kubernetes' : 'namespaced', { props });
  const [namespace] = farm.namespaces;
  expect(farm.manifests.filter(({ kind }) => kind.startsWith('ValidatingAdmission'))).toEqual([]);
  const otherAccount = buildPod({ spec: { serviceAccountName: OTHER_ACCOUNT } });
  expect(await post(farm.author, namespace, otherAccount)).toMatchObject({ layer: 'admitted' });
  const onNode = buildPod({ spec: { hostNetwork: true } });
  expect(await post(farm.author, namespace, onNode)).toMatchObject({ layer: 'Pod Security' });
});
