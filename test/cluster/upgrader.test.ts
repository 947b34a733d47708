import { DelegateToken } from 'harness-constructs';
import { synthUpgrader, withUpgrader } from '../delegate/upgraders';
import { synthDelegate } from '../delegate/delegates';
import { covers } from '../testkit/covers';
import type { Manifest } from '../testkit/synth';
import { type Account, Cluster } from './client/cluster';
import { eventually } from './client/eventually';
import { makeNamespaces } from './prepare';
import { allowed, pairsOf, type Where } from './rights';

const NAMESPACE = 'upgrader';
const FOREIGN = 'upgrader-foreign';
const ACCOUNT: Account = { namespace: NAMESPACE, name: 'one-upgrader-cronjob-sa' };
const NOBODY: Account = { namespace: FOREIGN, name: 'nobody' };
const NEW_IMAGE = 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:26.03.99999';
const STRATEGIC = 'application/strategic-merge-patch+json';
const cluster = Cluster.newest();

/** The objects of a delegate without pods, whose token is in a Secret that need not be there. */
function manifestsOf(delegateName: string): Manifest[] {
  const token = DelegateToken.fromSecretName(`${delegateName}-token`);
  const names = { delegateName, namespace: NAMESPACE, createNamespace: false, replicas: 0, token };
  return synthDelegate(withUpgrader({}, names)).manifests;
}

