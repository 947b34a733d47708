import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type * as harness from 'harness-constructs';
import { DelegateAccess } from '../../lib/access';
import { DelegateProfile, DelegateToken, HarnessDelegate } from '../../lib/delegate';
import { DelegateGeneration, type IHarnessDelegate } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, newApp, newChart, objectOf, objectsOf, synth } from '../testkit/synth';
import { addDelegate, LEAST, synthDelegate } from './delegates';

const ELSEWHERE = { delegateName: 'other', namespace: 'ops', serviceAccountName: 'runner', tags: ['a', 'other', 'a'] };

/** A delegate created here, and one installed elsewhere. */
const EITHER: [string, (chart: Chart) => IHarnessDelegate, { name: string; namespace: string }][] = [
  ['made here', (chart) => addDelegate(chart, 'Delegate', { namespace: 'ops' }), { name: 'ci', namespace: 'ops' }],
  [
    'installed elsewhere',
    (chart) => HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', ELSEWHERE),
    { name: 'runner', namespace: 'ops' },
  ],
];

test('an imported delegate without a name is refused by property', () => {
  const make = () => HarnessDelegate.fromDelegateAttributes(newChart(), 'Delegate', undefined as never);
  expect(refused(make)).toMatchObject({ property: 'props', constructPath: 'test/Delegate' });
});

test('resolved resources and Pod Security level are outputs', () => {
  const { delegate } = synthDelegate({ resources: { memoryRequest: '1Gi' } });
  expect(delegate.resources).toEqual({
    cpuRequest: '500m',
    cpuLimit: '1',
    memoryRequest: '1Gi',
    memoryLimit: '1Gi',
    ephemeralStorageRequest: undefined,
    ephemeralStorageLimit: undefined,
  });
  expect(delegate.podSecurityLevel).toBe('restricted');
  expect(synthDelegate({ createNamespace: false }).delegate.podSecurityLevel).toBeUndefined();
});

describe.each(EITHER)('the ServiceAccount of a delegate %s is a subject of cdk8s-plus', (_where, make, subject) => {
  const subjects = [{ kind: 'ServiceAccount', ...subject }];

  /** What is bound: cdk8s-plus writes the core group as '' or not at all, which is the same. */
  function boundTo(binding: { subjects: object[] }) {
    return binding.subjects.map((bound) => {
      const { apiGroup = '', ...rest } = bound as { apiGroup?: string };
      expect(apiGroup).toBe('');
      return rest;
    });
  }

  test('of a Role in another namespace', () => {
    covers('S001.deploy.service-account-for-pod');
    const app = newApp();
    const delegate = make(new Chart(app, 'delegate'));
    const chart = new Chart(app, 'roles', { namespace: 'builds' });
    const role = new kplus.Role(chart, 'Role');
    role.allowRead(kplus.ApiResource.PODS);
    role.bind(delegate.serviceAccount);
    const binding = objectOf(synth(chart), 'RoleBinding');
    expect(boundTo(binding)).toEqual(subjects);
    expect(binding.metadata.namespace).toBe('builds');
    expect(binding.roleRef.name).toBe(objectOf(synth(chart), 'Role').metadata.name);
  });

  test('of a ClusterRole', () => {
    const chart = newChart();
    const delegate = make(chart);
    new kplus.ClusterRole(chart, 'Role').bind(delegate.serviceAccount);
    expect(boundTo(objectOf(synth(chart), 'ClusterRoleBinding'))).toEqual(subjects);
  });

  test('of two Roles, without a clash of names', () => {
    const chart = newChart();
    const delegate = make(chart);
    for (const id of ['One', 'Two']) new kplus.Role(chart, id).bind(delegate.serviceAccount);
    expect(new Set(objectsOf(synth(chart), 'RoleBinding').map(({ metadata }) => metadata.name)).size).toBe(2);
  });

  test('of a pod of cdk8s-plus', () => {
    const chart = newChart();
    const { serviceAccount } = make(chart);
    const options = { serviceAccount, automountServiceAccountToken: true, containers: [{ image: 'busybox:1.36' }] };
    new kplus.Pod(chart, 'Pod', options);
    const pod = synth(chart).find(({ kind }) => kind === 'Pod') as unknown as { spec: { serviceAccountName: string } };
    expect(pod.spec.serviceAccountName).toBe(subject.name);
  });
});

