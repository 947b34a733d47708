import {
  BuildFarmNamespace,
  BuildIsolation,
  CiBuildInfra,
  DelegateAccess,
  HarnessDelegate,
  Istio,
} from 'harness-constructs';
import * as kplus from 'cdk8s-plus-28';
import { rulesOf } from '../../lib/access';
import { delegateIn, every, named, only } from '../build-farm/farms';
import { addDelegate } from '../delegate/delegates';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { kindsOf, newChart, synth } from '../support/synth';
import { addFarm, LEAST, synthInfra } from './infras';

describe('a farm from four properties', () => {
  const { farm, manifests } = synthInfra();

  test('is a delegate in a namespace of its own, and a namespace for builds', () => {
    covers('S004.architecture.namespace-name', 'S002.infrastructure.delegate-namespace-may-differ');
    covers('S004.infrastructure.delegate-namespace-may-differ', 'S001.infrastructure.namespace-exists');
    covers('S002.connector.install-delegate', 'S004.connector.install-delegate', 'S000.connector.install-delegate');
    expect(every(manifests, 'Namespace').map(({ metadata }) => metadata.name)).toEqual([
      'harness-delegate',
      'harness-builds',
    ]);
    expect(only(manifests, 'Deployment').metadata).toMatchObject({ name: 'ci', namespace: 'harness-delegate' });
    expect(farm.buildNamespaces.map(({ namespace }) => namespace)).toEqual(['harness-builds']);
  });

  test('lets its delegate run builds there, test a connector in default, and do nothing else', () => {
    covers('S002.cluster.ci-permissions', 'S004.cluster.ci-permissions');
    const roles = every(manifests, 'Role').map(({ metadata, rules }) => [metadata.namespace, rules]);
    expect(roles).toEqual([
      ['default', rulesOf('connection-test')],
      ['harness-builds', rulesOf('ci-builds')],
    ]);
    expect(every(manifests, 'RoleBinding').map(({ metadata }) => metadata.namespace)).toEqual([
      'default',
      'harness-builds',
    ]);
    expect(kindsOf(manifests).filter((kind) => kind.startsWith('ClusterRole'))).toEqual([]);
  });

  test('lets nobody but its delegate connect to builds', () => {
    covers('S004.architecture.delegate-mediates', 'S004.cluster.port-20001');
    const rules = every(manifests, 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? []);
    expect(rules).toHaveLength(1);
    expect(rules[0].from[0].podSelector.matchLabels).toEqual({ 'harness.io/name': 'ci' });
  });

  test('has an isolation, and neither quota nor mesh', () => {
    expect(kindsOf(manifests)).toContain('ValidatingAdmissionPolicy');
    expect(kindsOf(manifests).filter((kind) => ['ResourceQuota', 'LimitRange', 'Service'].includes(kind))).toEqual([]);
    expect(farm.headlessServices).toEqual([]);
  });

  test('is known from anything else', () => {
    expect([farm, farm.delegate, null, {}].map((x) => CiBuildInfra.isCiBuildInfra(x))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('properties of a farm', () => {
  test('name the namespaces of delegate and builds', () => {
    covers('S004.architecture.namespace-changeable');
    const { farm } = synthInfra({ delegateNamespace: 'agents', buildNamespaces: ['team-a', 'team-b'] });
    expect(farm.delegate.namespace).toBe('agents');
    expect(farm.buildNamespaces.map(({ namespace }) => namespace)).toEqual(['team-a', 'team-b']);
  });

  test('switch the connection test off, and add rights', () => {
    const namespacesOf = (props: object) =>
      every(synthInfra(props).manifests, 'Role').map(({ metadata }) => metadata.namespace);
    expect(namespacesOf({ connectionTest: false })).toEqual(['harness-builds']);
    expect(namespacesOf({ additionalAccess: DelegateAccess.deployments(['shop']) })).toEqual([
      'default',
      'shop',
      'harness-builds',
    ]);
  });

  test('set up the delegate further', () => {
    const delegateOptions = { tags: ['linux'], replicas: 2, podLabels: { team: 'a' } };
    const { farm, manifests } = synthInfra({ delegateOptions });
    expect(farm.delegate.effectiveTags).toEqual(['ci', 'linux']);
    const { spec } = only(manifests, 'Deployment');
    expect(spec.replicas).toBe(2);
    expect(spec.template.metadata.labels).toMatchObject({ team: 'a' });
  });

  test('of builds are the default of every namespace, which may say otherwise', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { isolation: BuildIsolation.restricted(), buildNamespaces: ['a'] });
    farm.addBuildNamespace('b');
    const isolation = BuildIsolation.dockerInDocker({ reason: 'Builds run docker.' });
    const loose = farm.addBuildNamespace('c', { isolation });
    expect(loose.isolation).toBe(isolation);
    const levels = ['a', 'b', 'c'].map(
      (name) => named(synth(chart), 'Namespace', name).metadata.labels['pod-security.kubernetes.io/enforce'],
    );
    expect(levels).toEqual(['restricted', 'restricted', 'privileged']);
  });
});

describe('every part of a farm', () => {
  test('is a field', () => {
    const { farm } = synthInfra();
    expect(farm.accountId).toBe(LEAST.accountId);
    expect(HarnessDelegate.isHarnessDelegate(farm.delegate)).toBe(true);
    expect(BuildFarmNamespace.isBuildFarmNamespace(farm.buildNamespaces[0])).toBe(true);
  });

  test('may be replaced: the delegate by one of the app', () => {
    covers('S002.cluster.same-cluster', 'S004.architecture.same-cluster');
    const chart = newChart();
    const delegate = addDelegate(chart, 'Own', { delegateName: 'own', namespace: 'agents' });
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    const manifests = synth(chart);
    expect(farm.delegate).toBe(delegate);
    expect(every(manifests, 'Deployment')).toHaveLength(1);
    expect(only(manifests, 'RoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'own', namespace: 'agents' },
    ]);
  });

  test('may be replaced: the delegate by one that is installed elsewhere', () => {
    const chart = newChart();
    const delegate = delegateIn(chart, 'there', 'agents');
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    expect(kindsOf(synth(chart))).not.toContain('Deployment');
    expect(farm.summary()).toContain('Delegate there in namespace agents, which is installed elsewhere.');
  });

  test('may be replaced: a namespace for builds by one that is made elsewhere', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { buildNamespaces: [] });
    const there = BuildFarmNamespace.fromNamespaceName(chart, 'There', 'elsewhere');
    farm.useBuildNamespace(there);
    expect(farm.buildNamespaces).toEqual([there]);
    const manifests = synth(chart);
    expect(every(manifests, 'Namespace').map(({ metadata }) => metadata.name)).toEqual(['harness-delegate']);
    expect(manifests.filter(({ metadata }) => metadata.namespace === 'elsewhere').map(({ kind }) => kind)).toEqual([
      'Role',
      'RoleBinding',
      'NetworkPolicy',
    ]);
    expect(farm.summary()).toContain('Builds in namespace elsewhere, which is made elsewhere.');
  });

  test('serves more than one delegate: a second is added to a namespace', () => {
    covers('S002.selectors.delegate-may-differ');
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    farm.buildNamespaces[0].addDelegate(delegateIn(chart, 'second', 'agents'));
    expect(every(synth(chart), 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])).toHaveLength(2);
  });
});

