import * as kplus from 'cdk8s-plus-28';
import { rulesOf } from '../../lib/access';
import { BuildFarmNamespace, ClusterPlatform, Istio } from '../../lib/build-namespace';
import { ImportedDelegate } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { every, kindsOf, named, newChart, objectOf, objectsOf, only, synth } from '../testkit/synth';
import { delegateIn, servedFarm, synthFarm } from './farms';

describe('rights for builds', () => {
  test('are granted to named subjects only', () => {
    expect(kindsOf(synthFarm().manifests)).not.toContain('Role');
    expect(kindsOf(synthFarm().manifests)).not.toContain('RoleBinding');
  });

  test('are those of the capability table for CI builds, in this namespace only', () => {
    covers('S002.cluster.ci-permissions', 'S004.cluster.ci-permissions');
    const { manifests } = servedFarm({ namespace: 'team-a' });
    const role = objectOf(manifests, 'Role');
    expect(role.rules).toEqual(rulesOf('ci-builds'));
    expect(role.metadata.namespace).toBe('team-a');
    const binding = objectOf(manifests, 'RoleBinding');
    expect(binding.metadata.namespace).toBe('team-a');
    expect(binding.roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.metadata.name });
    expect(kindsOf(manifests)).not.toContain('ClusterRoleBinding');
  });

  test('grantBuilds() binds a ServiceAccount, a user and a group to one role, and opens no port', () => {
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds');
    farm.grantBuilds(kplus.ServiceAccount.fromServiceAccountName(chart, 'Runner', 'runner', { namespaceName: 'ci' }));
    // A user and a group with the same name are different subjects.
    farm.grantBuilds(kplus.User.fromName(chart, 'User', 'jane'));
    farm.grantBuilds(kplus.Group.fromName(chart, 'Group', 'jane'));
    const manifests = synth(chart);
    const group = 'rbac.authorization.k8s.io';
    expect(objectsOf(manifests, 'RoleBinding').map(({ subjects }) => subjects)).toEqual([
      [{ kind: 'ServiceAccount', name: 'runner', namespace: 'ci' }],
      [{ kind: 'User', apiGroup: group, name: 'jane' }],
      [{ kind: 'Group', apiGroup: group, name: 'jane' }],
    ]);
    expect(objectsOf(manifests, 'Role')).toHaveLength(1);
    expect(objectsOf(manifests, 'NetworkPolicy').flatMap(({ spec }) => spec.ingress ?? [])).toEqual([]);
  });

  test('are refused twice for the same subject', () => {
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds');
    farm.grantBuilds(kplus.User.fromName(chart, 'User', 'jane'));
    const details = refused(() => farm.grantBuilds(kplus.User.fromName(chart, 'Again', 'jane')));
    expect(details).toMatchObject({ property: 'subject', constructPath: 'test/Builds' });
    expect(details.remedy).toMatch(/once/);
  });

  test('are bound under a valid name, even for users with a path as name', () => {
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds').grantBuilds(kplus.User.fromName(chart, 'User', 'a/b%c'));
    expect(objectOf(synth(chart), 'RoleBinding').metadata.name).toBe('harness-builds.User.a-b-c');
  });
});

describe('a delegate that is added', () => {
  test('gets the rights, and access to the port of the builds', () => {
    covers('S004.architecture.delegate-mediates');
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds').addDelegate(delegateIn(chart));
    const manifests = synth(chart);
    expect(objectOf(manifests, 'RoleBinding').subjects).toEqual([
      { kind: 'ServiceAccount', name: 'ci', namespace: 'harness-delegate' },
    ]);
    expect(named(manifests, 'NetworkPolicy', 'harness-builds.ci.harness-delegate').spec.ingress).toHaveLength(1);
  });

  test('can be one of several, each with its own binding and policy', () => {
    covers('S002.selectors.delegate-may-differ');
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds');
    const places: [string, string][] = [
      ['one', 'a'],
      ['two', 'a'],
      ['one', 'b'],
    ];
    places.forEach(([name, namespace]) => farm.addDelegate(delegateIn(chart, name, namespace)));
    const manifests = synth(chart);
    expect(objectsOf(manifests, 'RoleBinding').map(({ subjects }) => subjects[0])).toEqual(
      places.map(([name, namespace]) => ({ kind: 'ServiceAccount', name, namespace })),
    );
    expect(every(manifests, 'NetworkPolicy')).toHaveLength(1 + places.length);
    expect(objectsOf(manifests, 'Role')).toHaveLength(1);
  });

  test('can share its ServiceAccount with another, or already have a grant', () => {
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds');
    const twins = ['one', 'two'].map(
      (delegateName) =>
        new ImportedDelegate(chart, delegateName, { delegateName, namespace: 'a', serviceAccountName: 'harness' }),
    );
    farm.grantBuilds(twins[0].serviceAccount);
    twins.forEach((delegate) => farm.addDelegate(delegate));
    const manifests = synth(chart);
    expect(objectsOf(manifests, 'RoleBinding')).toHaveLength(1);
    expect(every(manifests, 'NetworkPolicy')).toHaveLength(3);
  });

  test('is refused when it is added twice', () => {
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds');
    farm.addDelegate(delegateIn(chart));
    const again = chart.node.findChild('Delegate.harness-delegate.ci') as ImportedDelegate;
    const details = refused(() => farm.addDelegate(again));
    expect(details).toMatchObject({ property: 'delegate', constructPath: 'test/Builds' });
    expect(details.remedy).toMatch(/once/);
  });
});

