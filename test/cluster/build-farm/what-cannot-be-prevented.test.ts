/** Documented limits of the isolation, demonstrated on a server. */
import { BuildIsolation, Istio } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf, post } from './outcome';
import { buildPod, type Change, hostPath } from './pods';

const cluster = Cluster.newest();
const NAME = 'open';
const BUILDS = `${NAME}-builds`;

let farm: InstalledFarm;
beforeAll(async () => {
  farm = await installFarm(cluster, NAME, { extend: (infra) => infra.addBuildNamespace('open-others') });
});

/** Creates an object of the core group as the pipeline author, and returns the server's version of it. */
async function made(resource: string, body: object, namespace = BUILDS): Promise<any> {
  const answer = await farm.author.post(`/api/v1/namespaces/${namespace}/${resource}`, body);
  expect(outcomeOf(answer)).toEqual({ layer: 'admitted', message: '' });
  return answer.body;
}

test("a script that runs inside the delegate has the delegate's token and its account", async () => {
  const replicas = { delegateOptions: { replicas: 1 } };
  await installFarm(cluster, 'open-inside', { props: replicas });
  const pod = await eventually(
    async () => (await cluster.admin.get('/api/v1/namespaces/open-inside/pods')).body.items[0],
    (found) => found !== undefined,
  );
  const [{ env, volumeMounts }] = pod.spec.containers;
  const token = (env as any[]).find(({ name }) => name === 'HARNESS_DELEGATE_TOKEN');
  expect(token.valueFrom.secretKeyRef.name).toBe('open-inside-token');
  expect((volumeMounts as any[]).map(({ mountPath }) => mountPath as string)).toContain(
    '/var/run/secrets/kubernetes.io/serviceaccount',
  );
});

test('a build can read every Secret of its namespace, including those of other builds', async () => {
  const secret = await made('secrets', { metadata: { generateName: 'of-another-build-' }, stringData: { a: 'b' } });
  const { name } = secret.metadata;
  await made('pods', buildPod({ spec: { volumes: [{ name: 'theirs', secret: { secretName: name } }] } }));
  const { body } = await farm.author.get(`/api/v1/namespaces/${BUILDS}/secrets/${name}`);
  expect(Buffer.from(body.data.a as string, 'base64').toString()).toBe('b');
});

test('a build with the rights of the delegate can change or delete another build', async () => {
  const { metadata } = await made('pods', buildPod());
  const path = `/api/v1/namespaces/${BUILDS}/pods/${metadata.name}`;
  expect(outcomeOf(await farm.author.delete(path))).toMatchObject({ layer: 'admitted' });
});

test('namespaces that share a delegate are open to every user of the delegate', async () => {
  await made('pods', buildPod(), 'open-others');
});

/** Scheduling settings of a pod. */
const PLACES: [what: string, change: Change][] = [
  ['any node, by its name', { spec: { nodeName: 'control-plane' } }],
  ['nodes with any taint', { spec: { tolerations: [{ operator: 'Exists' }] } }],
  ['the priority of what a node cannot do without', { spec: { priorityClassName: 'system-node-critical' } }],
];

test.each(PLACES)('a build may choose %s', async (_what, change) => {
  await made('pods', buildPod(change));
});

test('a build can claim any free volume, including a hostPath volume', async () => {
  const volume = { name: 'open-volume' };
  const capacity = { storage: '1Gi' };
  const accessModes = ['ReadWriteOnce'];
  await cluster.admin.post('/api/v1/persistentvolumes', {
    metadata: volume,
    spec: { capacity, accessModes, hostPath: { path: '/etc' }, storageClassName: 'manual' },
  });
  const spec = { accessModes, resources: { requests: capacity }, storageClassName: 'manual', volumeName: volume.name };
  await made('persistentvolumeclaims', { metadata: { name: 'mine' }, spec });
  await made('pods', buildPod({ spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'mine' } }] } }));
  const claim = await eventually(
    async () => (await cluster.admin.get(`/api/v1/namespaces/${BUILDS}/persistentvolumeclaims/mine`)).body,
    ({ status }) => status?.phase === 'Bound',
  );
  expect(claim.status.phase).toBe('Bound');
});

test.each([
  ['that takes the traffic to an address', { ports: [{ port: 443 }], externalIPs: ['192.0.2.1'] }],
  ['at a port of every node', { ports: [{ port: 443 }], type: 'NodePort' }],
  ['with a load balancer, without a quota', { ports: [{ port: 443 }], type: 'LoadBalancer' }],
  ['that is an alias for any host', { type: 'ExternalName', externalName: 'metadata.google.internal' }],
])('a build may have a Service %s', async (_what, spec) => {
  await made('services', { metadata: { generateName: 'mine-' }, spec });
});

