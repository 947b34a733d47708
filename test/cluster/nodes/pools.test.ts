/** Builds land on the nodes that their stage names, and wait where there are none. */
import { BuildOperatingSystem, BuildPodProfile, type StageInfrastructureOptions } from 'harness-constructs';
import { podOf } from '../../testkit/build-pods/fixture';
import { WINDOWS } from '../../testkit/build-pods/windows';
import { buildPod } from '../build-farm/pods';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installStage, nodeOf, startBuild } from './builds';
import { addNode, inPool, POOL, reasonToWait, toleranceOf } from './pool';

const cluster = Cluster.newest();

beforeAll(async () => {
  await addNode(cluster, 'pools-spot', 'pools-spot-1');
  await addNode(cluster, 'pools-spot', 'pools-spot-2');
  await addNode(cluster, 'pools-gpu', 'pools-gpu-1');
  await addNode(cluster, 'pools-windows', 'pools-windows-1', { os: 'windows' });
});

test.each([
  ['pools-spot', /^pools-spot-[12]$/],
  ['pools-gpu', /^pools-gpu-1$/],
])('the builds of a stage for the pool %s run there', async (pool, nodes) => {
  const stage = await installStage(cluster, `${pool}-stage`, inPool(pool));
  for (let build = 0; build < 3; build++) {
    const { status, message, warnings, pod } = await startBuild(stage);
    expect([status, message, warnings]).toEqual([201, undefined, []]);
    expect(await nodeOf(cluster, pod)).toMatch(nodes);
  }
});

test('builds on Windows run on a node with Windows, though others tolerate them', async () => {
  const tolerations = ['pools-windows', 'pools-spot'].map((pool, index) => ({
    ...toleranceOf(pool),
    identifier: `pool${index}`,
  }));
  const options = { os: BuildOperatingSystem.WINDOWS, tolerations };
  const { author, namespaces, document } = await installStage(cluster, 'pools-windows-stage', options);
  const infrastructure = (document as any).stage.spec.infrastructure.spec as StageInfrastructureOptions;
  const { nodeSelector } = infrastructure;
  const pods = `/api/v1/namespaces/${namespaces[0]}/pods`;
  const onWindows = podOf([...WINDOWS, ['spec.tolerations', tolerations.map(({ identifier, ...rest }) => rest), POOL]]);
  const { status, body } = await author.post(pods, onWindows);
  expect([status, body.spec.nodeSelector]).toEqual([201, nodeSelector]);
  expect(await nodeOf(cluster, `${pods}/${body.metadata.name}`)).toBe('pools-windows-1');
});

test.each<[what: string, options: StageInfrastructureOptions, reason: RegExp]>([
  ['tolerates no taint of its pool', { nodeSelector: { [POOL]: 'pools-spot' } }, /untolerated taint/],
  [
    'names a pool without nodes',
    { nodeSelector: { [POOL]: 'pools-none' }, tolerations: [{ key: POOL }] },
    /didn't match Pod's node affinity\/selector/,
  ],
  ['names no pool', {}, /untolerated taint/],
])('the builds of a stage that %s wait', async (_what, options, reason) => {
  const name = `pools-wait-${options.nodeSelector?.[POOL] ?? 'any'}`;
  const { pod } = await startBuild(await installStage(cluster, name, options));
  const waits = await reasonToWait(cluster, pod);
  expect(waits).toMatch(/^Pending on no node: /);
  expect(waits).toMatch(reason);
});

test('a build that waits for its pool runs once a node is there', async () => {
  const { pod } = await startBuild(await installStage(cluster, 'pools-late-stage', inPool('pools-late')));
  expect(await reasonToWait(cluster, pod)).toMatch(/^Pending on no node: /);
  await addNode(cluster, 'pools-late', 'pools-late-1');
  expect(await nodeOf(cluster, pod)).toBe('pools-late-1');
});

test('builds of a profile run in its pool, also those of stages that name none', async () => {
  await addNode(cluster, 'pools-profile', 'pools-profile-1');
  const podProfile = BuildPodProfile.of(inPool('pools-profile'));
  const stage = await installStage(cluster, 'pools-profile-stage', {}, { kubernetesVersion: '1.36', podProfile });
  // The policy that holds pods to the profile can be in effect before the one that changes them.
  const started = await eventually(
    () => startBuild(stage),
    ({ status }) => status === 201,
  );
  expect(await nodeOf(cluster, started.pod)).toBe('pools-profile-1');
  const pods = `/api/v1/namespaces/${stage.namespaces[0]}/pods`;
  const sent = await eventually(
    () => stage.author.post(`${pods}?dryRun=All`, buildPod()),
    ({ body }) => body.spec?.nodeSelector !== undefined,
  );
  expect(sent.body.spec.nodeSelector).toEqual({ [POOL]: 'pools-profile' });
  const { body } = await stage.author.post(pods, buildPod());
  expect(await nodeOf(cluster, `${pods}/${body.metadata.name}`)).toBe('pools-profile-1');
});
