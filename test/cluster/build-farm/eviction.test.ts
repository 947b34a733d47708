/** What docs/how-to.md says about drains: a PodDisruptionBudget stops evictions of builds. */
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { buildPod } from './pods';

const PLACE = 'eviction-of-builds';
const cluster = Cluster.newest();

/** A build that runs and is ready, as far as the API server knows. */
async function runningBuild(): Promise<string> {
  const pods = `/api/v1/namespaces/${PLACE}/pods`;
  const created = await cluster.admin.post(pods, buildPod());
  const { name } = (created.body as { metadata: { name: string } }).metadata;
  const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
  await cluster.admin.patch(`${pods}/${name}/status`, { status }, 'application/merge-patch+json');
  return `${pods}/${name}`;
}

/** As a drain does. */
function evict(pod: string) {
  const metadata = { name: pod.split('/').at(-1), namespace: PLACE };
  return cluster.admin.post(`${pod}/eviction`, { apiVersion: 'policy/v1', kind: 'Eviction', metadata });
}

test('a drain evicts builds, and does not once there is a budget that demands more than there are', async () => {
  await cluster.namespace(PLACE, {});
  await cluster.apply({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'harness-build', namespace: PLACE },
  });
  expect((await evict(await runningBuild())).status).toBe(201);

  const budget = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'no-eviction-of-builds', namespace: PLACE },
    spec: { minAvailable: 10000, selector: { matchExpressions: [{ key: 'accountID', operator: 'Exists' }] } },
  };
  await cluster.apply(budget);
  const build = await runningBuild();
  const path = `/apis/policy/v1/namespaces/${PLACE}/poddisruptionbudgets/no-eviction-of-builds`;
  const counted = await eventually(
    async () => (await cluster.admin.get(path)).body.status,
    (status) => status?.currentHealthy === 1,
  );
  expect(counted).toMatchObject({ currentHealthy: 1, desiredHealthy: 10000, disruptionsAllowed: 0 });
  const refused = await evict(build);
  expect(refused.status).toBe(429);
  expect(refused.body.message).toContain("would violate the pod's disruption budget");
});
