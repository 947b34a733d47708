/** The objects by which the API server applies a profile, and what `summary()` says of them. */
import { ApiObject, JsonPatch } from 'cdk8s';
import {
  BuildFarmNamespace,
  type BuildFarmNamespaceProps,
  BuildIsolation,
  PolicyEnforcement,
} from '../../lib/build-namespace';
import {
  BuildPodProfile,
  type BuildPodProfileOptions,
  OverridableSetting,
  PodSeccomp,
  ProfileRollout,
} from '../../lib/build-pods';
import { delegateIn, synthFarm } from '../build-namespace/farms';
import { every, type Manifest, newChart, only, synth } from '../testkit/synth';

const KINDS = [
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
] as const;

/** Changes nothing. */
const NOTHING: BuildPodProfileOptions = {
  seccomp: PodSeccomp.OFF,
  enableServiceLinks: true,
  preventEviction: false,
};

/** The objects of the profile, by kind. */
function objectsOf(options: BuildPodProfileOptions, props: BuildFarmNamespaceProps = {}): { [kind: string]: any } {
  const { manifests } = synthFarm({ kubernetesVersion: '1.36', podProfile: BuildPodProfile.of(options), ...props });
  return profileObjects(manifests);
}

function profileObjects(manifests: Manifest[]): { [kind: string]: any } {
  const all = KINDS.flatMap((kind) => every(manifests, kind)).filter(({ metadata }) =>
    metadata.name.endsWith('.pod-profile'),
  );
  return Object.fromEntries(all.map((object) => [object.kind, object]));
}

const IN_NAMESPACE = { matchLabels: { 'kubernetes.io/metadata.name': 'harness-builds' } };

test('a profile is a policy that changes pods and one that holds them to it, both bound to the namespace', () => {
  const all = objectsOf({ runtimeClassName: 'gvisor' });
  expect(Object.keys(all)).toEqual([...KINDS]);
  const names = Object.values(all).map(({ metadata }) => metadata.name);
  expect(new Set(names)).toEqual(new Set(['harness-builds.harness-builds.pod-profile']));
  for (const kind of ['MutatingAdmissionPolicyBinding', 'ValidatingAdmissionPolicyBinding']) {
    expect(all[kind].spec).toMatchObject({ policyName: names[0], matchResources: { namespaceSelector: IN_NAMESPACE } });
    expect(all[kind].spec.matchResources.objectSelector).toBeUndefined();
  }
});

// https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
test('pods are changed when they are created, again after other webhooks, and none escapes an error', () => {
  const { MutatingAdmissionPolicy: policy } = objectsOf({});
  expect(policy.spec).toMatchObject({ failurePolicy: 'Fail', reinvocationPolicy: 'IfNeeded' });
  expect(policy.spec.matchConstraints).toEqual({
    namespaceSelector: IN_NAMESPACE,
    resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] }],
  });
});

test('pods are held to it when they are created, and when a person debugs them', () => {
  const { ValidatingAdmissionPolicy: policy } = objectsOf({});
  expect(policy.spec.failurePolicy).toBe('Fail');
  const rules = policy.spec.matchConstraints.resourceRules;
  expect(rules.map(({ operations, resources }: any) => [...operations, ...resources])).toEqual([
    ['CREATE', 'pods'],
    ['UPDATE', 'pods/ephemeralcontainers'],
  ]);
});

describe('no objects', () => {
  test('come of a profile that changes nothing', () => {
    expect(objectsOf(NOTHING)).toEqual({});
    expect(Object.keys(objectsOf({ ...NOTHING, seccomp: undefined }))).toEqual([...KINDS]);
  });

  test('hold pods to defaults, or to what pipelines may override', () => {
    const mutating = KINDS.slice(0, 2);
    expect(Object.keys(objectsOf({ ...NOTHING, ephemeralStorage: { request: '1Gi' } }))).toEqual(mutating);
    const overridable = [OverridableSetting.RUNTIME_CLASS_NAME];
    expect(Object.keys(objectsOf({ ...NOTHING, runtimeClassName: 'gvisor', overridable }))).toEqual(mutating);
  });
});

