/** A quota for builds that run: it is reached, and a build that ends makes room for the next one. */
import { BuildQuota, StageResources } from 'harness-constructs';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installStage, nodeOf, startBuild, STEPS } from './builds';
import { addNode, inPool } from './pool';

const cluster = Cluster.newest();

test('a quota for two builds is reached by two that run, and free again for one when one of them is deleted', async () => {
  await addNode(cluster, 'quota-nodes', 'quota-node');
  const quota = BuildQuota.forConcurrentBuilds(2, StageResources.of(STEPS).podRequests);
  const stage = await installStage(cluster, 'quota-nodes', inPool('quota-nodes'), { quota });
  const path = `/api/v1/namespaces/${stage.namespaces[0]}/resourcequotas/harness-builds`;
  const used = (pods: string) =>
    eventually(
      async () => (await cluster.admin.get(path)).body.status?.used?.pods as string | undefined,
      (count) => count === pods,
    );
  expect(await used('0')).toBe('0');

  const builds = [await startBuild(stage), await startBuild(stage)];
  for (const { pod } of builds) expect(await nodeOf(cluster, pod)).toBe('quota-node');
  const full = await startBuild(stage);
  expect([full.status, full.message]).toEqual([403, expect.stringContaining('exceeded quota: harness-builds')]);
  expect(full.message).toContain('used: pods=2');

  expect((await stage.author.delete(builds[0].pod)).status).toBe(200);
  expect(await used('1')).toBe('1');
  const next = await startBuild(stage);
  expect(await nodeOf(cluster, next.pod)).toBe('quota-node');
  expect((await startBuild(stage)).status).toBe(403);
});
