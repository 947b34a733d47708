import { type App, Chart, Lazy } from 'cdk8s';
import { BuildFarmNamespace, Istio } from '../../lib/build-namespace';
import type { HarnessDelegate } from '../../lib/delegate';
import { addDelegate } from '../delegate/delegates';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { kindsOf, newApp, newChart, only, synth } from '../testkit/synth';
import { delegateIn } from './farms';

/** Two charts of one app, which represents one cluster. */
function twoCharts(app: App = newApp()): [Chart, Chart] {
  return [new Chart(app, 'one'), new Chart(app, 'two')];
}

describe('two build namespaces of one app', () => {
  test('with the same name are refused, even across charts', () => {
    const [one, two] = twoCharts();
    new BuildFarmNamespace(one, 'Builds', { namespace: 'team-a' });
    const details = refused(() => new BuildFarmNamespace(two, 'Builds', { namespace: 'team-a' }));
    expect(details).toMatchObject({ property: 'namespace', constructPath: 'two/Builds' });
    expect(details.given).toContain('"team-a"');
    expect(details.given).toContain('[one/Builds]');
    expect(details.remedy).toContain('Use a separate namespace for each farm');
  });

  test('with the same name are refused even if neither creates it and no object names collide', () => {
    const [one, two] = twoCharts();
    const there = { namespace: 'team-a', createNamespace: false, clusterScoped: false };
    new BuildFarmNamespace(one, 'Builds', there);
    const other = { ...there, serviceAccountName: 'other' };
    expect(refused(() => new BuildFarmNamespace(two, 'Builds', other)).property).toBe('namespace');
  });

  test('with the same unresolved name are refused at synth', () => {
    const [one, two] = twoCharts();
    const late = () => Lazy.any({ produce: () => 'team-a' }) as string;
    new BuildFarmNamespace(one, 'Builds', { namespace: late() });
    new BuildFarmNamespace(two, 'Builds', { namespace: late() });
    expect(() => [synth(one), synth(two)]).toThrow(/\[one\/Builds\] already creates/);
  });

  test('with different names have cluster-scoped policies with different names', () => {
    const [one, two] = twoCharts();
    new BuildFarmNamespace(one, 'Builds', { namespace: 'team-a' });
    new BuildFarmNamespace(two, 'Builds', { namespace: 'team-b' });
    const names = [one, two].map((chart) => only(synth(chart), 'ValidatingAdmissionPolicy').metadata.name);
    expect(names).toEqual(['harness-builds.team-a', 'harness-builds.team-b']);
  });

  test('do not block each other: a refused one leaves no trace', () => {
    const [one, two] = twoCharts();
    addDelegate(one, 'Delegate', { namespace: 'taken' });
    // Refused for its Namespace, after the check of its name.
    const details = refused(() => new BuildFarmNamespace(two, 'Builds', { namespace: 'taken' }));
    expect(details.remedy).toContain('createNamespace to false');
    expect(synth(two)).toEqual([]);
    new BuildFarmNamespace(two, 'Again', { namespace: 'taken', createNamespace: false });
    expect(kindsOf(synth(two))).toContain('ServiceAccount');
  });

  test('of different apps can be equal', () => {
    const [[one], [other]] = [twoCharts(), twoCharts()];
    new BuildFarmNamespace(one, 'Builds');
    new BuildFarmNamespace(other, 'Builds');
    expect(synth(one)).toEqual(synth(other));
  });
});