test('a further delegate serves every namespace of the farm, also one that is added later', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: ['a'] });
  farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Other', { delegateName: 'other', namespace: 'ops' }));
  farm.addBuildNamespace('b');
  const ingress = every(synth(chart), 'NetworkPolicy').filter(({ metadata }) => /\.other\./.test(metadata.name));
  expect(ingress.map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b']);
});

test('a namespace that is made elsewhere tells what its stages set, too', () => {
  const imported = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'team-a', { istio: Istio.cni() });
  expect(Object.keys(imported.stageAnnotations)).toEqual([
    'cluster-autoscaler.kubernetes.io/safe-to-evict',
    'karpenter.sh/do-not-disrupt',
    'proxy.istio.io/config',
  ]);
  expect(imported.stageLabels).toEqual({});
});

test('an option that is undefined leaves the restriction of the farm as it is', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: [], isolation: BuildIsolation.restricted() });
  farm.addBuildNamespace('team', { isolation: undefined, egress: undefined });
  expect(named(synth(chart), 'Namespace', 'team').metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
    'restricted',
  );
});

describe('what lies in a namespace comes after it, for kubectl applies in order', () => {
  const placeOf = (
    manifests: { kind: string; metadata: { name: string; namespace?: string } }[],
    kind: string,
    where: string,
  ) =>
    manifests.findIndex(({ kind: own, metadata }) => own === kind && (metadata.namespace ?? metadata.name) === where);

  test('of a delegate that shares it', () => {
    const chart = newChart();
    const sharedWith = addDelegate(chart, 'Delegate', { namespace: 'ops', createNamespace: false });
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'ops', sharedWith }).addDelegate(sharedWith);
    expect(placeOf(synth(chart), 'Namespace', 'ops')).toBe(0);
  });

  test('of a headless service', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { buildNamespaces: [], istio: Istio.cni() });
    farm.useBuildNamespace(new BuildFarmNamespace(chart, 'Builds', { namespace: 'team', istio: Istio.cni() }));
    const manifests = synth(chart);
    expect(placeOf(manifests, 'Service', 'team')).toBeGreaterThan(placeOf(manifests, 'Namespace', 'team'));
  });
});

test('a shared namespace that exists is not made', () => {
  const { manifests } = synthInfra({ sharedNamespace: true, createDelegateNamespace: false });
  expect(kindsOf(manifests)).not.toContain('Namespace');
});

test.each<[string, string, (farm: CiBuildInfra) => unknown]>([
  ['useBuildNamespace()', 'namespace', (farm) => farm.useBuildNamespace(undefined as never)],
  ['addBuildNamespace()', 'namespace', (farm) => farm.addBuildNamespace(undefined as never)],
  ['addDelegate("ci")', 'delegate', (farm) => farm.addDelegate('ci' as never)],
  ['grantBuilds()', 'subject', (farm) => farm.buildNamespaces[0].grantBuilds(undefined as never)],
])('%s is refused by name', (_call, property, call) => {
  expect(refused(() => call(addFarm(newChart(), 'Farm')))).toMatchObject({ property });
});

test('a ServiceAccount without a namespace is no subject: the server would refuse the binding', () => {
  const chart = newChart();
  const account = new kplus.ServiceAccount(chart, 'Account');
  const details = refused(() => addFarm(chart, 'Farm').buildNamespaces[0].grantBuilds(account));
  expect(details).toMatchObject({ property: 'subject', remedy: expect.stringContaining('metadata.namespace') });
});
