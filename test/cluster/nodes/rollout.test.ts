/** A delegate where there are nodes: it becomes ready, and a new image rolls without a gap. */
import { DelegateImage, type HarnessDelegateProps } from 'harness-constructs';
import { Duration } from 'cdk8s';
import { synthDelegate } from '../../delegate/delegates';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { type Change, follow, type Followed } from '../client/follow';
import { makeNamespaces } from '../prepare';
import { addNode, inPool, reasonToWait, serves } from './pool';

const REPOSITORY = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate';
const [OLD, NEW] = ['1.30.1', '1.35.0'].map((tag) => `${REPOSITORY}:${tag}`);
const cluster = Cluster.newest();

/** A delegate in a namespace of its own, whose pods run in the pool of the same name. */
interface Rolled {
  readonly name: string;
  readonly props: Partial<HarnessDelegateProps>;
}

async function apply({ name, props }: Rolled, image: string): Promise<void> {
  const all = { ...props, ...inPool(name), delegateName: name, namespace: name, image: DelegateImage.of(image) };
  await cluster.applyAll(await makeNamespaces(cluster, synthDelegate(all).manifests));
}

/** Waits until all pods are of the image and available, as the Deployment says. */
async function rolledOut({ name }: Rolled, image: string): Promise<string> {
  const { metadata, spec, status } = await eventually(
    async () => (await cluster.admin.get(`/apis/apps/v1/namespaces/${name}/deployments/${name}`)).body,
    (deployment) => isRolledOut(deployment) && deployment.spec.template.spec.containers[0].image === image,
  );
  const { replicas, updatedReplicas, availableReplicas } = status;
  const isObserved = status.observedGeneration === metadata.generation;
  return `${availableReplicas} of ${spec.replicas} available, ${updatedReplicas} of ${replicas} updated, ${isObserved}`;
}

function isRolledOut({ metadata, spec, status }: any): boolean {
  const { replicas, updatedReplicas, availableReplicas, observedGeneration } = status ?? {};
  const isOfAll = [replicas, updatedReplicas, availableReplicas].every((count) => count === spec.replicas);
  return isOfAll && observedGeneration === metadata.generation;
}

/** How many pods served after each change, from the first one on. */
function servingIn(changes: readonly Change[]): number[] {
  const pods = new Map<string, boolean>();
  return changes.map(({ type, object }) => {
    pods.set(object.metadata.name, type !== 'DELETED' && serves(object));
    return [...pods.values()].filter((isServing) => isServing).length;
  });
}

/** The images of the pods that serve at the end. */
async function imagesOf({ name }: Rolled): Promise<string[]> {
  const { body } = await cluster.admin.get(`/api/v1/namespaces/${name}/pods`);
  return (body.items as any[]).filter(serves).map(({ spec }) => spec.containers[0].image as string);
}

/** Follows pods and the Deployment until the test ends. */
async function following({ name }: Rolled): Promise<{ pods: Followed; deployments: Followed }> {
  const pods = await follow(cluster, `/api/v1/namespaces/${name}/pods`);
  const deployments = await follow(cluster, `/apis/apps/v1/namespaces/${name}/deployments`);
  followed.push(pods, deployments);
  return { pods, deployments };
}

const followed: Followed[] = [];
afterAll(() => followed.forEach((one) => one.end()));

test.each<[what: string, wanted: number, props: Partial<HarnessDelegateProps>]>([
  ['one pod, as by default', 1, {}],
  ['three pods', 3, { replicas: 3, minReady: Duration.seconds(1) }],
])('a delegate of %s becomes ready, and rolls to another image without a gap', async (_what, wanted, props) => {
  const delegate: Rolled = { name: `rollout-${wanted}`, props };
  await addNode(cluster, delegate.name, `${delegate.name}-node`);
  await apply(delegate, OLD);
  const done = `${wanted} of ${wanted} available, ${wanted} of ${wanted} updated, true`;
  expect(await rolledOut(delegate, OLD)).toBe(done);
  expect(await imagesOf(delegate)).toEqual(Array(wanted).fill(OLD));

  const { pods, deployments } = await following(delegate);
  await apply(delegate, NEW);
  expect(await rolledOut(delegate, NEW)).toBe(done);
  await eventually(() => Promise.resolve(deployments.changes.at(-1)?.object), isRolledOut);
  const serving = servingIn(pods.changes).slice(wanted - 1);
  expect([Math.min(...serving), Math.max(...serving) > wanted]).toEqual([wanted, true]);
  const available = deployments.changes.map(({ object }) => (object.status.availableReplicas ?? 0) as number);
  expect(Math.min(...available)).toBe(wanted);
  expect(await imagesOf(delegate)).toEqual(Array(wanted).fill(NEW));
});

test('a new image for which no node has room leaves the delegate as it is, until a node has', async () => {
  const delegate: Rolled = { name: 'rollout-room', props: {} };
  await addNode(cluster, delegate.name, 'rollout-room-full', { pods: 1 });
  await apply(delegate, OLD);
  expect(await rolledOut(delegate, OLD)).toBe('1 of 1 available, 1 of 1 updated, true');
  const { pods } = await following(delegate);
  await apply(delegate, NEW);
  const waiting = await eventually(
    () => Promise.resolve(pods.changes.find(({ object }) => object.spec.containers[0].image === NEW)?.object),
    (pod) => pod !== undefined,
  );
  const path = `/api/v1/namespaces/${delegate.name}/pods/${waiting.metadata.name}`;
  expect(await reasonToWait(cluster, path)).toMatch(/^Pending on no node: .*Too many pods/);
  expect(await imagesOf(delegate)).toEqual([OLD]);

  await addNode(cluster, delegate.name, 'rollout-room-free', { pods: 1 });
  expect(await rolledOut(delegate, NEW)).toBe('1 of 1 available, 1 of 1 updated, true');
  expect(Math.min(...servingIn(pods.changes))).toBe(1);
  expect(await imagesOf(delegate)).toEqual([NEW]);
});