describe('an imported namespace', () => {
  test('gets rights and ingress, and nothing else', () => {
    const chart = newChart();
    const farm = BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'elsewhere');
    expect([farm.namespace, farm.serviceAccountName]).toEqual(['elsewhere', 'harness-build']);
    expect(synth(chart)).toEqual([]);
    farm.addDelegate(delegateIn(chart));
    const manifests = synth(chart);
    expect(manifests.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ['Role', 'elsewhere'],
      ['RoleBinding', 'elsewhere'],
      ['NetworkPolicy', 'elsewhere'],
    ]);
    const here = servedFarm({ namespace: 'elsewhere' }).manifests;
    expect(only(manifests, 'NetworkPolicy')).toEqual(
      named(here, 'NetworkPolicy', 'harness-builds.ci.harness-delegate'),
    );
    expect(only(manifests, 'Role')).toEqual(only(here, 'Role'));
  });

  test('can grant builds without a delegate', () => {
    const chart = newChart();
    BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'elsewhere').grantBuilds(
      kplus.Group.fromName(chart, 'Group', 'ci'),
    );
    expect(kindsOf(synth(chart))).toEqual(['Role', 'RoleBinding']);
  });

  test('can be in a mesh, on OpenShift, and have another ServiceAccount', () => {
    const chart = newChart();
    const farm = BuildFarmNamespace.fromNamespaceName(chart, 'Builds', 'elsewhere', {
      serviceAccountName: 'builder',
      istio: Istio.ambient(),
      platform: ClusterPlatform.openShift(),
    });
    farm.addDelegate(delegateIn(chart));
    const manifests = synth(chart);
    expect(farm.serviceAccountName).toBe('builder');
    expect(only(manifests, 'NetworkPolicy').spec.ingress[0].ports.map(({ port }: { port: number }) => port)).toEqual([
      20001, 15008,
    ]);
    expect(only(manifests, 'Role').rules).toEqual([...rulesOf('ci-builds'), ...rulesOf('ci-builds-openshift')]);
  });

  test('passes labels on to stages, and has none by default', () => {
    const stageLabels = { 'azure.workload.identity/use': 'true' };
    const labelsOf = (attributes: object) =>
      BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', 'elsewhere', attributes).stageLabels;
    expect(labelsOf({ stageLabels })).toEqual(stageLabels);
    expect(labelsOf({})).toEqual({});
  });

  test.each<[string, unknown, unknown, string]>([
    ['no name', undefined, {}, 'namespace'],
    ['no DNS label', 'Not A Name', {}, 'namespace'],
    ['no ServiceAccount', 'a', { serviceAccountName: 'Not A Name' }, 'attributes.serviceAccountName'],
    ['no mesh', 'a', { istio: 'cni' }, 'attributes.istio'],
    ['no platform', 'a', { platform: 'eks' }, 'attributes.platform'],
    ['labels that are no map', 'a', { stageLabels: 'use' }, 'attributes.stageLabels'],
    ['a label that is none', 'a', { stageLabels: { use: 'Not a value' } }, 'attributes.stageLabels["use"]'],
    ['no attributes', 'a', null, 'attributes'],
  ])('is refused with %s', (_what, name, attributes, property) => {
    const details = refused(() =>
      BuildFarmNamespace.fromNamespaceName(newChart(), 'Builds', name as string, attributes as object),
    );
    expect(details).toMatchObject({ property, constructPath: 'test/Builds' });
    expect(details.remedy).toMatch(/^[A-Z].{4,}[.]$/);
  });
});