describe('the rollout', () => {
  test('canary binds both policies to pods with the labels', () => {
    const all = objectsOf({ rollout: ProfileRollout.canary({ canary: 'profile' }) });
    const selectors = KINDS.filter((kind) => kind.endsWith('Binding')).map(
      (kind) => all[kind].spec.matchResources.objectSelector,
    );
    expect(selectors).toEqual(Array(2).fill({ matchLabels: { canary: 'profile' } }));
  });

  test('off leaves policies without bindings, and the reason in an annotation', () => {
    const all = objectsOf({ rollout: ProfileRollout.off({ reason: 'gVisor breaks builds.' }) });
    expect(Object.keys(all)).toEqual(['MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy']);
    const annotations = Object.values(all).map(({ metadata }) => JSON.stringify(metadata.annotations));
    annotations.forEach((text) => expect(text).toContain('gVisor breaks builds.'));
  });
});

test('the enforcement of the namespace decides what happens to pods that evade the profile', () => {
  const reason = 'We watch first.';
  const actionsOf = (enforcement: PolicyEnforcement) =>
    objectsOf({}, { enforcement }).ValidatingAdmissionPolicyBinding?.spec.validationActions;
  expect(actionsOf(PolicyEnforcement.deny())).toEqual(['Deny']);
  expect(actionsOf(PolicyEnforcement.warn({ reason }))).toEqual(expect.arrayContaining(['Warn']));
  expect(actionsOf(PolicyEnforcement.warn({ reason }))).not.toContain('Deny');
  expect(actionsOf(PolicyEnforcement.breakGlass({ reason }))).toBeUndefined();
  expect(objectsOf({}, { enforcement: PolicyEnforcement.breakGlass({ reason }) })).toHaveProperty(
    'MutatingAdmissionPolicyBinding',
  );
});

describe('the delegate', () => {
  test('is not among the builds of a namespace of their own', () => {
    expect(objectsOf({}).MutatingAdmissionPolicy.spec.matchConditions).toBeUndefined();
  });

  test('is exempt from both policies where it shares the namespace', () => {
    const chart = newChart();
    const sharedWith = delegateIn(chart, 'ci', 'shared');
    const podProfile = BuildPodProfile.of();
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'shared', sharedWith, kubernetesVersion: '1.36', podProfile });
    const all = profileObjects(synth(chart));
    for (const kind of ['MutatingAdmissionPolicy', 'ValidatingAdmissionPolicy']) {
      // By its creator and its account; test/cluster tries it on API servers.
      expect(all[kind].spec.matchConditions[0].expression).toMatch(/replicaset-controller.*serviceAccountName/);
    }
  });
});

test('each namespace has its own policies', () => {
  const chart = newChart();
  for (const namespace of ['one', 'two']) {
    const props = { namespace, kubernetesVersion: '1.36', podProfile: BuildPodProfile.of() };
    new BuildFarmNamespace(chart, namespace, props);
  }
  const names = every(synth(chart), 'MutatingAdmissionPolicy').map(({ metadata }) => metadata.name);
  expect(names.sort()).toEqual(['harness-builds.one.pod-profile', 'harness-builds.two.pod-profile']);
});

test('a profile that pipelines override sets only what is missing', () => {
  const options = { ...NOTHING, runtimeClassName: 'gvisor' };
  const patchOf = (overridable: OverridableSetting[]) => {
    const { manifests } = synthFarm({
      kubernetesVersion: '1.36',
      podProfile: BuildPodProfile.of({ ...options, overridable }),
    });
    return only(manifests, 'MutatingAdmissionPolicy').spec.mutations[0].jsonPatch.expression as string;
  };
  expect(patchOf([])).not.toContain('hasValue');
  expect(patchOf([OverridableSetting.RUNTIME_CLASS_NAME])).toContain('object.?spec.?runtimeClassName.hasValue()');
});

/* What summary() says of them. */

