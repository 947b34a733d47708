import { BuildQuota } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { LINUX } from './build-pods/linux';
import { podOf } from './build-pods/fixture';
import { installFarm, type InstalledFarm } from './farm';
import { post } from './outcome';
import { buildPod } from './pods';

const cluster = Cluster.newest();
const BUILDS = 3;

/** A PersistentVolumeClaim. */
const CLAIM = {
  metadata: { generateName: 'claim-' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};
const LOAD_BALANCER = { metadata: { generateName: 'lb-' }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } };

/** The server counts existing objects before it admits more. */
async function installQuota(name: string, quota: BuildQuota): Promise<InstalledFarm> {
  const farm = await installFarm(cluster, name, { props: { quota } });
  await eventually(
    async () => (await cluster.admin.get(`/api/v1/namespaces/${name}-builds/resourcequotas/harness-builds`)).body,
    ({ status }) => status?.used !== undefined,
  );
  return farm;
}

test(`${BUILDS} builds fit a quota for ${BUILDS}, and one more is refused`, async () => {
  // The requests of the fixture's Linux build.
  const quota = BuildQuota.forConcurrentBuilds(BUILDS, { cpu: '520m', memory: '620Mi' });
  const { author, namespaces } = await installQuota('quota', quota);
  for (let build = 0; build < BUILDS; build++) {
    expect(await post(author, namespaces[0], podOf(LINUX))).toMatchObject({ layer: 'admitted' });
  }
  const { layer, message } = await post(author, namespaces[0], podOf(LINUX));
  expect([layer, message]).toEqual(['quota', expect.stringContaining(`limited: pods=${BUILDS},requests.cpu=1560m`)]);
});

test('a total limits requests: CPU runs out before pods', async () => {
  const total = BuildQuota.ofTotal({ cpu: '1', memory: '64Gi', pods: 100 });
  const { author, namespaces } = await installQuota('quota-total', total);
  expect(await post(author, namespaces[0], podOf(LINUX))).toMatchObject({ layer: 'admitted' });
  const { layer, message } = await post(author, namespaces[0], podOf(LINUX));
  expect([layer, message]).toEqual(['quota', expect.stringContaining('requested: requests.cpu=520m')]);
});

test('a container without requests gets those of a Harness step, including ephemeral storage', async () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', ephemeralStorage: '10Gi' });
  const { author, namespaces } = await installQuota('quota-defaults', quota);
  const { status, body } = await author.post(`/api/v1/namespaces/${namespaces[0]}/pods`, buildPod());
  expect(status).toBe(201);
  expect(body.spec.containers[0].resources).toEqual({
    requests: { cpu: '10m', memory: '10Mi', 'ephemeral-storage': '10Mi' },
  });
});

test('claims are counted, and a load balancer is refused', async () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi' });
  const { author, namespaces } = await installQuota('quota-objects', quota);
  const claims = { resource: 'persistentvolumeclaims' };
  expect(await post(author, namespaces[0], CLAIM, claims)).toMatchObject({ layer: 'admitted' });
  expect(await post(author, namespaces[0], CLAIM, claims)).toMatchObject({ layer: 'quota' });
  expect(await post(author, namespaces[0], LOAD_BALANCER, { resource: 'services' })).toMatchObject({ layer: 'quota' });
});
