/** What other creators than a pipeline author meet; `attacks` tries the rest of it. */
import { Cluster } from '../client/cluster';
import { eventually } from '../client/eventually';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf } from './outcome';
import { buildPod, CONTAINER } from './pods';

const cluster = Cluster.newest();

let farm: InstalledFarm;
let unlabeled: InstalledFarm;
beforeAll(async () => {
  farm = await installFarm(cluster, 'creators');
  unlabeled = await installFarm(cluster, 'creators-policy', {
    relabel: { 'pod-security.kubernetes.io/enforce': 'privileged' },
  });
});

test('an ephemeral container without anything special is admitted for an administrator', async () => {
  const path = `/api/v1/namespaces/${farm.namespaces[0]}/pods`;
  const { body } = await farm.author.post(path, buildPod());
  const ephemeralContainers = [{ ...CONTAINER, name: 'debugger' }];
  const answer = await cluster.admin.patch(
    `${path}/${body.metadata.name}/ephemeralcontainers`,
    { spec: { ephemeralContainers } },
    'application/strategic-merge-patch+json',
  );
  expect(outcomeOf(answer)).toEqual({ layer: 'admitted', message: '' });
});

test('an administrator cannot exclude the namespace from the policy by changing its name label: the server restores it', async () => {
  const [namespace] = farm.namespaces;
  const patch = { metadata: { labels: { 'kubernetes.io/metadata.name': null } } };
  const { body } = await cluster.admin.patch(`/api/v1/namespaces/${namespace}`, patch, 'application/merge-patch+json');
  expect(body.metadata.labels['kubernetes.io/metadata.name']).toBe(namespace);
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
