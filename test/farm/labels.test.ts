/** Labels of a farm: every object has them, and by those for cost every pod as well. */
import { JsonPatch } from 'cdk8s';
import { BuildFarmNamespace, BuildQuota, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { BuildPodProfile, OverridableSetting } from '../../lib/build-pods';
import { NetworkPeer } from '../../lib/core';
import { DelegateEgress, DelegateImage, DelegateToken, HarnessDelegate } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import type { CiBuildInfraProps } from '../../lib/farm';
import { CiStep } from '../../lib/pipeline';
import { CloudIdentity } from '../../lib/workload';
import { buildsIn } from '../pipeline/build-namespaces';
import { infrastructureOf } from '../pipeline/stages';
import { refused, thrownBy } from '../testkit/refused';
import { every, type Manifest, newChart, only, synth } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

const MARKS = { labels: { 'cost-center': 'c42' }, annotations: { 'example.com/owner': 'platform' } };

/** Everything that a farm can make. */
const EVERYTHING: Partial<CiBuildInfraProps> = {
  istio: Istio.cni(),
  platform: ClusterPlatform.openShift(),
  quota: BuildQuota.forConcurrentBuilds(2, { cpu: '1', memory: '1Gi' }),
  token: DelegateToken.unsafePlainText('c2VjcmV0LXRva2VuLW9mLXRoZS1kZWxlZ2F0ZQ=='),
  delegateOptions: {
    networkPolicy: { egress: DelegateEgress.restrictedTo([{ peer: NetworkPeer.cidr('192.0.2.0/24') }]) },
    replicas: 2,
    podDisruptionBudget: {},
  },
};

const LEGACY: Partial<CiBuildInfraProps> = {
  image: DelegateImage.of('harness/delegate:25.08.86600'),
};

function without(manifests: readonly Manifest[]): string[] {
  return manifests
    .filter(
      ({ metadata: { labels = {}, annotations = {} } }) =>
        labels['cost-center'] !== 'c42' || annotations['example.com/owner'] !== 'platform',
    )
    .map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

describe('labels and annotations of a farm', () => {
  test.each([
    ['the least farm', {}],
    ['a farm with everything', EVERYTHING],
    ['a farm with a legacy delegate', LEGACY],
    ['a shared namespace', { sharedNamespace: true }],
  ])('reach every object of %s', (_what, props) => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, ...props });
    expect(without(synth(chart))).toEqual([]);
  });

  test('reach namespaces with labels of their own, which win', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { ...MARKS, buildNamespaces: [], istio: Istio.cni() });
    farm.addBuildNamespace('a', { labels: { team: 'a' }, annotations: { 'example.com/team': 'a' } });
    const manifests = synth(chart);
    expect(without(manifests)).toEqual([]);
    const ofTeam = manifests.filter(({ metadata }) => metadata.namespace === 'a');
    expect(ofTeam.map(({ kind }) => kind)).toContain('Service');
    expect(ofTeam.filter(({ metadata }) => metadata.labels?.team !== 'a')).toEqual([]);
  });

  test('apply to the objects that the farm adds to existing namespaces', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { ...MARKS, buildNamespaces: [], istio: Istio.cni() });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Old', 'old'));
    const added = synth(chart).filter(({ metadata }) => metadata.namespace === 'old');
    expect(added.map(({ kind }) => kind).sort()).toEqual(['NetworkPolicy', 'Role', 'RoleBinding', 'Service']);
    expect(without(added)).toEqual([]);
  });

  test('reach no selector and no pod', () => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, ...EVERYTHING });
    const specs = synth(chart).map((manifest) => JSON.stringify({ ...manifest, metadata: {} }));
    expect(specs.filter((spec) => spec.includes('cost-center'))).toEqual([]);
  });

  test('lose against those of delegateOptions', () => {
    const chart = newChart();
    addFarm(chart, 'Farm', { ...MARKS, delegateOptions: { labels: { 'cost-center': 'other' } } });
    const deployment = synth(chart).find(({ kind }) => kind === 'Deployment')!;
    expect(deployment.metadata.labels).toMatchObject({ 'cost-center': 'other' });
  });

  test('are named in errors as the farm names them', () => {
    expect(refused(() => addFarm(newChart(), 'F', { labels: { a: 'not valid' } })).property).toBe('labels["a"]');
    expect(refused(() => addFarm(newChart(), 'F', { annotations: { 'a b': 'x' } })).property).toBe(
      'annotations["a b"]',
    );
  });

  test('an existing delegate keeps its own', () => {
    const chart = newChart();
    const delegate = HarnessDelegate.fromDelegateName(chart, 'D', 'ci');
    const own = { delegateName: undefined, image: undefined, token: undefined };
    addFarm(chart, 'Farm', { ...own, ...MARKS, delegate });
    expect(without(synth(chart))).toEqual([]);
  });
});

