/** Releases of the official chart, taken over: nothing is rejected, nothing is made anew, and no pod is restarted unasked. */
import { DelegateAccess, HelmHardening, type HelmReleaseOptions } from 'harness-constructs';
import { adopted } from '../delegate/helm/releases';
import { covers } from '../testkit/covers';
import { type ChartFixture, FIXTURES, fixtureOf } from '../testkit/helm-chart';
import type { Manifest } from '../testkit/synth';
import type { Answer } from './client/api-client';
import { Cluster, RejectedError } from './client/cluster';
import { eventually } from './client/eventually';

const cluster = Cluster.newest();
const installed: Manifest[] = [];

/** Makes the objects as Helm does: it creates them, and takes the fields for its own. */
async function install({ objects, options }: ChartFixture): Promise<void> {
  await cluster.namespace(options.namespace);
  for (const object of objects) {
    const path = (await cluster.pathOf(object)).replace(/\/[^/]+$/, '');
    accepted(object, await cluster.admin.post(`${path}?fieldManager=helm&fieldValidation=Strict`, object));
    installed.push(object);
  }
}

function accepted(object: Manifest, answer: Answer): Answer {
  if (answer.status >= 300) throw new RejectedError(object, answer);
  return answer;
}

/** As Argo CD, Flux and kubectl apply on the side of the server, or as kubectl does on its own. */
const WAYS: [string, (object: Manifest) => Promise<Answer>][] = [
  ['on the side of the server', (object) => cluster.apply(object)],
  [
    'on the side of the client',
    async (object) => {
      const path = await cluster.pathOf(object);
      const answer = await cluster.admin.patch(path, object, 'application/strategic-merge-patch+json');
      return accepted(object, answer);
    },
  ],
];

async function deploymentOf({ fullname, options }: ChartFixture): Promise<any> {
  const metadata = { name: fullname, namespace: options.namespace };
  const { body } = await cluster.admin.get(
    await cluster.pathOf({ apiVersion: 'apps/v1', kind: 'Deployment', metadata }),
  );
  return body;
}

/** What Kubernetes keeps of the Deployment for itself aside. */
function wanted({ metadata, spec }: any): object {
  return { uid: metadata.uid, generation: metadata.generation, spec };
}

afterEach(async () => {
  for (const object of installed.splice(0)) await cluster.admin.delete(await cluster.pathOf(object));
});

async function applyAll(fixture: ChartFixture, changes: Partial<HelmReleaseOptions> = {}): Promise<void> {
  const { manifests } = adopted(fixture, changes);
  const made = manifests.filter(
    ({ kind, metadata: { name } }) => !installed.some((o) => o.kind === kind && o.metadata.name === name),
  );
  installed.push(...made);
  await cluster.applyAll(manifests);
}

describe.each(WAYS)('applied %s', (_way, apply) => {
  test.each(FIXTURES.map((fixture) => [fixture.title, fixture] as const))(
    'a release is taken over as it runs: %s',
    async (_title, fixture) => {
      covers('S003.troubleshoot.already-exists');
      await install(fixture);
      const before = wanted(await deploymentOf(fixture));
      for (const object of adopted(fixture).manifests) await apply(object);
      expect(wanted(await deploymentOf(fixture))).toEqual(before);
    },
  );
});

/** Takes what Helm owns from it, as docs/from-helm.md has it. */
async function disown(object: any): Promise<void> {
  const index = object.metadata.managedFields.findIndex(({ manager }: { manager: string }) => manager === 'helm');
  const path = `/metadata/managedFields/${index}`;
  const patch = [
    { op: 'test', path: `${path}/manager`, value: 'helm' },
    { op: 'remove', path },
  ];
  const { status } = await cluster.admin.patch(await cluster.pathOf(object), patch, 'application/json-patch+json');
  expect(status).toBe(200);
}

/** The paths at which two values differ. */
function changed(before: any, after: any, path: string): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const isDeep = [before, after].every((value) => typeof value === 'object' && value !== null && !Array.isArray(value));
  if (!isDeep) return [path];
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => changed(before[key], after[key], path === '' ? key : `${path}.${key}`));
}

/** The template, its first container beside it. */
function template({ spec }: any): object {
  const { metadata, spec: pod } = spec.template;
  const [container, ...others] = pod.containers;
  return { metadata, pod: { ...pod, containers: others }, container };
}

