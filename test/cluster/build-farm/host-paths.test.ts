import { BuildIsolation } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { installFarm, type InstalledFarm } from './farm';
import { post } from './outcome';
import { asInitContainer, buildPod, type Change, hostPath, WAYS_TO_THE_NODE } from './pods';
import { withVolume } from './policy/volumes';

const cluster = Cluster.newest();

let farm: InstalledFarm;
let builds: string;
beforeAll(async () => {
  const reason = 'Builds share the caches of their node.';
  farm = await installFarm(cluster, 'paths', {
    props: { isolation: BuildIsolation.hostPaths(['/var/cache/builds', '/opt/tools'], { reason }) },
  });
  [builds] = farm.namespaces;
});

test.each(['/var/cache/builds', '/opt/tools'])('builds may mount %s', async (path) => {
  expect(await post(farm.author, builds, buildPod({ spec: hostPath(path) }))).toMatchObject({ layer: 'admitted' });
});

describe('the Pod Security level of the namespace is privileged, and the admission policy refuses', () => {
  test.each(WAYS_TO_THE_NODE)('%s', async (_what, change) => {
    expect(await post(farm.author, builds, buildPod(change))).toMatchObject({ layer: 'admission policy' });
  });

  test.each(WAYS_TO_THE_NODE.filter(([, { container }]) => container))(
    '%s, for an init container',
    async (_w, change) => {
      const pod = buildPod(asInitContainer(change));
      expect(await post(farm.author, builds, pod)).toMatchObject({ layer: 'admission policy' });
    },
  );

  test.each<[string, Change, string]>([
    ['a share', withVolume('nfs', { server: '10.0.0.1', path: '/' }), 'must not mount volumes of types other than'],
    [
      'a probe of another host',
      { container: { livenessProbe: { tcpSocket: { host: '127.0.0.1', port: 10255 } } } },
      'must not set host in httpGet or tcpSocket of probes',
    ],
  ])('%s', async (_what, change, words) => {
    const { layer, message } = await post(farm.author, builds, buildPod(change));
    expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
  });
});