/* Labels by which the cost of builds is assigned. */

const COSTS = { team: 'payments', 'example.com/cost-center': '4711' };
const STEPS = [CiStep.run('Tests', { image: 'node:24', command: 'npm test' })];

const labelsOf = (manifests: readonly Manifest[]) =>
  manifests.map(({ kind, metadata }) => ({ what: `${kind}/${metadata.name}`, labels: metadata.labels }));

/** The labels of a stage of the farm. */
function stageLabels(farm: ReturnType<typeof addFarm>, infrastructureOptions?: object) {
  const stage = farm.stage({ name: 'Build', steps: STEPS, infrastructureOptions });
  return (stage.toDocument() as any).stage.spec.infrastructure.spec.labels;
}

/** The rule that demands them. */
function ruleOf(manifests: readonly Manifest[]) {
  const [policy] = every(manifests, 'ValidatingAdmissionPolicy').filter(
    ({ metadata }) => !/profile/.test(metadata.name),
  );
  return policy.spec.validations.find(({ message }: { message: string }) =>
    message.startsWith('Build pods must have the'),
  );
}

describe('cost labels of a farm', () => {
  test('are on every object, on the pods of the delegate, and on those of stages', () => {
    const { farm, manifests } = synthInfra({
      costLabels: COSTS,
      labels: { owner: 'platform' },
      istio: Istio.cni(),
      delegateOptions: { autoscaling: { maxReplicas: 3 }, networkPolicy: { egress: DelegateEgress.restrictedTo([]) } },
    });
    expect(manifests.length).toBeGreaterThan(15);
    for (const { what, labels } of labelsOf(manifests)) {
      expect([what, labels]).toEqual([what, expect.objectContaining(COSTS)]);
    }
    expect(only(manifests, 'Deployment').spec.template.metadata.labels).toMatchObject(COSTS);
    expect(only(manifests, 'Deployment').spec.selector.matchLabels).toEqual({ 'harness.io/name': 'ci' });
    expect(stageLabels(farm)).toEqual(COSTS);
  });

  test('are on objects that a farm adds to an existing namespace', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { costLabels: COSTS, buildNamespaces: [] });
    farm.useBuildNamespace(BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'elsewhere'));
    const added = synth(chart).filter(({ metadata }) => metadata.namespace === 'elsewhere');
    expect(added.map(({ kind }) => kind).sort()).toEqual(['NetworkPolicy', 'Role', 'RoleBinding']);
    added.forEach(({ metadata }) => expect(metadata.labels).toMatchObject(COSTS));
  });

  test('are kept by namespaces and teams, which can change a value', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { costLabels: COSTS, buildNamespaces: [] });
    const namespace = farm.addBuildNamespace('ads', { costLabels: { team: 'ads' } });
    const scope = HarnessScope.project('eng', 'search');
    const team = farm.perTeam('search', {
      scope,
      token: DelegateToken.fromSecretName('search-token'),
      costLabels: { team: 'search' },
    });
    expect(namespace.costLabels).toEqual({ ...COSTS, team: 'ads' });
    const deployments = every(synth(chart), 'Deployment').map(({ spec }) => spec.template.metadata.labels.team);
    expect(deployments).toEqual(['payments', 'search']);
    expect(team.buildNamespaces).toMatchObject([{ costLabels: { ...COSTS, team: 'search' } }]);
  });

  test('cannot have another value on the delegate', () => {
    for (const name of ['labels', 'podLabels']) {
      const property = `delegateOptions.${name}["team"]`;
      const props = { costLabels: COSTS, delegateOptions: { [name]: { team: 'ads' } } };
      expect(refused(() => synthInfra(props))).toMatchObject({
        property,
        given: '"ads"',
        allowed: '"payments", as in costLabels',
      });
    }
    expect(() => synthInfra({ costLabels: COSTS, delegateOptions: { podLabels: { team: 'payments' } } })).not.toThrow();
  });
});

