/** Documented limits of the isolation that take several steps, demonstrated on a server; `attacks` tries those that take one. */
import { BuildIsolation } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf, post } from './outcome';
import { buildPod, hostPath } from './pods';

const cluster = Cluster.newest();
const NAME = 'open';
const BUILDS = `${NAME}-builds`;

let farm: InstalledFarm;
beforeAll(async () => {
  farm = await installFarm(cluster, NAME);
});

/** Creates an object of the core group as the pipeline author, and returns the server's version of it. */
async function made(resource: string, body: object): Promise<any> {
  const answer = await farm.author.post(`/api/v1/namespaces/${BUILDS}/${resource}`, body);
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

describe('in the namespace of the delegate', () => {
  test("the delegate's rights suffice to keep its pod from ending, and to take it from its Deployment", async () => {
    const shared = await installFarm(cluster, 'open-labels', { props: { sharedNamespace: true } });
    const pods = '/api/v1/namespaces/open-labels/pods';
    const podsOfDelegate = async () => {
      const { body } = await cluster.admin.get(`${pods}?labelSelector=harness.io/name=open-labels`);
      return body.items as any[];
    };
    const [pod] = await eventually(podsOfDelegate, ({ length }) => length > 0);
    const path = `${pods}/${pod.metadata.name}`;
    const change = async (metadata: object) => {
      const { body } = await shared.author.get(path);
      return shared.author.put(path, { ...body, metadata: { ...body.metadata, ...metadata } });
    };
    // The scheduler may have written to the pod in between.
    const changed = (metadata: object) =>
      eventually(
        () => change(metadata),
        ({ status }) => status !== 409,
      );
    expect(outcomeOf(await changed({ finalizers: ['example.com/stays'] }))).toMatchObject({ layer: 'admitted' });
    expect(outcomeOf(await changed({ labels: { of: 'nobody' } }))).toMatchObject({ layer: 'admitted' });
    const names = (await eventually(podsOfDelegate, ({ length }) => length > 0)).map(({ metadata }) => metadata.name);
    expect(names).toEqual([expect.not.stringMatching(pod.metadata.name as string)]);
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
