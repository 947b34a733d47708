import { Chart } from 'cdk8s';
import { DelegateAccess, DelegateProfile, DelegateToken, HarnessDelegate } from 'harness-constructs';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newApp, synth } from '../support/synth';
import { DOCUMENTED, LEAST } from './delegates';

const EXISTING = { ...LEAST, createNamespace: false };

/** Two charts of one app, which stands for one cluster. */
function twoCharts(): [Chart, Chart] {
  const app = newApp();
  return [new Chart(app, 'one'), new Chart(app, 'two')];
}

describe('two delegates of one app', () => {
  test('of one name in one namespace are refused, across charts as well', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', EXISTING);
    const details = refused(() => new HarnessDelegate(two, 'Delegate', EXISTING));
    expect(details).toMatchObject({ property: 'delegateName', constructPath: 'two/Delegate' });
    expect(details.given).toContain('"ci" in namespace "harness-delegate"');
    expect(details.given).toContain('[one/Delegate]');
    expect(details.allowed).toMatch(/^one \w+ of a name/);
    expect(details.remedy).toMatch(/delegateName|[Rr]ename/);
  });

  test('of one name in one namespace are told that, and not of the namespace that both would make', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', LEAST);
    const { property, given } = refused(() => new HarnessDelegate(two, 'Delegate', LEAST));
    expect([property, given]).toEqual([
      'delegateName',
      expect.stringContaining('"ci" in namespace "harness-delegate"'),
    ]);
  });

  test('of one name are fine in two namespaces', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...LEAST, namespace: 'a', access: DelegateAccess.clusterAdmin() });
    new HarnessDelegate(two, 'Delegate', { ...LEAST, namespace: 'b', access: DelegateAccess.clusterAdmin() });
    expect(synth(one)).not.toEqual(synth(two));
  });

  test('that both make their namespace are refused, with the way out', () => {
    covers('S003.command.create-namespace');
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', LEAST);
    const details = refused(() => new HarnessDelegate(two, 'Delegate', { ...LEAST, delegateName: 'other' }));
    expect(details).toMatchObject({ property: 'createNamespace', constructPath: 'two/Delegate' });
    expect(details.given).toContain('Namespace "harness-delegate"');
    expect(details.remedy).toContain('createNamespace to false');
    new HarnessDelegate(two, 'Again', { ...EXISTING, delegateName: 'other' });
    expect(synth(two).map(({ kind }) => kind)).not.toContain('Namespace');
  });

  test('of one name in profile DOCUMENTED are refused in two namespaces, too: their binding has the bare name', () => {
    covers('S001.manifest.cluster-role-binding');
    const [one, two] = twoCharts();
    const documented = { ...DOCUMENTED, access: DelegateAccess.clusterAdmin() };
    new HarnessDelegate(one, 'Delegate', { ...documented, namespace: 'a' });
    const details = refused(() => new HarnessDelegate(two, 'Delegate', { ...documented, namespace: 'b' }));
    expect(details.constructPath).toBe('two/Delegate');
    expect(details.property).toMatch(/^(delegateName|access)$/);
    expect(details.given).toContain('ClusterRoleBinding "ci"');
    expect(details.remedy).toMatch(/another name|[Rr]ename/);
  });

  test('of both profiles and one name keep out of each other way', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...LEAST, access: DelegateAccess.clusterAdmin() });
    const documented = { ...LEAST, profile: DelegateProfile.DOCUMENTED, access: DelegateAccess.clusterAdmin() };
    new HarnessDelegate(two, 'Delegate', { ...documented, namespace: 'b' });
    expect(() => synth(two)).not.toThrow();
  });

  test('are told apart where the one would be named as the Secret of the other', () => {
    const [one, two] = twoCharts();
    const token = DelegateToken.unsafePlainText('MDEyMzQ1Njc4OWFiY2RlZg==');
    new HarnessDelegate(one, 'Delegate', { ...LEAST, token });
    const details = refused(() => new HarnessDelegate(two, 'Delegate', { ...EXISTING, token }));
    expect(details.property).toBe('delegateName');
  });

  test('that were refused leave nothing behind in the output', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', LEAST);
    refused(() => new HarnessDelegate(two, 'Delegate', LEAST));
    expect(synth(two)).toEqual([]);
  });

  test('of two apps may be equal', () => {
    const [[one], [other]] = [twoCharts(), twoCharts()];
    new HarnessDelegate(one, 'Delegate', LEAST);
    new HarnessDelegate(other, 'Delegate', LEAST);
    expect(synth(one)).toEqual(synth(other));
  });

  test('that claim no name they do not make: one that is refused half-way blocks no other', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...EXISTING, delegateName: 'taken' });
    // Refused for its name, after its Namespace was found free.
    refused(() => new HarnessDelegate(two, 'Delegate', { ...LEAST, delegateName: 'taken' }));
    new HarnessDelegate(two, 'Other', LEAST);
    expect(synth(two).map(({ kind }) => kind)).toContain('Namespace');
  });
});
