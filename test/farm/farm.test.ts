import * as kplus from 'cdk8s-plus-28';
import { DelegateAccess, rulesOf } from '../../lib/access';
import { BuildFarmNamespace, BuildIsolation, Istio } from '../../lib/build-namespace';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { delegateIn } from '../build-namespace/farms';
import { addDelegate } from '../delegate/delegates';
import { covers } from '../testkit/covers';
import { RESTRICTED } from '../testkit/isolations';
import { networkOf, rightsOf } from '../testkit/questions';
import { refused } from '../testkit/refused';
import { every, kindsOf, named, newChart, only, synth } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

describe('a farm from four properties', () => {
  const { farm, manifests } = synthInfra();

  test('is a delegate in its own namespace, and a build namespace', () => {
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

  test('lets its delegate only run builds there and test a connector in default', () => {
    covers('S002.cluster.ci-permissions', 'S004.cluster.ci-permissions');
    const roles = every(manifests, 'Role').map(({ metadata, rules }) => [metadata.namespace, rules]);
    expect(roles).toEqual([
      ['default', rulesOf('connection-test')],
      ['harness-builds', rulesOf('ci-builds')],
    ]);
    const grants = rightsOf(manifests).grantsOf({ namespace: 'harness-delegate', name: 'ci' });
    expect(grants.map(({ namespace, isOpen }) => [namespace, isOpen])).toEqual([
      ['default', false],
      ['harness-builds', false],
    ]);
    expect(rightsOf(manifests).grantsOf({ namespace: 'harness-builds', name: 'harness-build' })).toEqual([]);
    expect(rightsOf(manifests).grantsOf({ namespace: 'harness-builds', name: 'default' })).toEqual([]);
  });

  test('lets only its delegate connect to builds', () => {
    covers('S004.architecture.delegate-mediates');
    const to = { namespace: 'harness-builds', labels: { stageID: 'build' } };
    const comes = (namespace: string, name: string) =>
      networkOf(manifests).judge({
        from: { namespace, labels: { 'harness.io/name': name } },
        ...{ to, protocol: 'TCP', port: 20001 },
      }).isAllowed;
    expect(comes('harness-delegate', 'ci')).toBe(true);
    expect([comes('harness-delegate', 'other'), comes('harness-builds', 'ci'), comes('shop', 'ci')]).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('has an isolation, and neither quota nor mesh', () => {
    expect(kindsOf(manifests)).toContain('ValidatingAdmissionPolicy');
    expect(kindsOf(manifests).filter((kind) => ['ResourceQuota', 'LimitRange', 'Service'].includes(kind))).toEqual([]);
    expect(farm.headlessServices).toEqual([]);
  });

  test('is recognized by isCiBuildInfra()', () => {
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

  test('disable the connection test, and add rights', () => {
    const namespacesOf = (props: object) =>
      every(synthInfra(props).manifests, 'Role').map(({ metadata }) => metadata.namespace);
    expect(namespacesOf({ connectionTest: false })).toEqual(['harness-builds']);
    expect(namespacesOf({ additionalAccess: DelegateAccess.deployments(['shop']) })).toEqual([
      'default',
      'shop',
      'harness-builds',
    ]);
  });

  test('configure the delegate', () => {
    const delegateOptions = { tags: ['linux'], replicas: 2, podLabels: { team: 'a' } };
    const { farm, manifests } = synthInfra({ delegateOptions });
    expect(farm.delegate.effectiveTags).toEqual(['ci', 'linux']);
    const { spec } = only(manifests, 'Deployment');
    expect(spec.replicas).toBe(2);
    expect(spec.template.metadata.labels).toMatchObject({ team: 'a' });
  });

  test('of builds are defaults of every namespace, which can override them', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { isolation: RESTRICTED, buildNamespaces: ['a'] });
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

  test('can be replaced: the delegate with one of the app', () => {
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

  test('can be replaced: the delegate with an imported one', () => {
    const chart = newChart();
    const delegate = delegateIn(chart, 'there', 'agents');
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    expect(kindsOf(synth(chart))).not.toContain('Deployment');
    expect(farm.summary()).toContain('Delegate there in namespace agents, installed elsewhere.');
  });

  test('can be replaced: a build namespace with an imported one', () => {
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
    expect(farm.summary()).toContain(
      'Builds in namespace elsewhere, created elsewhere, as ServiceAccount harness-build, for delegates: ci.',
    );
  });

  test('supports several delegates: a second one is added to a namespace', () => {
    covers('S002.selectors.delegate-may-differ');
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    farm.buildNamespaces[0].addDelegate(delegateIn(chart, 'second', 'agents'));
    expect(every(synth(chart), 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])).toHaveLength(2);
  });
});

test('an additional delegate serves every namespace of the farm, including one added later', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: ['a'] });
  farm.addDelegate(HarnessDelegate.fromDelegateAttributes(chart, 'Other', { delegateName: 'other', namespace: 'ops' }));
  farm.addBuildNamespace('b');
  const ingress = every(synth(chart), 'NetworkPolicy').filter(({ metadata }) => /\.other\./.test(metadata.name));
  expect(ingress.map(({ metadata }) => metadata.namespace)).toEqual(['a', 'b']);
});

test('an imported namespace provides the settings of its stages', () => {
  const imported = BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'team-a', { istio: Istio.cni() });
  expect(Object.keys(imported.stageAnnotations)).toEqual([
    'cluster-autoscaler.kubernetes.io/safe-to-evict',
    'karpenter.sh/do-not-disrupt',
    'proxy.istio.io/config',
  ]);
  expect(imported.stageLabels).toEqual({});
});

test('an undefined option keeps the restriction of the farm', () => {
  const chart = newChart();
  const farm = addFarm(chart, 'Farm', { buildNamespaces: [], isolation: RESTRICTED });
  farm.addBuildNamespace('team', { isolation: undefined, egress: undefined });
  expect(named(synth(chart), 'Namespace', 'team').metadata.labels['pod-security.kubernetes.io/enforce']).toBe(
    'restricted',
  );
});

describe('objects follow their namespace, because kubectl applies them in order', () => {
  const placeOf = (
    manifests: { kind: string; metadata: { name: string; namespace?: string } }[],
    kind: string,
    where: string,
  ) =>
    manifests.findIndex(({ kind: own, metadata }) => own === kind && (metadata.namespace ?? metadata.name) === where);

  test('those of a delegate that shares it', () => {
    const chart = newChart();
    const sharedWith = addDelegate(chart, 'Delegate', { namespace: 'ops', createNamespace: false });
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'ops', sharedWith }).addDelegate(sharedWith);
    expect(placeOf(synth(chart), 'Namespace', 'ops')).toBe(0);
  });

  test('those of a headless Service', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm', { buildNamespaces: [], istio: Istio.cni() });
    farm.useBuildNamespace(new BuildFarmNamespace(chart, 'Builds', { namespace: 'team', istio: Istio.cni() }));
    const manifests = synth(chart);
    expect(placeOf(manifests, 'Service', 'team')).toBeGreaterThan(placeOf(manifests, 'Namespace', 'team'));
  });
});

test('an existing shared namespace is not created', () => {
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

test('a ServiceAccount without a namespace is refused as a subject, because the server would refuse the binding', () => {
  const chart = newChart();
  const account = new kplus.ServiceAccount(chart, 'Account');
  const details = refused(() => addFarm(chart, 'Farm').buildNamespaces[0].grantBuilds(account));
  expect(details).toMatchObject({ property: 'subject', remedy: expect.stringContaining('metadata.namespace') });
});
