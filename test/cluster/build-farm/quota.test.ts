import { BuildQuota, type CiBuildInfraProps } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { LINUX } from '../../testkit/build-pods/linux';
import { podOf } from '../../testkit/build-pods/fixture';
import { installFarm, type InstalledFarm } from './farm';
import { post } from './outcome';
import { buildPod } from './pods';

const cluster = Cluster.newest();
const BUILDS = 3;

/** A pod whose step requests nothing. */
const WITHOUT_RESOURCES = buildPod({ container: { resources: {} } });

/** A PersistentVolumeClaim. */
const CLAIM = {
  metadata: { generateName: 'claim-' },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
};

/** A Service. */
function serviceOf(type: string): object {
  return { metadata: { generateName: 'service-' }, spec: { type, ports: [{ port: 80 }] } };
}

/** The server counts existing objects before it admits more. */
async function installQuota(
  name: string,
  quota: BuildQuota,
  props: Partial<CiBuildInfraProps> = {},
): Promise<InstalledFarm> {
  const farm = await installFarm(cluster, name, { props: { ...props, quota } });
  const [namespace] = farm.namespaces;
  await eventually(
    async () => (await cluster.admin.get(`/api/v1/namespaces/${namespace}/resourcequotas/harness-builds`)).body,
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
  const { status, body } = await author.post(`/api/v1/namespaces/${namespaces[0]}/pods`, WITHOUT_RESOURCES);
  expect(status).toBe(201);
  expect(body.spec.containers[1].resources).toEqual({
    requests: { cpu: '10m', memory: '10Mi', 'ephemeral-storage': '10Mi' },
  });
});

test('claims and their storage are counted, and load balancers and node ports are refused', async () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', claims: 2, storage: '1Gi' });
  const { author, namespaces } = await installQuota('quota-objects', quota);
  const claims = { resource: 'persistentvolumeclaims' };
  expect(await post(author, namespaces[0], CLAIM, claims)).toMatchObject({ layer: 'admitted' });
  const { layer, message } = await post(author, namespaces[0], CLAIM, claims);
  expect([layer, message]).toEqual(['quota', expect.stringContaining('limited: requests.storage=1Gi')]);
  const services = { resource: 'services' };
  expect(await post(author, namespaces[0], serviceOf('ClusterIP'), services)).toMatchObject({ layer: 'admitted' });
  for (const [type, limit] of [
    ['LoadBalancer', 'services.loadbalancers=0'],
    ['NodePort', 'services.nodeports=0'],
  ]) {
    const refused = await post(author, namespaces[0], serviceOf(type), services);
    expect([refused.layer, refused.message]).toEqual(['quota', expect.stringContaining(limit)]);
  }
});

test('Secrets and Services are counted', async () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '1', memory: '1Gi', secrets: 0, services: 1 });
  const { author, namespaces } = await installQuota('quota-counts', quota);
  const flood = async (resource: string, body: object): Promise<number> => {
    for (let made = 0; ; made++) {
      const { layer } = await post(author, namespaces[0], body, { resource });
      if (layer !== 'admitted') {
        expect(layer).toBe('quota');
        return made;
      }
    }
  };
  expect(await flood('secrets', { metadata: { generateName: 'a-' } })).toBe(20);
  expect(await flood('services', serviceOf('ClusterIP'))).toBe(1);
});

test('extended resources are counted when they are named', async () => {
  const requests = { cpu: '4', memory: '4Gi', extendedResources: { 'nvidia.com/gpu': 1 } };
  const { author, namespaces } = await installQuota('quota-gpu', BuildQuota.forConcurrentBuilds(2, requests));
  const withGpus = (count: number) => buildPod({ container: { resources: { limits: { 'nvidia.com/gpu': count } } } });
  const { layer, message } = await post(author, namespaces[0], withGpus(8));
  expect([layer, message]).toEqual(['quota', expect.stringContaining('limited: requests.nvidia.com/gpu=2')]);
  expect(await post(author, namespaces[0], withGpus(2))).toMatchObject({ layer: 'admitted' });
});

test('limits are counted when they are named: those of a build fit, and small requests hide nothing', async () => {
  // The limits of the fixture's Linux build: the Lite Engine, and two steps.
  const limits = { cpu: '1300m', memory: '1600Mi' };
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '520m', memory: '620Mi', limits });
  const { author, namespaces } = await installQuota('quota-limits', quota);
  const greedy = { requests: { cpu: '10m', memory: '10Mi' }, limits: { cpu: '64', memory: '512Gi' } };
  const { layer, message } = await post(author, namespaces[0], buildPod({ container: { resources: greedy } }));
  expect([layer, message]).toEqual([
    'quota',
    expect.stringContaining('limited: limits.cpu=1300m,limits.memory=1600Mi'),
  ]);
  expect(await post(author, namespaces[0], podOf(LINUX))).toMatchObject({ layer: 'admitted' });
});

test('a container without limits gets those of a Harness step when limits are counted', async () => {
  const amounts = { cpu: '1', memory: '2Gi' };
  const quota = BuildQuota.forConcurrentBuilds(1, { ...amounts, limits: amounts });
  const { author, namespaces } = await installQuota('quota-default-limits', quota);
  const { status, body } = await author.post(`/api/v1/namespaces/${namespaces[0]}/pods`, WITHOUT_RESOURCES);
  expect(status).toBe(201);
  expect(body.spec.containers[1].resources.limits).toEqual({ cpu: '400m', memory: '500Mi' });
});

test('in a shared namespace there is room for one build, the delegate, and one more of it while it is rolled out', async () => {
  const quota = BuildQuota.forConcurrentBuilds(1, { cpu: '520m', memory: '620Mi' });
  const farm = await installQuota('quota-shared', quota, { sharedNamespace: true });
  const namespace = farm.delegateNamespace;
  const podsOfDelegate = (count: number) =>
    eventually(
      async () =>
        (await cluster.admin.get(`/api/v1/namespaces/${namespace}/pods?labelSelector=harness.io/name=${farm.name}`))
          .body.items as object[],
      ({ length }) => length === count,
    );
  expect(await podsOfDelegate(1)).toHaveLength(1);
  expect(await post(farm.author, namespace, podOf(LINUX))).toMatchObject({ layer: 'admitted' });
  const template = { metadata: { annotations: { changed: 'true' } } };
  const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/${farm.name}`;
  await cluster.admin.patch(deployment, { spec: { template } }, 'application/merge-patch+json');
  expect(await podsOfDelegate(2)).toHaveLength(2);
  expect(await post(farm.author, namespace, podOf(LINUX))).toMatchObject({ layer: 'quota' });
});
