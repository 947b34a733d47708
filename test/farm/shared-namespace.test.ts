import { BuildFarmNamespace, Istio } from '../../lib/build-namespace';
import { HarnessDelegate } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { networkOf } from '../testkit/questions';
import { refused } from '../testkit/refused';
import { every, named, newChart, only, synth } from '../testkit/synth';
import { addFarm, synthInfra } from './infras';

describe('with sharedNamespace', () => {
  test('delegate and builds are in one namespace, which is created first and once', () => {
    covers('S004.architecture.shared-namespace', 'S004.connector.namespace');
    const { manifests, farm } = synthInfra({ sharedNamespace: true });
    expect(manifests[0]).toMatchObject({ kind: 'Namespace', metadata: { name: 'harness-delegate' } });
    expect(every(manifests, 'Namespace')).toHaveLength(1);
    expect(farm.buildNamespaces.map(({ namespace }) => namespace)).toEqual(['harness-delegate']);
  });

  test('that namespace can be renamed', () => {
    covers('S004.connector.namespace', 'S004.architecture.namespace-changeable');
    const { farm } = synthInfra({ sharedNamespace: true, delegateNamespace: 'ci' });
    expect([farm.delegate.namespace, farm.buildNamespaces[0].namespace]).toEqual(['ci', 'ci']);
  });

  test('the policy exempts the delegate, and prevents builds from impersonating it', () => {
    covers('S004.architecture.shared-namespace');
    const { spec } = only(synthInfra({ sharedNamespace: true }).manifests, 'ValidatingAdmissionPolicy');
    expect(JSON.stringify(spec.matchConditions)).toContain('replicaset-controller');
    const rules = JSON.stringify(spec.validations);
    expect(rules).toContain('harness.io/name');
    expect(rules).toContain('ci-delegate-token');
    expect(spec.matchConstraints.resourceRules).toContainEqual(
      expect.objectContaining({ operations: ['UPDATE'], resources: ['pods'] }),
    );
  });

  test('the ServiceAccount of the delegate is refused for builds', () => {
    const details = refused(() => synthInfra({ sharedNamespace: true, additionalServiceAccounts: ['ci'] }));
    expect(details).toMatchObject({ property: 'additionalServiceAccounts', given: '"ci"' });
    expect(() => synthInfra({ additionalServiceAccounts: ['ci'] })).not.toThrow();
  });

  test('the token of an imported delegate is denied to builds if its Secret is named', () => {
    const chart = newChart();
    const attributes = { delegateName: 'ci', namespace: 'ops', tokenSecretName: 'ci-token' };
    const sharedWith = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', attributes);
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'ops', sharedWith });
    expect(JSON.stringify(only(synth(chart), 'ValidatingAdmissionPolicy').spec.validations)).toContain('ci-token');
  });

  test('network policies apply to builds and not to the delegate', () => {
    const network = networkOf(synthInfra({ sharedNamespace: true }).manifests);
    const to = { address: '169.254.169.254' };
    const reaches = (labels: { [key: string]: string }) =>
      network.judge({ from: { namespace: 'harness-delegate', labels }, to, protocol: 'TCP', port: 80 }).isAllowed;
    expect([reaches({ 'harness.io/name': 'ci' }), reaches({}), reaches({ 'harness.io/name': 'other' })]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('the summary describes what is exposed', () => {
    covers('S004.architecture.shared-namespace');
    expect(synthInfra({ sharedNamespace: true }).farm.summary()).toMatch(
      /EXPOSED: the delegate ci is in the same namespace/,
    );
    expect(synthInfra().farm.summary()).not.toContain('EXPOSED');
  });

  test('only one headless Service is created', () => {
    const { manifests } = synthInfra({ sharedNamespace: true, istio: Istio.cni() });
    expect(only(manifests, 'Service').metadata.namespace).toBe('harness-delegate');
  });

  test('additional namespaces are not shared', () => {
    const { chart, farm } = synthInfra({ sharedNamespace: true });
    farm.addBuildNamespace('team-a');
    const policy = named(synth(chart), 'ValidatingAdmissionPolicy', 'harness-builds.team-a');
    expect(policy.spec).not.toHaveProperty('matchConditions');
  });
});

describe('without sharedNamespace', () => {
  test('the namespace of the delegate is refused as a build namespace, by every way to add one', () => {
    covers('S004.architecture.shared-namespace');
    const { chart, farm } = synthInfra();
    const details = refused(() => farm.addBuildNamespace('harness-delegate', { createNamespace: false }));
    expect(details.property).toBe('namespace');
    expect(details.remedy).toContain('sharedNamespace: true');
    expect(() => addFarm(chart, 'Other', { buildNamespaces: ['harness-delegate'] })).toThrow();
  });
});
