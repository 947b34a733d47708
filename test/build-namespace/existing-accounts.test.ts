import { BuildFarmNamespace, type BuildFarmNamespaceProps } from '../../lib/build-namespace';
import { CloudIdentity } from '../../lib/workload';
import { refused } from '../testkit/refused';
import { newChart, objectsOf, synth } from '../testkit/synth';

/** A namespace that exists, and the ServiceAccounts that are created in it. */
function inExisting(props: BuildFarmNamespaceProps) {
  const chart = newChart();
  const builds = new BuildFarmNamespace(chart, 'Builds', { createNamespace: false, ...props });
  const made = objectsOf(synth(chart), 'ServiceAccount').map(({ metadata }) => metadata.name);
  return { builds, made };
}

describe('in a namespace that exists', () => {
  test('an existing ServiceAccount that is named is used and not created again', () => {
    const { builds, made } = inExisting({ serviceAccountName: 'existing-sa' });
    expect([builds.serviceAccountName, made]).toEqual(['existing-sa', []]);
  });

  test('builds use the only additional ServiceAccount', () => {
    const { builds, made } = inExisting({ additionalServiceAccounts: ['existing-sa'] });
    expect([builds.serviceAccountName, builds.allowedServiceAccounts, made]).toEqual([
      'existing-sa',
      ['existing-sa'],
      [],
    ]);
  });

  test('if there are several, the program selects the default', () => {
    const additionalServiceAccounts = ['one', 'two'];
    const details = refused(() => inExisting({ additionalServiceAccounts }));
    const allowed = 'the ServiceAccount that builds use by default, one of one, two';
    expect(details).toMatchObject({ property: 'serviceAccountName', problem: 'missing', allowed });
    expect(details.remedy).toContain('createServiceAccount');
    const { builds, made } = inExisting({ serviceAccountName: 'one', additionalServiceAccounts: ['two'] });
    expect([builds.allowedServiceAccounts, made]).toEqual([['one', 'two'], []]);
  });

  test('without any name, one is created as before', () => {
    expect(inExisting({}).made).toEqual(['harness-build']);
    expect(inExisting({ additionalServiceAccounts: ['default'] }).made).toEqual(['harness-build']);
  });

  test('createServiceAccount creates one with the name', () => {
    const create = { createServiceAccount: true };
    expect(inExisting({ ...create, serviceAccountName: 'builder' }).made).toEqual(['builder']);
    expect(inExisting({ ...create, additionalServiceAccounts: ['one'] }).made).toEqual(['harness-build']);
  });

  test.each([
    ['imagePullSecrets', { imagePullSecrets: ['registry'] }],
    ['cloudIdentity', { cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/builds') }],
  ])('%s, which would change an existing ServiceAccount, is refused', (property, props) => {
    const details = refused(() => inExisting({ serviceAccountName: 'existing-sa', ...props }));
    expect(details).toMatchObject({ property });
    expect(details.remedy).toContain('createServiceAccount');
    expect(inExisting({ serviceAccountName: 'mine', createServiceAccount: true, ...props }).made).toEqual(['mine']);
  });
});

test('in a namespace that is created, a ServiceAccount can exist, too', () => {
  const chart = newChart();
  new BuildFarmNamespace(chart, 'Builds', { serviceAccountName: 'from-terraform', createServiceAccount: false });
  expect(objectsOf(synth(chart), 'ServiceAccount')).toEqual([]);
});