/** The steps in turn, each with what of the pods it changes. */
const STEPS: [HelmHardening, string[]][] = [
  [HelmHardening.CONFIG_CHECKSUM, ['metadata.annotations.checksum/configmap']],
  [HelmHardening.READINESS_PROBE, ['container.readinessProbe']],
  [HelmHardening.TOKEN_BY_KEY, ['container.env', 'container.envFrom']],
  [HelmHardening.PULL_ONCE, ['container.imagePullPolicy']],
  [HelmHardening.CERTIFICATE_MODE, ['pod.volumes']],
  [HelmHardening.BLOCK_SHELL_TASKS, ['metadata.annotations.checksum/configmap']],
  [
    HelmHardening.NON_ROOT,
    [
      ...['capabilities', 'privileged', 'runAsGroup', 'runAsNonRoot', 'runAsUser'].map(
        (field) => `container.securityContext.${field}`,
      ),
      ...['fsGroupChangePolicy', 'runAsGroup', 'runAsNonRoot', 'runAsUser', 'seccompProfile'].map(
        (field) => `pod.securityContext.${field}`,
      ),
    ],
  ],
  [
    HelmHardening.READ_ONLY_ROOT,
    [
      'container.securityContext.readOnlyRootFilesystem',
      'container.volumeMounts',
      // The working directory is a setting.
      'metadata.annotations.checksum/configmap',
      'pod.volumes',
    ],
  ],
  [HelmHardening.leastAccess(DelegateAccess.ciBuilds(['helm-builds'])), []],
  [HelmHardening.NO_UPGRADER, []],
];

test('each step of hardening is taken in turn, and changes what it says', async () => {
  const fixture = fixtureOf('mTLS');
  await cluster.namespace('helm-builds');
  await install(fixture);
  await applyAll(fixture);
  const taken: HelmHardening[] = [];
  for (const [step, paths] of STEPS) {
    const before: any = await deploymentOf(fixture);
    taken.push(step);
    await applyAll(fixture, { harden: [...taken] });
    const after: any = await deploymentOf(fixture);
    expect([step.id, changed(template(before), template(after), '')]).toEqual([step.id, paths.sort()]);
    expect([step.id, after.metadata.generation > before.metadata.generation]).toEqual([step.id, step.restartsPods]);
    expect(after.metadata.uid).toBe(before.metadata.uid);
  }
});

test('a removed value disappears only once Helm no longer owns the field', async () => {
  const fixture = fixtureOf('additions');
  const variables = async (): Promise<string[]> =>
    (await deploymentOf(fixture)).spec.template.spec.containers[0].env.map(({ name }: { name: string }) => name);
  await install(fixture);
  await applyAll(fixture);
  const without = { ...fixture, values: fixture.values.replace('{ name: DELEGATE_TASK_CAPACITY, value: "10" }, ', '') };
  await applyAll(without);
  expect(await variables()).toContain('DELEGATE_TASK_CAPACITY');
  await applyAll(fixture);
  const before = await deploymentOf(fixture);
  await disown(before);
  expect((await deploymentOf(fixture)).metadata.generation).toBe(before.metadata.generation);
  await applyAll(without);
  expect(await variables()).not.toContain('DELEGATE_TASK_CAPACITY');
});

test('the role of a binding cannot change: the new access has its own names', async () => {
  covers('S003.role.choice');
  const fixture = fixtureOf('no upgrader');
  await install(fixture);
  const access = DelegateAccess.clusterViewer();
  await applyAll(fixture, { harden: [HelmHardening.leastAccess(access)] });
  const { leftBehind } = adopted(fixture).values.adoptionReport({
    ...fixture.options,
    harden: [HelmHardening.leastAccess(access)],
  });
  expect(leftBehind).toEqual(['ClusterRoleBinding/d1-cluster-admin']);
  const { namespace } = fixture.options;
  const account = { namespace, name: 'd1' };
  const secrets = { verb: 'list', group: '', resource: 'secrets', namespace };
  const isAllowed = () => cluster.can(account, secrets);
  expect(await eventually(isAllowed, Boolean)).toBe(true);
  const left = fixture.objects.find(({ kind }) => kind === 'ClusterRoleBinding') as Manifest;
  await cluster.admin.delete(await cluster.pathOf(left));
  expect(await eventually(isAllowed, (allowed) => !allowed)).toBe(false);
  expect(await cluster.can(account, { verb: 'list', group: '', resource: 'pods', namespace })).toBe(true);
});

test('an object of the chart under another selector would be rejected', async () => {
  const fixture = fixtureOf('no upgrader');
  await install(fixture);
  const other = { ...fixture, options: { ...fixture.options, release: 'other' } };
  await expect(applyAll(other)).rejects.toThrow(/field is immutable/);
});