test('a build may have a headless Service that is named as a domain, and records of external-dns for it', async () => {
  const annotations = { 'external-dns.alpha.kubernetes.io/hostname': 'www.example.com' };
  const spec = { clusterIP: 'None', ports: [{ port: 443 }], selector: { accountID: 'test' } };
  await made('services', { metadata: { name: 'com', annotations }, spec });
});

test.each(['Never', 'IfNotPresent'])('a build may run an image that is on the node: %s', async (imagePullPolicy) => {
  await made('pods', buildPod({ container: { image: 'registry.example.com/of-another-team:1', imagePullPolicy } }));
});

test('a build may name a Group Managed Service Account of Windows', async () => {
  const securityContext = { windowsOptions: { gmsaCredentialSpecName: 'of-another-team' } };
  await made('pods', buildPod({ spec: { securityContext }, container: { securityContext: {} } }));
});

describe('in the namespace of the delegate', () => {
  test("a user with the delegate's rights can read its token through the API", async () => {
    const shared = await installFarm(cluster, 'open-shared', { props: { sharedNamespace: true } });
    const path = '/api/v1/namespaces/open-shared/secrets';
    await cluster.admin.post(path, {
      metadata: { name: 'open-shared-token' },
      stringData: { token: 'not a real one' },
    });
    const { body } = await shared.author.get(`${path}/open-shared-token`);
    expect(Buffer.from(body.data.token as string, 'base64').toString()).toBe('not a real one');
  });

  test("the delegate's rights suffice to keep its pod from ending, and to take it from its Deployment", async () => {
    const shared = await installFarm(cluster, 'open-labels', { props: { sharedNamespace: true } });
    const pods = '/api/v1/namespaces/open-labels/pods';
    const podsOfDelegate = async () => {
      const { body } = await cluster.admin.get(`${pods}?labelSelector=harness.io/name=open-labels`);
      return body.items as any[];
    };
    const [pod] = await eventually(podsOfDelegate, ({ length }) => length > 0);
    const path = `${pods}/${pod.metadata.name}`;
    const changed = async (metadata: object) => {
      const { body } = await shared.author.get(path);
      return shared.author.put(path, { ...body, metadata: { ...body.metadata, ...metadata } });
    };
    expect(outcomeOf(await changed({ finalizers: ['example.com/stays'] }))).toMatchObject({ layer: 'admitted' });
    expect(outcomeOf(await changed({ labels: { of: 'nobody' } }))).toMatchObject({ layer: 'admitted' });
    const names = (await eventually(podsOfDelegate, ({ length }) => length > 0)).map(({ metadata }) => metadata.name);
    expect(names).toEqual([expect.not.stringMatching(pod.metadata.name as string)]);
  });

  test("the delegate's rights suffice to change where the headless Service of a mesh leads", async () => {
    const shared = await installFarm(cluster, 'open-mesh', {
      props: { sharedNamespace: true, istio: Istio.cni() },
    });
    const service = shared.manifests.find(({ kind }) => kind === 'Service');
    const path = `/api/v1/namespaces/open-mesh/services/${service?.metadata.name}`;
    const { body } = await shared.author.get(path);
    const answer = await shared.author.put(path, { ...body, spec: { ...body.spec, selector: { of: 'nobody' } } });
    expect(outcomeOf(answer)).toMatchObject({ layer: 'admitted' });
  });

  test('the policy does not recognize a copy of the token under another name', async () => {
    const shared = await installFarm(cluster, 'open-copies', { props: { sharedNamespace: true } });
    const volumes = [{ name: 'copy', secret: { secretName: 'copy-of-the-token' } }];
    expect(await post(shared.author, 'open-copies', buildPod({ spec: { volumes } }))).toMatchObject({
      layer: 'admitted',
    });
  });
});

describe('with BuildIsolation.hostPaths', () => {
  let paths: InstalledFarm;
  beforeAll(async () => {
    paths = await installFarm(cluster, 'open-paths', {
      props: { isolation: BuildIsolation.hostPaths(['/var/cache/builds'], { reason: 'Shared caches.' }) },
    });
  });

  // A link in such a directory redirects the next mount.
  // https://kubernetes.io/docs/concepts/storage/volumes/#hostpath
  test('a build can write to the directory', async () => {
    const volumeMounts = [{ name: 'node', mountPath: '/cache', readOnly: false }];
    const pod = buildPod({ spec: hostPath('/var/cache/builds'), container: { volumeMounts } });
    expect(await post(paths.author, paths.namespaces[0], pod)).toMatchObject({ layer: 'admitted' });
  });
});
