import { HarnessScope } from 'harness-constructs';
import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf, post } from './outcome';
import { asInitContainer, buildPod, type Change, CONTAINER, WAYS_TO_THE_NODE } from './pods';

const cluster = Cluster.newest();
const NAME = 'shared';
const PODS = `/api/v1/namespaces/${NAME}/pods`;
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';

/** Ways to pass a Secret to a pod. */
const TOKEN: [what: string, change: Change][] = [
  ['as a volume', { spec: { volumes: [{ name: 'token', secret: { secretName: `${NAME}-token` } }] } }],
  [
    'in a projected volume',
    { spec: { volumes: [{ name: 'token', projected: { sources: [{ secret: { name: `${NAME}-token` } }] } }] } },
  ],
  [
    'in a variable',
    { container: { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: `${NAME}-token`, key: 'any' } } }] } },
  ],
  ['in imagePullSecrets', { spec: { imagePullSecrets: [{ name: `${NAME}-token` }] } }],
  ['in all variables', { container: { envFrom: [{ secretRef: { name: `${NAME}-token` } }] } }],
];
const LABEL = { 'harness.io/name': NAME };

let farm: InstalledFarm;
/** The pod of the delegate's Deployment. */
let delegatePod: any;
beforeAll(async () => {
  farm = await installFarm(cluster, NAME, {
    // The labels of build pods; those of the delegate have none.
    props: { sharedNamespace: true, allowedProjects: [HarnessScope.project('default', 'payments')] },
  });
  delegatePod = await eventually(
    async () => {
      const { body } = await cluster.admin.get(`${PODS}?labelSelector=harness.io/name=${NAME}`);
      return body.items[0];
    },
    (pod) => pod !== undefined,
  );
});

const asAuthor = (change: Change = {}) => post(farm.author, NAME, buildPod(change));

test("the policy admits build pods, and the delegate's own pods, which its ReplicaSet creates", async () => {
  covers('S004.architecture.shared-namespace');
  expect(delegatePod?.spec.serviceAccountName).toBe(NAME);
  expect(await asAuthor()).toMatchObject({ layer: 'admitted' });
});

describe('in the namespace of the delegate, the policy refuses to a pipeline author', () => {
  test("a pod with the delegate's account", async () => {
    expect(await asAuthor({ spec: { serviceAccountName: NAME } })).toMatchObject({ layer: 'admission policy' });
  });

  test.each(TOKEN)("a pod with the delegate's token %s", async (_what, change) => {
    const words = 'Build pods must not refer to the Secret with the token of the delegate.';
    for (const way of [change, asInitContainer(change)]) {
      const { layer, message } = await asAuthor(way);
      expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
    }
  });

  test("a pod with the delegate's label", async () => {
    expect(await asAuthor({ labels: LABEL })).toMatchObject({ layer: 'admission policy' });
  });

  test("an update that adds the delegate's label to a pod", async () => {
    const { body } = await farm.author.post(PODS, buildPod());
    const { layer, message } = outcomeOf(await relabeled(body, LABEL));
    expect([layer, message]).toEqual(['admission policy', expect.stringContaining('must not have the label')]);
    expect(outcomeOf(await relabeled(body, { harmless: 'true' }))).toEqual({ layer: 'admitted', message: '' });
  });

  test("another image for the delegate's pod", async () => {
    const { body } = await farm.author.get(`${PODS}/${delegatePod.metadata.name}`);
    body.spec.containers[0].image = 'registry.example.com/mine:1';
    const answer = await farm.author.put(`${PODS}/${delegatePod.metadata.name}`, body);
    expect(outcomeOf(answer)).toMatchObject({ layer: 'admission policy' });
  });
});

/** Adds a label to the pod, as a pipeline author can. */
function relabeled(pod: any, labels: object) {
  const metadata = { ...pod.metadata, resourceVersion: undefined, labels: { ...pod.metadata.labels, ...labels } };
  return farm.author.put(`${PODS}/${pod.metadata.name}`, { ...pod, metadata });
}

describe("a container in the delegate's pod", () => {
  const debug = { spec: { ephemeralContainers: [{ ...CONTAINER, name: 'debugger' }] } };

  test('is refused by RBAC to a pipeline author', async () => {
    const path = `${PODS}/${delegatePod.metadata.name}/ephemeralcontainers`;
    expect(outcomeOf(await farm.author.patch(path, debug, STRATEGIC))).toMatchObject({ layer: 'RBAC' });
  });

  test('is refused by the policy to an administrator', async () => {
    const path = `${PODS}/${delegatePod.metadata.name}/ephemeralcontainers`;
    expect(outcomeOf(await cluster.admin.patch(path, debug, STRATEGIC))).toMatchObject({ layer: 'admission policy' });
  });
});

test('the delegate can still be operated: its pod can be annotated, and is replaced when it is deleted', async () => {
  const path = `${PODS}/${delegatePod.metadata.name}`;
  const annotated = await cluster.admin.patch(path, { metadata: { annotations: { a: 'b' } } }, MERGE);
  expect(outcomeOf(annotated)).toEqual({ layer: 'admitted', message: '' });
  await cluster.admin.delete(path);
  const names = await eventually(
    async () => {
      const { body } = await cluster.admin.get(`${PODS}?labelSelector=harness.io/name=${NAME}`);
      return (body.items as any[]).map(({ metadata }) => metadata.name as string);
    },
    (found) => found.length === 1 && found[0] !== delegatePod.metadata.name,
  );
  expect(names).toEqual([expect.not.stringMatching(`^${delegatePod.metadata.name}$`)]);
});

test.each(WAYS_TO_THE_NODE)('Pod Security refuses %s there', async (_what, change) => {
  expect(await asAuthor(change)).toMatchObject({ layer: 'Pod Security' });
});
