import { type Chart, Lazy } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { BuildFarmNamespace } from '../../lib/build-namespace';
import { ConnectorAccount } from '../../lib/connector';
import { HarnessDelegate, type HarnessDelegateProps } from '../../lib/delegate';
import { ImportedDelegate } from '../../lib/reference';
import { PodSecurityLevel } from '../../lib/workload';
import { LEAST } from '../delegate/delegates';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';

const BUILDS = DelegateAccess.ciBuilds(['one']);
const ACCEPTED = DelegateAccess.ciBuilds(['one'], { sharedNamespace: true });

/** A delegate of this name in a namespace of this name. */
function delegate(chart: Chart, name: string, props: Partial<HarnessDelegateProps> = {}): HarnessDelegate {
  return new HarnessDelegate(chart, name, { ...LEAST, delegateName: name, namespace: name, ...props });
}

describe('pods of pipelines stay out of the namespaces of other delegates of the app, whose tokens they could read', () => {
  test.each([
    ['ciBuilds', BUILDS],
    ['deployments', DelegateAccess.deployments(['one'])],
    ['namespaceAdmin', DelegateAccess.namespaceAdmin(['one'])],
  ])('%s there is refused', (_what, access) => {
    const chart = newChart();
    delegate(chart, 'one');
    const details = refused(() => delegate(chart, 'two', { access }));
    expect(details).toMatchObject({
      constructPath: 'test/two',
      property: 'access',
      given: 'access to start pods in namespace "one", which is that of the delegate "one" [test/one]',
      remedy: 'Use another namespace, or accept the risk with { sharedNamespace: true }.',
    });
  });

  test('so is a delegate in a namespace where another one can start pods', () => {
    const chart = newChart();
    delegate(chart, 'two', { access: BUILDS });
    expect(refused(() => delegate(chart, 'one'))).toMatchObject({
      constructPath: 'test/one',
      property: 'namespace',
      given: '"one", in which the delegate "two" [test/two] can start pods',
      remedy: 'Use another one, or accept the risk with { sharedNamespace: true } in the access of [test/two].',
    });
  });

  test('and the namespace of an account for connectors', () => {
    const chart = newChart();
    new ConnectorAccount(chart, 'Account', { namespace: 'one', access: DelegateAccess.none() });
    expect(refused(() => delegate(chart, 'two', { access: BUILDS })).given).toContain('the account of the connector');
    const account = () =>
      new ConnectorAccount(chart, 'Other', { namespace: 'three', access: DelegateAccess.ciBuilds(['four']) });
    delegate(chart, 'four');
    expect(refused(account).property).toBe('access');
  });

  test.each([[['one', 'two']], [['two', 'one']]])('with sharedNamespace, the risk is accepted: %j', (order) => {
    const chart = newChart();
    const props = { one: { podSecurityLevel: PodSecurityLevel.BASELINE }, two: { access: ACCEPTED } };
    order.forEach((name) => delegate(chart, name, props[name as 'one' | 'two']));
    expect(synth(chart).filter(({ kind }) => kind === 'Deployment')).toHaveLength(2);
  });

  test.each([
    [
      ['one', 'two'],
      'access',
      'builds in namespace "one", which [test/one] makes with the Pod Security level "restricted"',
    ],
    [['two', 'one'], 'podSecurityLevel', '"restricted" for namespace "one", in which [test/two] runs builds'],
  ])('but not in a namespace that admits no build: %j', ([first, second], property, given) => {
    const chart = newChart();
    const access = { one: DelegateAccess.none(), two: ACCEPTED };
    const add = (name: string) => delegate(chart, name, { access: access[name as 'one' | 'two'] });
    add(first);
    const details = refused(() => add(second));
    expect(details).toMatchObject({ constructPath: `test/${second}`, property, given });
    expect(details.remedy).toContain('PodSecurityLevel.BASELINE');
  });

  test('and the remedy holds for a delegate of a farm, which sets no level', () => {
    const chart = newChart();
    delegate(chart, 'one');
    expect(refused(() => delegate(chart, 'two', { access: ACCEPTED })).remedy).toBe(
      'Use another namespace, or make [test/one] a HarnessDelegate with podSecurityLevel: PodSecurityLevel.BASELINE.',
    );
  });

  test('a namespace that is known later is compared when it is known', () => {
    const chart = newChart();
    const late = Lazy.any({ produce: () => 'one' }) as string;
    delegate(chart, 'one');
    delegate(chart, 'two', { access: DelegateAccess.ciBuilds([late]) });
    expect(() => synth(chart)).toThrow(/access to start pods in namespace "one"/);
  });

  test('builds in a restricted namespace of its own that is known later are refused when it is known', () => {
    const chart = newChart();
    const late = Lazy.any({ produce: () => 'one' }) as string;
    delegate(chart, 'one', { access: DelegateAccess.ciBuilds([late], { sharedNamespace: true }) });
    expect(() => synth(chart)).toThrow(/\[test\/one\] podSecurityLevel: got "restricted"/);
  });

  test('access that starts no pods, two delegates in one namespace and those of another app are no conflict', () => {
    const chart = newChart();
    delegate(chart, 'one');
    delegate(chart, 'two', { access: DelegateAccess.role('viewer', ['one']) });
    delegate(chart, 'three', { namespace: 'one', createNamespace: false, access: DelegateAccess.ciBuilds(['builds']) });
    expect(() => delegate(newChart(), 'two', { access: BUILDS })).not.toThrow();
  });

  test('a refused delegate leaves no trace', () => {
    const chart = newChart();
    delegate(chart, 'one');
    refused(() => delegate(chart, 'two', { access: BUILDS.plus(DelegateAccess.ciBuilds(['three'])) }));
    expect(() => delegate(chart, 'three')).not.toThrow();
  });
});

