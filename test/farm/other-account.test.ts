import { DelegateAccess } from '../../lib/access';
import { KubernetesClusterConnector } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { CiBuildInfra } from '../../lib/farm';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { addFarm, LEAST } from './infras';

const OTHER = 'another-account';
const { accountId, image, token } = LEAST as Required<typeof LEAST>;

const delegateOf = (chart: ReturnType<typeof newChart>, account: string) =>
  new HarnessDelegate(chart, `D.${account}`, {
    accountId: account,
    delegateName: account === OTHER ? 'theirs' : 'mine',
    image,
    token,
    createNamespace: false,
    access: DelegateAccess.none(),
  });

describe('a farm refuses delegates and connectors of another account', () => {
  test('a delegate that is created, or imported with its account', () => {
    const chart = newChart();
    const created = delegateOf(chart, OTHER);
    const imported = HarnessDelegate.fromDelegateAttributes(chart, 'I', { delegateName: 'a', accountId: OTHER });
    for (const delegate of [created, imported]) {
      const details = refused(() => new CiBuildInfra(chart, `F.${delegate.node.id}`, { accountId, delegate }));
      expect(details).toMatchObject({ property: 'delegate', given: `a delegate of the account ${OTHER}` });
    }
  });

  test('a further delegate', () => {
    const chart = newChart();
    const farm = addFarm(chart, 'Farm');
    expect(refused(() => farm.addDelegate(delegateOf(chart, OTHER))).property).toBe('delegate');
    expect(() => farm.addDelegate(delegateOf(chart, accountId))).not.toThrow();
  });

  test('the connector of another farm, or one imported with its account', () => {
    const chart = newChart();
    const theirs = addFarm(chart, 'Theirs', { accountId: OTHER }).connector;
    const imported = KubernetesClusterConnector.fromReference(chart, 'C', 'account.c', { accountId: OTHER });
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
    new CiBuildInfra(chart, 'Theirs', { accountId: OTHER, delegate, buildNamespaces: ['theirs'] });
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