const GVISOR: BuildPodProfileOptions = {
  seccomp: PodSeccomp.OFF,
  enableServiceLinks: true,
  preventEviction: false,
  runtimeClassName: 'gvisor',
};

/** The lines of the profile, after a change of the objects. */
function linesOf(
  options: BuildPodProfileOptions,
  change: (farm: BuildFarmNamespace) => void = () => undefined,
  props: BuildFarmNamespaceProps = {},
): string[] {
  const { farm } = synthFarm({ kubernetesVersion: '1.36', podProfile: BuildPodProfile.of(options), ...props });
  change(farm);
  return farm
    .summary()
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /Build pods: |profile|webhook/.test(line));
}

const objectOf = (farm: BuildFarmNamespace, kind: string) =>
  farm.node.children.find(
    (child) => ApiObject.isApiObject(child) && child.kind === kind && child.name.endsWith('.pod-profile'),
  ) as ApiObject;

const removed = (kind: string) => (farm: BuildFarmNamespace) =>
  void farm.node.tryRemoveChild(objectOf(farm, kind).node.id);

const patched =
  (kind: string, ...patches: JsonPatch[]) =>
  (farm: BuildFarmNamespace) =>
    objectOf(farm, kind).addJsonPatch(...patches);

const HELD = ['Build pods: the API server sets runtimeClassName, and refuses pods without them.'];
const NOT_MADE = [
  'NOTE: no policy of the app sets runtimeClassName on every build pod, as the build pod profile says.',
];
const NOT_HELD = [
  'Build pods: the API server sets runtimeClassName.',
  'NOTE: nothing refuses pods that a webhook changes afterwards.',
];

test('the summary says what the API server sets and refuses', () => {
  expect(linesOf(GVISOR)).toEqual(HELD);
  expect(linesOf({ proxy: { http: 'http://proxy:3128' }, environment: { TEAM: 'a' } })).toEqual([
    'Build pods: the API server sets seccomp, proxy, environment, enableServiceLinks and preventEviction, and refuses pods without them.',
  ]);
});

test('the summary of a namespace that builds share with their delegate says it, too', () => {
  const chart = newChart();
  const shared = new BuildFarmNamespace(chart, 'Builds', {
    namespace: 'shared',
    sharedWith: delegateIn(chart, 'ci', 'shared'),
    kubernetesVersion: '1.36',
    podProfile: BuildPodProfile.of(GVISOR),
  });
  expect(shared.summary()).toContain(HELD[0]);
});

test('a canary is named with its labels', () => {
  expect(linesOf({ ...GVISOR, rollout: ProfileRollout.canary({ canary: 'yes', ring: 'one' }) })).toEqual([
    'Build pods: the API server sets runtimeClassName on pods with canary=yes and ring=one only (a canary).',
  ]);
});

test('a profile that is off is EXPOSED, with the reason', () => {
  expect(linesOf({ ...GVISOR, rollout: ProfileRollout.off({ reason: 'gVisor breaks builds.' }) })).toEqual([
    'EXPOSED: the build pod profile is off: no pod gets runtimeClassName. Reason: gVisor breaks builds.',
  ]);
});

test('what pipelines may override is told', () => {
  const overridable = [OverridableSetting.LABELS, OverridableSetting.DNS_CONFIG];
  expect(linesOf({ ...GVISOR, overridable })).toEqual([
    ...HELD,
    'NOTE: pipelines may override labels and dnsConfig of the profile.',
  ]);
});

test('pods with a value of their own are not refused for defaults, and for what pipelines may override', () => {
  const only = { ...GVISOR, runtimeClassName: undefined };
  expect(linesOf({ ...only, ephemeralStorage: { request: '1Gi' } })).toEqual([
    'Build pods: the API server sets ephemeralStorage where a pod has no value of its own.',
  ]);
  const overridable = [OverridableSetting.ENVIRONMENT];
  expect(linesOf({ ...GVISOR, environment: { TEAM: 'payments' }, overridable })).toEqual([
    'Build pods: the API server sets runtimeClassName and environment, and refuses pods without runtimeClassName.',
    'NOTE: pipelines may override environment of the profile.',
  ]);
});

