import { Cluster } from '../client/cluster';
import { installFarm, type InstalledFarm } from './farm';
import { outcomeOf } from './outcome';

const cluster = Cluster.newest();
const NAME = 'guards';
const BUILDS = `${NAME}-builds`;

/** Objects that guard builds, and indirect ways to create pods: all are out of reach of a pipeline author. */
const OUT_OF_REACH: [what: string, verb: 'post' | 'delete', path: string][] = [
  ['the admission policy', 'delete', policies(`policies/harness-builds.${BUILDS}`)],
  ['the binding of the policy', 'delete', policies(`policybindings/harness-builds.${BUILDS}`)],
  ['the namespace', 'delete', `/api/v1/namespaces/${BUILDS}`],
  ['the network policy', 'delete', `/apis/networking.k8s.io/v1/namespaces/${BUILDS}/networkpolicies/harness-builds`],
  ['the role', 'delete', `/apis/rbac.authorization.k8s.io/v1/namespaces/${BUILDS}/roles/harness-builds`],
  ['a new RoleBinding', 'post', `/apis/rbac.authorization.k8s.io/v1/namespaces/${BUILDS}/rolebindings`],
  ['the account of the builds', 'delete', `/api/v1/namespaces/${BUILDS}/serviceaccounts/harness-build`],
  ['a token of an account', 'post', `/api/v1/namespaces/${BUILDS}/serviceaccounts/harness-build/token`],
  ['a Deployment', 'post', `/apis/apps/v1/namespaces/${BUILDS}/deployments`],
  ['a Job', 'post', `/apis/batch/v1/namespaces/${BUILDS}/jobs`],
  ["a command in another build's container", 'post', `/api/v1/namespaces/${BUILDS}/pods/build/exec?command=id`],
  ["another build's input and output", 'post', `/api/v1/namespaces/${BUILDS}/pods/build/attach`],
  ["another build's ports", 'post', `/api/v1/namespaces/${BUILDS}/pods/build/portforward`],
  ['a volume of the cluster', 'post', '/api/v1/persistentvolumes'],
  ['a node', 'delete', '/api/v1/nodes/node'],
];

function policies(path: string): string {
  return `/apis/admissionregistration.k8s.io/v1/validatingadmission${path}`;
}

let farm: InstalledFarm;
beforeAll(async () => {
  farm = await installFarm(cluster, NAME);
});

test.each(OUT_OF_REACH)('RBAC refuses a pipeline author: %s', async (_what, verb, path) => {
  const answer = verb === 'post' ? await farm.author.post(path, {}) : await farm.author.delete(path);
  expect(outcomeOf(answer)).toMatchObject({ layer: 'RBAC' });
});

test('an administrator cannot exclude the namespace from the policy by changing its name label: the server restores it', async () => {
  const patch = { metadata: { labels: { 'kubernetes.io/metadata.name': null } } };
  const { body } = await cluster.admin.patch(`/api/v1/namespaces/${BUILDS}`, patch, 'application/merge-patch+json');
  expect(body.metadata.labels['kubernetes.io/metadata.name']).toBe(BUILDS);
});

test.each(['pods', 'secrets', 'serviceaccounts', 'configmaps'])(
  'RBAC refuses a build that asks for the %s of its namespace',
  async (resource) => {
    const build = await cluster.as({ namespace: BUILDS, name: 'harness-build' });
    const answer = await build.get(`/api/v1/namespaces/${BUILDS}/${resource}`);
    expect(outcomeOf(answer)).toMatchObject({ layer: 'RBAC' });
  },
);
