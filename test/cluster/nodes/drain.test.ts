/** A drain of nodes where delegates run: their disruption budget holds. */
import { PercentOrAbsolute, type HarnessDelegateProps } from 'harness-constructs';
import { synthDelegate } from '../../delegate/delegates';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { makeNamespaces } from '../prepare';
import { addNode, cordon, inPool, serves } from './pool';

const cluster = Cluster.newest();

/** Nodes with room for one pod each, so that a pod that is evicted has nowhere to go. */
async function installOnNodes(name: string, budget: HarnessDelegateProps['podDisruptionBudget']): Promise<string> {
  for (const node of [1, 2]) await addNode(cluster, name, `${name}-${node}`, { pods: 1 });
  const place = { ...inPool(name), namespace: name, delegateName: name };
  const { manifests } = synthDelegate({ ...place, replicas: 2, podDisruptionBudget: budget });
  await cluster.applyAll(await makeNamespaces(cluster, manifests));
  return `/api/v1/namespaces/${name}/pods`;
}

/** Waits until that many pods serve, and the budget allows that many evictions; the pods by their node. */
async function settled(name: string, serving: number, allowed: number): Promise<Map<string, string>> {
  const { items } = await eventually(
    async () => (await cluster.admin.get(`/api/v1/namespaces/${name}/pods`)).body,
    (list) => (list.items as any[]).filter(serves).length === serving,
  );
  const budget = await eventually(
    async () => (await cluster.admin.get(`/apis/policy/v1/namespaces/${name}/poddisruptionbudgets/${name}`)).body,
    ({ status }) => status?.currentHealthy === serving && status.disruptionsAllowed === allowed,
  );
  expect(budget.status).toMatchObject({ currentHealthy: serving, disruptionsAllowed: allowed });
  const running = (items as any[]).filter(serves);
  return new Map(running.map(({ metadata, spec }) => [spec.nodeName as string, metadata.name as string]));
}

/** As `kubectl drain` does. */
async function evict(pods: string, name: string | undefined): Promise<{ status: number; message?: string }> {
  const metadata = { name, namespace: pods.split('/')[4] };
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata };
  const { status, body } = await cluster.admin.post(`${pods}/${name}/eviction`, eviction);
  return { status, message: body.message as string | undefined };
}

test.each<[what: string, budget: HarnessDelegateProps['podDisruptionBudget']]>([
  ['at most one pod away, as by default', {}],
  ['at least one pod', { minAvailable: PercentOrAbsolute.absolute(1) }],
])('a drain of both nodes stops at a budget of %s, and goes on when the pod runs elsewhere', async (what, budget) => {
  const name = `drain-${what.split(' ')[1]}`;
  const [first, second] = [`${name}-1`, `${name}-2`];
  const pods = await installOnNodes(name, budget);
  const before = await settled(name, 2, 1);
  expect([...before.keys()].sort()).toEqual([first, second]);

  await cordon(cluster, first);
  await cordon(cluster, second);
  expect((await evict(pods, before.get(first))).status).toBe(201);
  await settled(name, 1, 0);
  const refused = await evict(pods, before.get(second));
  expect([refused.status, refused.message]).toEqual([429, expect.stringContaining('disruption budget')]);

  await addNode(cluster, name, `${name}-3`, { pods: 1 });
  const after = await settled(name, 2, 1);
  expect([...after.keys()].sort()).toEqual([second, `${name}-3`]);
  expect((await evict(pods, before.get(second))).status).toBe(201);
});