const pathOf = (name: string, namespace = NAMESPACE): string =>
  `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;

/** What `kubectl set image` sends. */
const image = (text: string): object => ({
  spec: { template: { spec: { containers: [{ name: 'delegate', image: text }] } } },
});

async function imageOf(name: string): Promise<string> {
  const { body } = await cluster.admin.get(pathOf(name));
  return body.spec.template.spec.containers[0].image as string;
}

beforeAll(async () => {
  await Promise.all([NAMESPACE, FOREIGN].map((name) => cluster.namespace(name)));
  await cluster.apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: NOBODY });
  for (const name of ['one', 'two']) {
    await cluster.applyAll(await makeNamespaces(cluster, manifestsOf(name)));
    await mayRead(name);
  }
});

/** Waits until the rights of an upgrader have taken effect. */
async function mayRead(name: string): Promise<void> {
  const actor = await cluster.as({ namespace: NAMESPACE, name: `${name}-upgrader-cronjob-sa` });
  const { status } = await eventually(
    () => actor.get(pathOf(name)),
    (answer) => answer.status === 200,
  );
  expect(status).toBe(200);
}

describe.each(Cluster.all().map((each) => [each.version, each] as const))(
  'a real API server of Kubernetes %s',
  (_version, each) => {
    test('applies the upgrader of a delegate with the longest name without a warning, and stores it unchanged', async () => {
      const { manifests } = synthUpgrader(
        {},
        { delegateName: `u${'x'.repeat(62)}`, namespace: NAMESPACE, replicas: 0 },
      );
      const objects = await makeNamespaces(each, manifests);
      const answers = await each.applyAll(objects);
      expect(answers.flatMap(({ warnings }) => warnings)).toEqual([]);
      const again = await each.applyAll(objects);
      const versions = (all: typeof answers) => all.map(({ body }) => body.metadata.generation as number | undefined);
      expect(versions(again)).toEqual(versions(answers));
    });
  },
);

describe("the upgrader's account", () => {
  test('has no rights to any other object, in any namespace', async () => {
    const pairs = await pairsOf(cluster);
    for (const where of [NAMESPACE, FOREIGN, 'default', undefined] as Where[]) {
      const everybody = await allowed(cluster, NOBODY, pairs, where);
      expect([where, await allowed(cluster, ACCOUNT, pairs, where)]).toEqual([where, everybody]);
    }
  });

  test('can get and patch its own Deployment, and has no other verbs or subresources', async () => {
    const ofDeployments = (await pairsOf(cluster)).filter(({ resource }) => resource.split('/')[0] === 'deployments');
    expect(ofDeployments.length).toBeGreaterThan(10);
    const mayDo = async (name: string, namespace = NAMESPACE): Promise<string[]> => {
      const actor = await cluster.as(ACCOUNT);
      const asked = ofDeployments.map(async ({ group, resource: full, verb }) => {
        const [resource, subresource] = full.split('/');
        const { body } = await actor.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes: { verb, group, resource, subresource, namespace, name } },
        });
        return body.status.allowed === true ? [`${verb} ${full}.${group}`] : [];
      });
      return (await Promise.all(asked)).flat().sort();
    };
    expect(await mayDo('one')).toEqual(['get deployments.apps', 'patch deployments.apps']);
    expect(await mayDo('two')).toEqual([]);
    expect(await mayDo('one', FOREIGN)).toEqual([]);
  });

  test('reads and patches the image of its own Deployment', async () => {
    covers('S003.command.upgrader');
    const actor = await cluster.as(ACCOUNT);
    expect((await actor.get(pathOf('one'))).status).toBe(200);
    expect((await actor.patch(pathOf('one'), image(NEW_IMAGE), STRATEGIC)).status).toBe(200);
    expect(await imageOf('one')).toBe(NEW_IMAGE);
  });

  test.each<[string, (actor: Awaited<ReturnType<Cluster['as']>>) => Promise<{ status: number }>]>([
    ["read another delegate's Deployment", (actor) => actor.get(pathOf('two'))],
    ["patch another delegate's Deployment", (actor) => actor.patch(pathOf('two'), image(NEW_IMAGE), STRATEGIC)],
    ['list Deployments', (actor) => actor.get(`/apis/apps/v1/namespaces/${NAMESPACE}/deployments`)],
    ['delete its own Deployment', (actor) => actor.delete(pathOf('one'))],
    [
      'scale its own Deployment',
      (actor) => actor.patch(`${pathOf('one')}/scale`, { spec: { replicas: 3 } }, STRATEGIC),
    ],
    ['read the token of the delegate', (actor) => actor.get(`/api/v1/namespaces/${NAMESPACE}/secrets/one-token`)],
    ['read its own CronJob', (actor) => actor.get(`/apis/batch/v1/namespaces/${NAMESPACE}/cronjobs/one-upgrader-job`)],
  ])('cannot %s', async (_what, act) => {
    expect((await act(await cluster.as(ACCOUNT))).status).toBe(403);
  });
});

describe('after it has set another image', () => {
  const manifests = manifestsOf('two');
  const ours = manifests.find(({ kind }) => kind === 'Deployment') as Manifest;
  const { upgrader } = synthUpgrader({}, { delegateName: 'two', namespace: NAMESPACE }).delegate;
  const initial = (ours as any).spec.template.spec.containers[0].image as string;
  beforeEach(async () => {
    await cluster.apply(ours);
    const actor = await cluster.as({ namespace: NAMESPACE, name: 'two-upgrader-cronjob-sa' });
    const answer = await actor.patch(`${pathOf('two')}?fieldManager=upgrader`, image(NEW_IMAGE), STRATEGIC);
    expect(answer.status).toBe(200);
  });

  test('applying the Deployment again resets the image', async () => {
    await cluster.apply(ours);
    expect(await imageOf('two')).toBe(initial);
  });

  test('an apply without force conflicts only in the image', async () => {
    const path = `${pathOf('two')}?fieldManager=harness-constructs-test`;
    const { status, body } = await cluster.admin.patch(path, ours, 'application/apply-patch+yaml');
    expect(status).toBe(409);
    expect((body.details.causes as { field: string }[]).map(({ field }) => field)).toEqual([
      '.spec.template.spec.containers[name="delegate"].image',
    ]);
  });

  test('with the ignored fields from the cluster, as in Argo CD, the image stays, and other changes are applied', async () => {
    const { body: live } = await cluster.admin.get(pathOf('two'));
    const { jsonPointers = [] } = upgrader?.argoCdIgnoreDifferences() ?? {};
    expect(jsonPointers).toHaveLength(1);
    const changed = changedEnvironment(ours);
    await cluster.apply(jsonPointers.reduce((object, pointer) => taken(object, live, pointer), changed));
    expect(await imageOf('two')).toBe(NEW_IMAGE);
    const { body } = await cluster.admin.get(pathOf('two'));
    expect(body.spec.minReadySeconds).toBe(7);
  });

  test('without the ignored fields, as in Flux, the image stays, and other changes are applied', async () => {
    const changed = changedEnvironment(ours);
    const { paths = [] } = upgrader?.fluxIgnoreRule() ?? {};
    await cluster.apply(paths.reduce((object, pointer) => taken(object, {}, pointer), changed));
    const { body } = await cluster.admin.get(pathOf('two'));
    expect([body.spec.template.spec.containers[0].image, body.spec.minReadySeconds]).toEqual([NEW_IMAGE, 7]);
  });

  test('the unchanged manifests restore the initial image, in one rollout', async () => {
    const before = (await cluster.admin.get(pathOf('two'))).body.metadata.generation as number;
    await cluster.applyAll(manifests.filter(({ kind }) => kind !== 'Namespace'));
    const { body } = await cluster.admin.get(pathOf('two'));
    expect(body.metadata.generation).toBe(before + 1);
  });
});

/** The Deployment with another change than that of the image. */
function changedEnvironment(manifest: Manifest): any {
  const copy = structuredClone(manifest) as any;
  copy.spec.minReadySeconds = 7;
  return copy;
}

/** The object with the value of another one at the pointer, or without any where that has none. */
function taken(object: any, from: any, pointer: string): any {
  const copy = structuredClone(object);
  const parts = pointer.slice(1).split('/');
  const last = parts.pop() as string;
  const value = [...parts, last].reduce((inside, part) => inside?.[part], from);
  parts.reduce((inside, part) => inside[part], copy)[last] = value;
  return copy;
}

test('the CronJob is complete, and waits for its schedule', async () => {
  const path = `/apis/batch/v1/namespaces/${NAMESPACE}/cronjobs/one-upgrader-job`;
  const found = await eventually(
    async () => cluster.admin.get(path),
    ({ status }) => status === 200,
  );
  expect(found.body.spec).toMatchObject({ concurrencyPolicy: 'Forbid', suspend: false });
});