describe('delegate and builds', () => {
  test('belong to one cluster: a delegate of another app is refused', () => {
    covers('S001.intro.same-cluster', 'S002.cluster.same-cluster', 'S004.architecture.same-cluster');
    covers('S004.connector.same-cluster');
    const [one] = twoCharts();
    const [other] = twoCharts();
    const farm = new BuildFarmNamespace(one, 'Builds');
    const details = refused(() => farm.addDelegate(addDelegate(other, 'Delegate')));
    expect(details).toMatchObject({ property: 'delegate', constructPath: 'one/Builds' });
    expect(details.allowed).toContain('one cluster');
    expect(details.remedy).toContain('HarnessDelegate.fromDelegateName');
    expect(kindsOf(synth(one))).not.toContain('RoleBinding');
  });

  test('can be in two charts of one app', () => {
    covers('S001.intro.same-cluster', 'S002.cluster.same-cluster');
    const [one, two] = twoCharts();
    const farm = new BuildFarmNamespace(one, 'Builds');
    farm.addDelegate(addDelegate(two, 'Delegate'));
    expect(kindsOf(synth(one))).toContain('RoleBinding');
  });

  test('do not share a namespace by default', () => {
    covers('S004.architecture.shared-namespace');
    const chart = newChart();
    const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'both' });
    const imported = BuildFarmNamespace.fromNamespaceName(chart, 'Imported', 'other');
    const [both, other] = [delegateIn(chart, 'ci', 'both'), delegateIn(chart, 'ci', 'other')];
    for (const details of [refused(() => farm.addDelegate(both)), refused(() => imported.addDelegate(other))]) {
      expect(details.property).toBe('delegate');
      expect(details.allowed).toMatch(/can read its token/);
      expect(details.remedy).toMatch(/accept the risk with sharedWith/);
    }
  });

  test('do not share an unresolved namespace by default', () => {
    const chart = newChart();
    const namespace = Lazy.any({ produce: () => 'both' }) as string;
    new BuildFarmNamespace(chart, 'Builds', { namespace }).addDelegate(delegateIn(chart, 'ci', 'both'));
    expect(() => synth(chart)).toThrow(/can read its token/);
  });

  test('share the namespace of the given delegate only', () => {
    const chart = newChart();
    const [here, beside, there] = [
      delegateIn(chart, 'ci', 'both'),
      delegateIn(chart, 'other', 'both'),
      delegateIn(chart, 'ci', 'elsewhere'),
    ];
    const details = refused(
      () => new BuildFarmNamespace(chart, 'Wrong', { namespace: 'both', sharedWith: there, createNamespace: false }),
    );
    expect(details.property).toBe('sharedWith');
    expect(details.remedy).toContain('Set namespace to the namespace of the delegate');
    const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'both', sharedWith: here });
    farm.addDelegate(here);
    expect(refused(() => farm.addDelegate(beside)).property).toBe('delegate');
  });
});

describe('a build namespace that is shared with its delegate', () => {
  const chart = newChart();
  const delegate: HarnessDelegate = addDelegate(chart, 'Delegate', { namespace: 'both', createNamespace: false });
  const farm = new BuildFarmNamespace(chart, 'Builds', { namespace: 'both', sharedWith: delegate, istio: Istio.cni() });
  farm.addDelegate(delegate);
  const { matchConditions, validations } = only(synth(chart), 'ValidatingAdmissionPolicy').spec;
  const expressions = (validations as { expression: string }[]).map(({ expression }) => expression).join('\n');

  test("has a policy that exempts the pods of the delegate's Deployment", () => {
    covers('S004.architecture.shared-namespace');
    expect(matchConditions[0].expression).toContain('"system:serviceaccount:kube-system:replicaset-controller"');
    expect(matchConditions[0].expression).toContain('== "ci"');
  });

  test('has a policy that denies builds the account, the labels and the token of the delegate', () => {
    expect(expressions).toContain('in ["harness-build"]');
    expect(expressions).toContain('labels[?"harness.io/name"].orValue("") != "ci"');
  });

  // Every field of a pod that names a Secret of its namespace: those of `v1.PodSpec` in the API reference of Kubernetes.
  test.each([
    'v.?secret.?secretName.orValue("")',
    'v.?csi.?nodePublishSecretRef.?name.orValue("")',
    'v.?azureFile.?secretName.orValue("")',
    'v.?flexVolume.?secretRef.?name.orValue("")',
    'v.?iscsi.?secretRef.?name.orValue("")',
    'v.?cephfs.?secretRef.?name.orValue("")',
    'v.?rbd.?secretRef.?name.orValue("")',
    'v.?cinder.?secretRef.?name.orValue("")',
    'v.?scaleIO.?secretRef.?name.orValue("")',
    'v.?storageos.?secretRef.?name.orValue("")',
    'v.?projected.?sources.orValue([]).all(s, s.?secret.?name.orValue("")',
    'object.spec.?imagePullSecrets.orValue([]).all(s, s.?name.orValue("")',
    'c.?env.orValue([]).all(e, e.?valueFrom.?secretKeyRef.?name.orValue("")',
    'c.?envFrom.orValue([]).all(e, e.?secretRef.?name.orValue("")',
  ])('denies builds the token in %s', (field) => {
    expect(expressions).toContain(`${field} != "ci-delegate-token"`);
  });

  test('has network policies that do not select the delegate', () => {
    const policies = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy') as unknown as {
      spec: { podSelector: object };
    }[];
    expect(policies.map(({ spec }) => spec.podSelector)).toEqual(
      Array(2).fill({ matchExpressions: [{ key: 'harness.io/name', operator: 'NotIn', values: ['ci'] }] }),
    );
  });

  test('describes in its summary what is exposed', () => {
    covers('S004.architecture.shared-namespace');
    expect(farm.summary()).toMatch(/EXPOSED: the delegate ci is in the same namespace/);
  });
});
