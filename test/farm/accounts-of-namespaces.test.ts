import { Chart } from 'cdk8s';
import { DelegateAccess } from '../../lib/access';
import { IstioHeadlessService } from '../../lib/build-namespace';
import { KubernetesClusterConnector } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { KubernetesDirectInfrastructure } from '../../lib/pipeline';
import { ImportedDelegate } from '../../lib/reference';
import { refused } from '../testkit/refused';
import { newApp, newChart } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const OTHER = 'zzzzzzzzzzzzzzzzzzzzzA';

/** A chart beside that of a farm, in one app. */
function besideFarm() {
  const app = newApp();
  const farm = addFarm(new Chart(app, 'farm'), 'Farm', {});
  return { farm, chart: new Chart(app, 'other'), namespace: farm.buildNamespaces[0] };
}

describe('an account other than that of the builds in a namespace is refused:', () => {
  test('of the connector of an infrastructure', () => {
    const { chart, farm, namespace: buildNamespace } = besideFarm();
    const attributes = { accountId: OTHER, inheritsFromDelegate: true };
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.other', attributes);
    expect(() => new KubernetesDirectInfrastructure(chart, 'I', { connector, buildNamespace })).toThrow(
      new RegExp(`other/I\\] connector: got a connector of the account ${OTHER}`),
    );
    expect(
      () => new KubernetesDirectInfrastructure(chart, 'Own', { connector: farm.connector, buildNamespace }),
    ).not.toThrow();
  });

  test('of a further delegate', () => {
    const { chart, namespace } = besideFarm();
    const attributes = { delegateName: 'other', namespace: 'other', accountId: OTHER };
    const delegate = new ImportedDelegate(chart, 'Delegate', attributes);
    expect(() => namespace.addDelegate(delegate)).toThrow(`delegate: got a delegate of the account ${OTHER}`);
  });

  test('of a Service for Istio', () => {
    const { chart, farm } = besideFarm();
    const props = { delegateNamespace: 'other', buildNamespaces: ['harness-builds'] };
    expect(() => new IstioHeadlessService(chart, 'Other', { accountId: OTHER, ...props })).toThrow(
      /buildNamespaces\[0\]: got a build namespace of the account/,
    );
    const { accountId } = farm;
    expect(() => new IstioHeadlessService(chart, 'Own', { accountId, ...props, name: 'own' })).not.toThrow();
  });
});

const OTHER_ACCOUNT = 'another-account';
const { accountId, image, token } = LEAST as Required<typeof LEAST>;

const delegateOf = (chart: ReturnType<typeof newChart>, account: string) =>
  new HarnessDelegate(chart, `D.${account}`, {
    accountId: account,
    delegateName: account === OTHER_ACCOUNT ? 'theirs' : 'mine',
    image,
    token,
    createNamespace: false,
    access: DelegateAccess.none(),
  });

describe('a farm refuses delegates and connectors of another account', () => {
  test('a delegate that is created, or imported with its account', () => {
    const chart = newChart();
    const created = delegateOf(chart, OTHER_ACCOUNT);
    const imported = HarnessDelegate.fromDelegateAttributes(chart, 'I', {
      delegateName: 'a',
      accountId: OTHER_ACCOUNT,
    });
    for (const delegate of [created, imported]) {
      const details = refused(() => new CiBuildInfra(chart, `F.${delegate.node.id}`, { accountId, delegate }));
      expect(details).toMatchObject({ property: 'delegate', given: `a delegate of the account ${OTHER_ACCOUNT}` });
    }
  });

  test('a further delegate', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    expect(refused(() => farm.addDelegate(delegateOf(chart, OTHER_ACCOUNT))).property).toBe('delegate');
    expect(() => farm.addDelegate(delegateOf(chart, accountId))).not.toThrow();
  });

  test('the connector of another farm, or one imported with its account', () => {
    const chart = newChart();
    const theirs = addFarm(chart, 'Theirs', { accountId: OTHER_ACCOUNT }).connector;
    const imported = KubernetesClusterConnector.fromReference(chart, 'C', 'account.c', { accountId: OTHER_ACCOUNT });
    for (const connector of [theirs, imported]) {
      const make = () =>
        addFarm(chart, `F.${connector.node.id}`, {
          delegateName: 'own',
          buildNamespaces: ['own'],
          createDelegateNamespace: false,
          connector,
        });
      expect(refused(make).property).toBe('connector');
    }
  });

  test('a delegate of unknown account that a farm of another account uses', () => {
    const chart = newChart();
    const delegate = HarnessDelegate.fromDelegateName(chart, 'D', 'a');
    new CiBuildInfra(chart, 'Theirs', { accountId: OTHER_ACCOUNT, delegate, buildNamespaces: ['theirs'] });
    const make = () => new CiBuildInfra(chart, 'Own', { accountId, delegate, buildNamespaces: ['own'] });
    expect(refused(make).property).toBe('delegate');
  });
});

test('unknown accounts, and the same account, are accepted', () => {
  const chart = newChart();
  const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'D', { delegateName: 'a', accountId });
  const connector = KubernetesClusterConnector.fromReference(chart, 'C', 'account.c');
  expect(() => new CiBuildInfra(chart, 'F', { accountId, delegate, connector })).not.toThrow();
});
