import { HarnessScope } from 'harness-constructs';
import { covers } from '../../testkit/covers';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf, post } from './outcome';
import { buildPod } from './pods';

const cluster = Cluster.newest();
const NAME = 'shared';
const PODS = `/api/v1/namespaces/${NAME}/pods`;
const MERGE = 'application/merge-patch+json';

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

test("the policy admits build pods, and the delegate's own pods, which its ReplicaSet creates", async () => {
  covers('S004.architecture.shared-namespace');
  expect(delegatePod?.spec.serviceAccountName).toBe(NAME);
  expect(await post(farm.author, NAME, buildPod())).toMatchObject({ layer: 'admitted' });
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
