import { BuildFarmNamespace, HarnessDelegate, Istio } from 'harness-constructs';
import { every, named, only } from '../build-farm/farms';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newChart, synth } from '../support/synth';
import { addFarm, synthInfra } from './infras';

describe('with sharedNamespace', () => {
  test('delegate and builds are in one namespace, which is made first and once', () => {
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

  test('the policy exempts the delegate, and keeps builds from becoming it', () => {
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

  test('the ServiceAccount of the delegate is none of builds, even when it is asked for', () => {
    const details = refused(() => synthInfra({ sharedNamespace: true, additionalServiceAccounts: ['ci'] }));
    expect(details).toMatchObject({ property: 'additionalServiceAccounts', given: '"ci"' });
    expect(() => synthInfra({ additionalServiceAccounts: ['ci'] })).not.toThrow();
  });

  test('the token of a delegate that is installed elsewhere is kept from builds where its Secret is named', () => {
    const chart = newChart();
    const attributes = { delegateName: 'ci', namespace: 'ops', tokenSecretName: 'ci-token' };
    const sharedWith = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', attributes);
    new BuildFarmNamespace(chart, 'Builds', { namespace: 'ops', sharedWith });
    expect(JSON.stringify(only(synth(chart), 'ValidatingAdmissionPolicy').spec.validations)).toContain('ci-token');
  });

  test('network policies are of builds, and leave the delegate alone', () => {
    for (const { spec } of every(synthInfra({ sharedNamespace: true }).manifests, 'NetworkPolicy')) {
      expect(spec.podSelector.matchExpressions).toEqual([
        { key: 'harness.io/name', operator: 'NotIn', values: ['ci'] },
      ]);
    }
  });

  test('the summary names what that exposes', () => {
    covers('S004.architecture.shared-namespace');
    expect(synthInfra({ sharedNamespace: true }).farm.summary()).toMatch(/EXPOSED: the delegate ci lives in the same/);
    expect(synthInfra().farm.summary()).not.toContain('EXPOSED');
  });

  test('there is one headless service', () => {
    const { manifests } = synthInfra({ sharedNamespace: true, istio: Istio.cni() });
    expect(only(manifests, 'Service').metadata.namespace).toBe('harness-delegate');
  });

  test('further namespaces are not shared', () => {
    const { chart, farm } = synthInfra({ sharedNamespace: true });
    farm.addBuildNamespace('team-a');
    const policy = named(synth(chart), 'ValidatingAdmissionPolicy', 'harness-builds.team-a');
    expect(policy.spec).not.toHaveProperty('matchConditions');
  });
});

describe('without it', () => {
  test('the namespace of the delegate is no namespace for builds, not by the back door either', () => {
    covers('S004.architecture.shared-namespace');
    const { chart, farm } = synthInfra();
    const details = refused(() => farm.addBuildNamespace('harness-delegate', { createNamespace: false }));
    expect(details.property).toBe('delegate');
    expect(details.remedy).toContain('sharedNamespace of CiBuildInfra');
    expect(() => addFarm(chart, 'Other', { buildNamespaces: ['harness-delegate'] })).toThrow();
  });
});
