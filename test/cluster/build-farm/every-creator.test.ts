import type { Answer } from '../client/api-client';
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf, post } from './outcome';
import { buildPod, CONTAINER, WAYS_TO_THE_NODE } from './pods';

const cluster = Cluster.newest();
const STRATEGIC = 'application/strategic-merge-patch+json';

/** Adds an ephemeral container to an existing pod. */
function debug(
  actor: { patch: (path: string, body: object, type: string) => Promise<Answer> },
  pod: string,
  container: object,
) {
  const ephemeralContainers = [{ ...CONTAINER, name: 'debugger', ...container }];
  return actor.patch(`${pod}/ephemeralcontainers`, { spec: { ephemeralContainers } }, STRATEGIC);
}

async function makePod({ author, namespaces: [namespace] }: InstalledFarm): Promise<string> {
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { body } = await author.post(path, buildPod());
  return `${path}/${body.metadata.name}`;
}

let farm: InstalledFarm;
let unlabeled: InstalledFarm;
beforeAll(async () => {
  farm = await installFarm(cluster, 'creators');
  unlabeled = await installFarm(cluster, 'creators-policy', {
    relabel: { 'pod-security.kubernetes.io/enforce': 'privileged' },
  });
});

describe('the policy applies to administrators', () => {
  test.each(WAYS_TO_THE_NODE)('who asks for %s', async (_what, change, words) => {
    const { layer, message } = await post(cluster.admin, unlabeled.namespaces[0], buildPod(change));
    expect([layer, message]).toEqual(['admission policy', expect.stringContaining(words)]);
  });
});

describe('an ephemeral container in a running pod', () => {
  test('is refused by RBAC to a pipeline author', async () => {
    expect(outcomeOf(await debug(farm.author, await makePod(farm), {}))).toMatchObject({ layer: 'RBAC' });
  });

  test('is admitted for an administrator', async () => {
    expect(outcomeOf(await debug(cluster.admin, await makePod(farm), {}))).toMatchObject({ layer: 'admitted' });
  });

  test('is refused by Pod Security when it is privileged', async () => {
    const answer = await debug(cluster.admin, await makePod(farm), { securityContext: { privileged: true } });
    expect(outcomeOf(answer)).toMatchObject({ layer: 'Pod Security' });
  });

  test('is refused by the policy alone when it is privileged', async () => {
    const answer = await debug(cluster.admin, await makePod(unlabeled), { securityContext: { privileged: true } });
    expect(outcomeOf(answer)).toMatchObject({ layer: 'admission policy' });
  });
});

test('a pod of a Deployment is refused: the events of its ReplicaSet show the message of the policy', async () => {
  const [namespace] = unlabeled.namespaces;
  const labels = { app: 'deployed' };
  // Deployments have no deadline, unlike the pods of Harness.
  const change = { hostPID: true, restartPolicy: 'Always', activeDeadlineSeconds: undefined };
  const { spec } = buildPod({ spec: change }) as { spec: object };
  await cluster.admin.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name: 'deployed' },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  });
  const messages = await eventually(
    async () => {
      const { body } = await cluster.admin.get(`/apis/apps/v1/namespaces/${namespace}/replicasets`);
      return (body.items as any[])
        .flatMap(({ status }) => status.conditions ?? [])
        .map(({ message }) => message as string);
    },
    (found) => found.length > 0,
  );
  expect(messages).toEqual([
    expect.stringContaining("ValidatingAdmissionPolicy 'harness-builds.creators-policy-builds'"),
  ]);
});

test('the server has no warnings about the expressions of the policy', async () => {
  const path = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies/harness-builds.creators-builds';
  const { body } = await eventually(
    () => cluster.admin.get(path),
    ({ body: { status } }) => status?.observedGeneration === 1,
  );
  expect(body.status.observedGeneration).toBe(1);
  expect(body.status.typeChecking?.expressionWarnings ?? []).toEqual([]);
});