describe('a build namespace that is the namespace of a delegate', () => {
  const existing = { namespace: 'one', createNamespace: false };

  test('is refused for another delegate, and for other subjects', () => {
    const chart = newChart();
    const one = delegate(chart, 'one');
    const builds = new BuildFarmNamespace(chart, 'Builds', existing);
    const imported = BuildFarmNamespace.fromNamespaceName(chart, 'Imported', 'one');
    for (const grant of [
      () => builds.addDelegate(delegate(chart, 'two')),
      () => imported.addDelegate(delegate(chart, 'three')),
      () => builds.grantBuilds(one.serviceAccount),
    ]) {
      const details = refused(grant);
      expect(details).toMatchObject({
        property: 'namespace',
        given: '"one", the namespace of the delegate "one" [test/one]',
      });
      expect(details.remedy).toContain('sharedWith');
    }
  });

  test('is refused if the delegate comes later, also an imported one', () => {
    const chart = newChart();
    new BuildFarmNamespace(chart, 'Builds', existing).addDelegate(delegate(chart, 'two'));
    expect(refused(() => delegate(chart, 'one')).given).toBe('"one", in which builds of [test/Builds] can start pods');
    const three = new ImportedDelegate(chart, 'Three', { delegateName: 'three', namespace: 'three' });
    new BuildFarmNamespace(chart, 'More', { namespace: 'more' }).addDelegate(three);
    expect(refused(() => delegate(chart, 'four', { access: DelegateAccess.ciBuilds(['three']) })).property).toBe(
      'access',
    );
  });

  test('with sharedWith, other delegates can serve it, too', () => {
    const chart = newChart();
    const sharedWith = delegate(chart, 'one', { createNamespace: false });
    const builds = new BuildFarmNamespace(chart, 'Builds', { namespace: 'one', sharedWith });
    expect(() => [sharedWith, delegate(chart, 'two')].forEach((one) => builds.addDelegate(one))).not.toThrow();
  });
});