test('nothing is said of a namespace without a profile, and of one that changes nothing', () => {
  const { farm } = synthFarm({ kubernetesVersion: '1.36' });
  expect(farm.summary()).not.toContain('Build pods: ');
  const nothing = { ...GVISOR, runtimeClassName: undefined };
  expect(linesOf(nothing)).toEqual([]);
  expect(linesOf({ ...nothing, rollout: ProfileRollout.off({ reason: 'Nothing to set.' }) })).toEqual([]);
});

test('the level restricted needs the policy: without it, the summary says that no build is admitted', () => {
  const summaryAfter = (change: (farm: BuildFarmNamespace) => void) => {
    const { farm } = synthFarm({ kubernetesVersion: '1.36', isolation: BuildIsolation.restricted() });
    change(farm);
    return farm.summary();
  };
  const note = 'NOTE: Harness sets no seccomp profile: the namespace admits builds only if a webhook';
  expect(summaryAfter(() => undefined)).not.toContain(note);
  expect(summaryAfter(removed('MutatingAdmissionPolicyBinding'))).toContain(note);
  expect(summaryAfter(patched('MutatingAdmissionPolicy', JsonPatch.remove('/spec/mutations/0')))).toContain(note);
});

describe('a change of the objects is noticed', () => {
  test.each<[string, (farm: BuildFarmNamespace) => void]>([
    ['a removed policy', removed('MutatingAdmissionPolicy')],
    ['a removed binding', removed('MutatingAdmissionPolicyBinding')],
    ['a mutation that is removed', patched('MutatingAdmissionPolicy', JsonPatch.remove('/spec/mutations/0'))],
    [
      'a mutation that is changed',
      patched('MutatingAdmissionPolicy', JsonPatch.replace('/spec/mutations/0/jsonPatch/expression', '[]')),
    ],
    [
      'an exemption',
      patched(
        'MutatingAdmissionPolicy',
        JsonPatch.add('/spec/matchConditions', [{ name: 'own', expression: '!has(object.metadata.labels)' }]),
      ),
    ],
    [
      'a binding of another namespace',
      patched(
        'MutatingAdmissionPolicyBinding',
        JsonPatch.replace('/spec/matchResources/namespaceSelector/matchLabels', {
          'kubernetes.io/metadata.name': 'other',
        }),
      ),
    ],
    [
      'a binding of pods with a label',
      patched(
        'MutatingAdmissionPolicyBinding',
        JsonPatch.add('/spec/matchResources/objectSelector', { matchLabels: { own: 'label' } }),
      ),
    ],
    [
      'a binding of another policy',
      patched('MutatingAdmissionPolicyBinding', JsonPatch.replace('/spec/policyName', 'other')),
    ],
    [
      'errors that let pods pass',
      patched('MutatingAdmissionPolicy', JsonPatch.replace('/spec/failurePolicy', 'Ignore')),
    ],
  ])('%s of the policy that changes pods', (_what, change) => {
    expect(linesOf(GVISOR, change)).toEqual(NOT_MADE);
  });

  test.each<[string, (farm: BuildFarmNamespace) => void]>([
    ['a removed policy', removed('ValidatingAdmissionPolicy')],
    ['a removed binding', removed('ValidatingAdmissionPolicyBinding')],
    ['a removed rule', patched('ValidatingAdmissionPolicy', JsonPatch.remove('/spec/validations/0'))],
    ['warnings', patched('ValidatingAdmissionPolicyBinding', JsonPatch.replace('/spec/validationActions', ['Warn']))],
    [
      'an exemption',
      patched(
        'ValidatingAdmissionPolicy',
        JsonPatch.add('/spec/matchConditions', [{ name: 'own', expression: '!has(object.metadata.labels)' }]),
      ),
    ],
  ])('%s of the policy that holds pods to it', (_what, change) => {
    expect(linesOf(GVISOR, change)).toEqual(NOT_HELD);
  });
});