describe('the outputs of a delegate', () => {
  test('are its names', () => {
    covers('S001.manifest.deployment');
    const { delegate, deployment, manifests } = synthDelegate({ namespace: 'ops' });
    expect(delegate.delegateName).toBe('ci');
    expect([delegate.deploymentName, delegate.namespace]).toEqual([deployment.metadata.name, 'ops']);
    expect(delegate.serviceAccount.name).toBe(objectOf(manifests, 'ServiceAccount').metadata.name);
    expect(delegate.podSelector).toEqual(deployment.spec.selector.matchLabels);
  });

  test('are the tags that select it: its name, then yours, each once', () => {
    covers('S000.connector.delegate-replaceable');
    expect(synthDelegate().delegate.effectiveTags).toEqual(['ci']);
    expect(synthDelegate({ tags: ['linux', 'ci', 'amd64', 'linux'] }).delegate.effectiveTags).toEqual([
      'ci',
      'linux',
      'amd64',
    ]);
  });

  test('is every default that was filled in', () => {
    const { delegate } = synthDelegate();
    expect({
      accountId: delegate.accountId,
      managerEndpoint: delegate.managerEndpoint,
      generation: delegate.generation,
      profile: delegate.profile,
      image: delegate.image,
      imagePullPolicy: delegate.imagePullPolicy,
      tokenSecretName: delegate.tokenSecretName,
      tokenSecretKey: delegate.tokenSecretKey,
      replicas: delegate.replicas,
      minReadySeconds: delegate.minReady.toSeconds(),
      terminationGracePeriodSeconds: delegate.terminationGracePeriod.toSeconds(),
      idleWaitSeconds: delegate.idleWaitBeforeStop?.toSeconds(),
    }).toEqual({
      accountId: '6_vVHzo9Qeu9fXvj-AcQCb',
      managerEndpoint: 'https://app.harness.io',
      generation: DelegateGeneration.NEW,
      profile: DelegateProfile.HARDENED,
      image: 'us-docker.pkg.dev/gar-prod-setup/harness-public/harness/delegate:1.30.1',
      imagePullPolicy: 'IfNotPresent',
      tokenSecretName: 'ci-delegate-token',
      tokenSecretKey: 'HARNESS_DELEGATE_TOKEN',
      replicas: 1,
      minReadySeconds: 10,
      terminationGracePeriodSeconds: 600,
      idleWaitSeconds: 60,
    });
  });

  test.each([
    [DelegateToken.fromSecretName('mine', { key: 'key' }), ['mine', 'key']],
    [DelegateToken.fromExternalSecret({ storeName: 'a', remoteKey: 'b' }), ['ci', 'HARNESS_DELEGATE_TOKEN']],
    [DelegateToken.unsafePlainText('text'), ['ci', 'HARNESS_DELEGATE_TOKEN']],
  ])('are the Secret and key of its token: %s', (token, place) => {
    const { delegate } = synthDelegate({ token });
    expect([delegate.tokenSecretName, delegate.tokenSecretKey]).toEqual(place);
  });

  test('can be changed without changing the delegate', () => {
    const chart = newChart();
    const delegate = addDelegate(chart, 'Delegate', { tags: ['a'] });
    const before = synth(chart);
    delegate.effectiveTags.push('b');
    delegate.podSelector.other = 'c';
    expect(synth(chart)).toEqual(before);
  });
});

describe('ApiObject.of(delegate)', () => {
  test('is the Deployment', () => {
    expect(ApiObject.of(synthDelegate().delegate)).toMatchObject({ kind: 'Deployment', name: 'ci' });
  });

  test('can be patched, for fields without a property', () => {
    const chart = newChart();
    const delegate = addDelegate(chart, 'Delegate');
    ApiObject.of(delegate).addJsonPatch(
      JsonPatch.add('/spec/template/spec/hostNetwork', true),
      JsonPatch.replace('/spec/template/spec/containers/0/imagePullPolicy', 'Never'),
    );
    const { spec } = objectOf(synth(chart), 'Deployment').spec.template;
    expect([spec.hostNetwork, spec.containers[0].imagePullPolicy]).toEqual([true, 'Never']);
  });

  test('of one delegate can be patched without touching another', () => {
    const access = DelegateAccess.ciBuilds(['builds']);
    const chart = newChart();
    const patched = addDelegate(chart, 'One', { delegateName: 'one', access });
    addDelegate(chart, 'Two', { delegateName: 'two', createNamespace: false, access });
    const roles = patched.node.findAll().filter((child) => ApiObject.isApiObject(child) && child.kind === 'Role');
    for (const role of roles) ApiObject.of(role).addJsonPatch(JsonPatch.add('/rules/0/verbs/-', 'escalate'));
    const [one, two] = objectsOf(synth(chart), 'Role');
    expect(one.rules[0].verbs).toContain('escalate');
    expect(two).toEqual(objectOf(synthDelegate({ delegateName: 'two', access }).manifests, 'Role'));
  });
});