describe('the policy', () => {
  test('demands each of them of new pods, and says what to change', () => {
    const { expression, message, reason } = ruleOf(synthInfra({ costLabels: COSTS }).manifests);
    expect(expression).toBe(
      'request.operation == "UPDATE" || (object.metadata.?labels[?"team"].orValue("") == "payments" && object.metadata.?labels[?"example.com/cost-center"].orValue("") == "4711")',
    );
    expect(message).toBe(
      'Build pods must have the labels team=payments, example.com/cost-center=4711, which assign their cost. Set them in the labels of the infrastructure of the stage, with these values.',
    );
    expect(reason).toBe('Forbidden');
    expect(ruleOf(synthInfra({}).manifests)).toBeUndefined();
  });

  test('is what the summary speaks of, not the properties', () => {
    const { chart, farm } = synthInfra({ costLabels: COSTS });
    const words = 'Admits only pods with the cost labels team=payments, example.com/cost-center=4711.';
    expect(farm.summary()).toContain(words);
    expect(synthInfra({}).farm.summary()).not.toContain('cost labels');
    const policy = chart.node.findAll().find((one) => one.node.id === 'ValidatingAdmissionPolicy') as never as {
      toJson(): { spec: { validations: { expression: string }[] } };
      addJsonPatch(...ops: JsonPatch[]): void;
    };
    const kept = policy.toJson().spec.validations.filter(({ expression }) => !expression.includes('cost-center'));
    policy.addJsonPatch(JsonPatch.replace('/spec/validations', kept));
    synth(chart);
    expect(farm.summary()).not.toContain(words);
    expect(farm.summary()).toContain(
      'no admission policy has this rule: Build pods must have the labels team=payments',
    );
  });
});

describe('where the API server can change pods', () => {
  const mutationsIn = (manifests: readonly Manifest[]) =>
    every(manifests, 'MutatingAdmissionPolicy').map(({ spec }) => JSON.stringify(spec.mutations));

  test('it sets them, with a profile and without one', () => {
    for (const podProfile of [undefined, BuildPodProfile.of({ labels: { queue: 'fast' } })]) {
      const { farm, manifests } = synthInfra({ costLabels: COSTS, kubernetesVersion: '1.36', podProfile });
      const [mutations, ...others] = mutationsIn(manifests);
      expect(others).toEqual([]);
      expect(mutations).toContain('payments');
      expect(mutations.includes('seccompProfile')).toBe(podProfile !== undefined);
      expect(stageLabels(farm)).toEqual({ ...COSTS, ...(podProfile && { queue: 'fast' }) });
    }
    expect(mutationsIn(synthInfra({ costLabels: COSTS, kubernetesVersion: '1.35' }).manifests)).toEqual([]);
    expect(mutationsIn(synthInfra({ kubernetesVersion: '1.36' }).manifests)).toEqual([]);
  });

  test('a profile that lets pipelines override labels does not let them override these', () => {
    const podProfile = BuildPodProfile.of({ overridable: [OverridableSetting.LABELS] });
    const { farm, manifests } = synthInfra({ costLabels: COSTS, kubernetesVersion: '1.36', podProfile });
    expect(ruleOf(manifests).expression).toContain('payments');
    expect(refused(() => stageLabels(farm, { labels: { team: 'ads' } }))).toMatchObject({
      property: 'infrastructureOptions.labels["team"]',
      allowed: '"payments", as in costLabels of the namespace',
    });
  });
});

describe('an infrastructure', () => {
  test('of a farm has them besides its own and those of an identity, and no other value', () => {
    const cloudIdentity = CloudIdentity.azure('00000000-0000-0000-0000-000000000000');
    const { farm } = synthInfra({ costLabels: COSTS, cloudIdentity });
    expect(stageLabels(farm, { labels: { queue: 'fast' } })).toEqual({
      ...COSTS,
      queue: 'fast',
      'azure.workload.identity/use': 'true',
    });
    const other = { labels: { team: 'ads' } };
    expect(refused(() => farm.stageInfrastructure(undefined, other))).toMatchObject({
      property: 'options.labels["team"]',
      given: '"ads"',
    });
    expect(refused(() => farm.stageInfrastructure(undefined, { inputs: { labels: '<+input>' } })).property).toBe(
      'options.inputs.labels',
    );
  });

  test('that is made by hand must have them where nothing sets them', () => {
    const buildNamespace = buildsIn({ costLabels: COSTS });
    expect(refused(() => infrastructureOf({ buildNamespace, labels: { team: 'payments' } }))).toMatchObject({
      property: 'labels["example.com/cost-center"]',
      allowed: '"4711", as in costLabels of the namespace',
    });
    expect(() => infrastructureOf({ buildNamespace, labels: { ...COSTS, queue: 'fast' } })).not.toThrow();
    const mutated = buildsIn({ costLabels: COSTS, kubernetesVersion: '1.36' });
    expect(() => infrastructureOf({ buildNamespace: mutated })).not.toThrow();
    // The profile that sets them has no word of its own.
    const { message } = thrownBy(() => infrastructureOf({ buildNamespace: mutated, labels: { team: 'ads' } }));
    expect(message.match(/labels\["team"\]/g)).toHaveLength(1);
    expect(message).toContain('expected "payments", as in costLabels of the namespace');
  });
});
