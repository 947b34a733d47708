import { BuildIsolation } from 'harness-constructs';
import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { installFarm, OTHER_ACCOUNT } from './farm';
import { post } from './outcome';
import { buildPod } from './pods';

const cluster = Cluster.newest();
const AS_ROOT = buildPod({ container: { securityContext: { runAsUser: 0 } } });

test('by default builds can run as root in their containers, which kaniko requires', async () => {
  covers('S004.cluster.root-if-needed');
  const { author, namespaces } = await installFarm(cluster, 'baseline');
  expect(await post(author, namespaces[0], AS_ROOT)).toMatchObject({ layer: 'admitted' });
});

test('with BuildIsolation.restricted() Pod Security refuses root', async () => {
  const { author, namespaces } = await installFarm(cluster, 'restricted', {
    props: { isolation: BuildIsolation.restricted() },
  });
  expect(await post(author, namespaces[0], buildPod())).toMatchObject({ layer: 'admitted' });
  const { layer, message } = await post(author, namespaces[0], AS_ROOT);
  expect([layer, message]).toEqual(['Pod Security', expect.stringContaining('PodSecurity "restricted')]);
});

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