describe('the ids of constructs are public contract', () => {
  test('for an object of every kind', () => {
    const chart = newChart();
    addDelegate(chart, 'Delegate', {
      token: DelegateToken.unsafePlainText('text'),
      access: DelegateAccess.ciBuilds(['team-a', 'team-b'])
        .plus(DelegateAccess.clusterAdmin())
        .plus(DelegateAccess.clusterViewer())
        .plus(DelegateAccess.namespaceAdmin(['shop']))
        .plus(DelegateAccess.deployments(['shop']))
        .plus(DelegateAccess.connectionTest())
        .plus(DelegateAccess.costVisibility())
        .plus(DelegateAccess.clusterRole('system:node'))
        .plus(DelegateAccess.clusterRoleInNamespaces('edit', ['shop']))
        .plus(DelegateAccess.role('own'))
        .plus(DelegateAccess.rules([{ apiGroups: [''], resources: ['pods/log'], verbs: ['get'] }]))
        .plus(DelegateAccess.clusterRules([{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }])),
      autoscaling: { minReplicas: 2, maxReplicas: 4 },
      podDisruptionBudget: {},
      networkPolicy: {},
    });
    const paths = chart.node.findAll().map(({ node }) => node.path);
    expect(paths.join('\n')).toMatchSnapshot();
  });

  test('for a token from a secret manager', () => {
    const { delegate } = synthDelegate({ token: DelegateToken.fromExternalSecret({ storeName: 'a', remoteKey: 'b' }) });
    expect(delegate.node.children.map(({ node }) => node.id)).toEqual([
      'Subject',
      'Namespace',
      'ServiceAccount',
      'ExternalSecret',
      'Resource',
    ]);
  });
});

describe('a delegate that is installed elsewhere', () => {
  test.each([
    ['harness-delegate', undefined],
    ['of-chart', 'of-chart'],
  ])('is known by its name, and in the same namespace as one made here: %s', (expected, namespace) => {
    const delegate = HarnessDelegate.fromDelegateName(newChart({ namespace }), 'Delegate', 'other');
    expect([delegate.delegateName, delegate.namespace]).toEqual(['other', expected]);
    expect(synthDelegate({}, { namespace }).delegate.namespace).toBe(expected);
    expect(delegate.effectiveTags).toEqual(['other']);
    expect(delegate.serviceAccount.name).toBe('other');
  });

  test('is known by its attributes', () => {
    const delegate = HarnessDelegate.fromDelegateAttributes(newChart(), 'Delegate', ELSEWHERE);
    expect([delegate.delegateName, delegate.namespace]).toEqual(['other', 'ops']);
    expect(delegate.effectiveTags).toEqual(['other', 'a']);
    expect(delegate.serviceAccount.name).toBe('runner');
  });

  test('makes no objects', () => {
    const chart = newChart();
    HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', ELSEWHERE);
    expect(synth(chart)).toEqual([]);
  });

  test('can have the name of one created here, because it may be in another cluster or program', () => {
    const chart = newChart();
    addDelegate(chart, 'Delegate');
    expect(() => HarnessDelegate.fromDelegateName(chart, 'Imported', 'ci')).not.toThrow();
    expect(kindsOf(synth(chart))).toEqual(['Namespace', 'ServiceAccount', 'Deployment']);
  });

  test.each([
    ['delegateName', { delegateName: 'Not A Name' }],
    ['namespace', { delegateName: 'a', namespace: 'b.c' }],
    ['serviceAccountName', { delegateName: 'a', serviceAccountName: '-' }],
    ['tags[0]', { delegateName: 'a', tags: ['b,c'] }],
  ])('is refused with a wrong %s', (property, attributes) => {
    const make = () => HarnessDelegate.fromDelegateAttributes(newChart(), 'Delegate', attributes);
    expect(refused(make)).toMatchObject({ property, constructPath: 'test/Delegate' });
  });
});

describe('isHarnessDelegate', () => {
  test('knows a delegate', () => {
    expect(HarnessDelegate.isHarnessDelegate(synthDelegate().delegate)).toBe(true);
  });

  test('knows a delegate of another copy of this package', () => {
    jest.isolateModules(() => {
      const copy = jest.requireActual<typeof harness>('harness-constructs');
      expect(copy.HarnessDelegate).not.toBe(HarnessDelegate);
      const delegate = new copy.HarnessDelegate(newChart(), 'Delegate', LEAST);
      expect(delegate instanceof HarnessDelegate).toBe(false);
      expect(HarnessDelegate.isHarnessDelegate(delegate)).toBe(true);
    });
  });

  test.each([undefined, null, 'ci', 1, {}, newChart()])('recognizes other values: %p', (other) => {
    expect(HarnessDelegate.isHarnessDelegate(other)).toBe(false);
  });
});
