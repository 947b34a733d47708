import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { DelegateProfile, DelegateToken, HarnessDelegate } from '../../lib/delegate';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newApp, synth } from '../testkit/synth';
import { DOCUMENTED, LEAST } from './delegates';

const EXISTING = { ...LEAST, createNamespace: false };

/** Two charts of one app, which represents one cluster. */
function twoCharts(): [Chart, Chart] {
  const app = newApp();
  return [new Chart(app, 'one'), new Chart(app, 'two')];
}

describe('two delegates of one app', () => {
  test('with the same name in one namespace are refused, also across charts', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', EXISTING);
    const details = refused(() => new HarnessDelegate(two, 'Delegate', EXISTING));
    expect(details).toMatchObject({ property: 'delegateName', constructPath: 'two/Delegate' });
    expect(details.given).toContain('"ci" in namespace "harness-delegate"');
    expect(details.given).toContain('[one/Delegate]');
    expect(details.allowed).toMatch(/^a name that no other \w+ in namespace "[a-z-]+" has$/);
    expect(details.remedy).toMatch(/delegateName|[Rr]ename/);
  });

  test('with the same name in one namespace cause an error about the name, not about the namespace', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', LEAST);
    const { property, given } = refused(() => new HarnessDelegate(two, 'Delegate', LEAST));
    expect([property, given]).toEqual([
      'delegateName',
      expect.stringContaining('"ci" in namespace "harness-delegate"'),
    ]);
  });

  test('with the same name are accepted in two namespaces', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...LEAST, namespace: 'a', access: DelegateAccess.clusterAdmin() });
    new HarnessDelegate(two, 'Delegate', { ...LEAST, namespace: 'b', access: DelegateAccess.clusterAdmin() });
    expect(synth(one)).not.toEqual(synth(two));
  });

  test('that both create their namespace are refused, with a remedy', () => {
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

  test('with the same name in profile DOCUMENTED are refused in two namespaces, too: their cluster-wide binding has that name', () => {
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

  test('of both profiles with one name do not conflict', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...LEAST, access: DelegateAccess.clusterAdmin() });
    const documented = { ...LEAST, profile: DelegateProfile.DOCUMENTED, access: DelegateAccess.clusterAdmin() };
    new HarnessDelegate(two, 'Delegate', { ...documented, namespace: 'b' });
    expect(() => synth(two)).not.toThrow();
  });

  test("are refused if one would have the name of the other's Secret", () => {
    const [one, two] = twoCharts();
    const token = DelegateToken.unsafePlainText('MDEyMzQ1Njc4OWFiY2RlZg==');
    new HarnessDelegate(one, 'Delegate', { ...LEAST, token });
    const details = refused(() => new HarnessDelegate(two, 'Delegate', { ...EXISTING, token }));
    expect(details.property).toBe('delegateName');
  });

  test('that were refused leave no objects in the output', () => {
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

  test('claim only names of objects they create: a refused one blocks no other', () => {
    const [one, two] = twoCharts();
    new HarnessDelegate(one, 'Delegate', { ...EXISTING, delegateName: 'taken' });
    // Refused for its name, after its Namespace was accepted.
    refused(() => new HarnessDelegate(two, 'Delegate', { ...LEAST, delegateName: 'taken' }));
    new HarnessDelegate(two, 'Other', LEAST);
    expect(synth(two).map(({ kind }) => kind)).toContain('Namespace');
  });
});
