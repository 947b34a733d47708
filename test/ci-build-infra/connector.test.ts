import { Chart } from 'cdk8s';
import {
  type CiBuildInfraProps,
  CiBuildInfra,
  HarnessDelegate,
  HarnessScope,
  KubernetesClusterConnector,
} from 'harness-constructs';
import { covers } from '../support/covers';
import { refused } from '../support/refused';
import { newApp, newChart } from '../support/synth';
import { addFarm, LEAST, synthInfra } from './infras';

/** The document of a connector that the farm itself has made. */
function documentOf({ connector }: CiBuildInfra): unknown {
  expect(connector).toBeInstanceOf(KubernetesClusterConnector);
  return (connector as KubernetesClusterConnector).toDocument().connector;
}

describe('the connector of a farm', () => {
  test('acts as the delegate of the farm, and selects it by all of its tags', () => {
    covers('S000.intro.with-delegate', 'S002.connector.through-delegate', 'S004.connector.through-delegate');
    const { farm } = synthInfra({ delegateOptions: { tags: ['linux-amd64'] } });
    expect(documentOf(farm)).toEqual({
      name: 'ci',
      identifier: 'ci',
      type: 'K8sCluster',
      spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci', 'linux-amd64'] },
    });
    expect(farm.delegate.effectiveTags).toEqual(['ci', 'linux-amd64']);
  });

  test('lives with its delegate where scope says, and is referred to from there', () => {
    const { farm } = synthInfra({ scope: HarnessScope.organization('eng') });
    expect(documentOf(farm)).toMatchObject({ orgIdentifier: 'eng' });
    expect(farm.connector.reference).toBe('org.ci');
    expect(farm.delegate.harnessScope?.orgIdentifier).toBe('eng');
  });

  test('lives where a delegate that exists does', () => {
    const chart = newChart();
    const scope = HarnessScope.project('eng', 'payments');
    const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', scope });
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    expect(documentOf(farm)).toMatchObject({ orgIdentifier: 'eng', projectIdentifier: 'payments' });
  });

  test('is called, described and tagged as its options say', () => {
    const connectorOptions = {
      name: 'Build cluster',
      identifier: 'builds',
      description: '',
      tags: { team: 'platform', bare: '' },
      ignoreTestConnection: true,
    };
    const { farm } = synthInfra({ connectorOptions });
    expect(documentOf(farm)).toMatchObject({
      name: 'Build cluster',
      identifier: 'builds',
      description: '',
      tags: { team: 'platform', bare: '' },
      spec: { ignoreTestConnection: true },
    });
  });

  test('is that which is given, and then the farm makes none', () => {
    const chart = newChart();
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.builds');
    const farm = addFarm(chart, 'Farm', { connector });
    expect(farm.connector).toBe(connector);
    expect(farm.node.tryFindChild('Connector')).toBeUndefined();
  });

  test('is one for two farms of one delegate', () => {
    const app = newApp();
    const first = addFarm(new Chart(app, 'a'), 'Farm');
    const props = { accountId: LEAST.accountId, delegate: first.delegate, buildNamespaces: ['others'] };
    const second = new CiBuildInfra(new Chart(app, 'b'), 'Farm', props);
    expect(second.connector).toBe(first.connector);
    const own = { ...props, buildNamespaces: ['more'], connectorOptions: { name: 'other' } };
    expect(new CiBuildInfra(new Chart(app, 'c'), 'Farm', own).connector).not.toBe(first.connector);
  });
});

describe('bad input for the connector of a farm is refused by property', () => {
  test.each<[string, Partial<CiBuildInfraProps>, string, RegExp]>([
    ['a name of digits, which no identifier can be derived from', { delegateName: '007' }, 'name', /usable identifier/],
    ['a reserved word', { delegateName: 'step' }, 'name', /usable identifier/],
    ['an identifier with a hyphen', { connectorOptions: { identifier: 'a-b' } }, 'identifier', /letters, digits/],
    ['options that are none', { connectorOptions: 'x' as never }, 'connectorOptions', /an object/],
    ['a connector that is none', { connector: {} as never }, 'connector', /KubernetesClusterConnector/],
    ['a scope that is none', { scope: 'account' as never }, 'scope', /HarnessScope/],
    ['an organization that cannot be', { scope: HarnessScope.organization('a-b') }, 'scope.orgIdentifier', /letters/],
  ])('%s', (_what, props, property, allowed) => {
    const details = refused(() => synthInfra(props));
    expect(details.property).toBe(property);
    expect(details.allowed).toMatch(allowed);
  });

  test('options beside a connector that exists', () => {
    const chart = newChart();
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.builds');
    const details = refused(() => addFarm(chart, 'Farm', { connector, connectorOptions: {} }));
    expect(details).toMatchObject({ property: 'connectorOptions', constructPath: 'test/Farm' });
  });

  test('one of a name that another farm has made, with the property that tells them apart', () => {
    const chart = newChart();
    addFarm(chart, 'A');
    const props = { accountId: 'another-account', delegateNamespace: 'b', buildNamespaces: ['b-builds'] };
    const details = refused(() => addFarm(chart, 'B', props));
    expect(details).toMatchObject({ property: 'connectorOptions.identifier', constructPath: 'test/B' });
    expect(details.allowed).toContain('[test/A/Connector]');
    const connectorOptions = { identifier: 'ci_of_another_account' };
    expect(
      addFarm(chart, 'C', { ...props, delegateNamespace: 'c', buildNamespaces: ['c-builds'], connectorOptions })
        .connector.reference,
    ).toBe('account.ci_of_another_account');
  });

  test('a scope that the delegate does not serve', () => {
    const chart = newChart();
    const scope = HarnessScope.organization('eng');
    const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', scope });
    const props = { accountId: LEAST.accountId, delegate, scope: HarnessScope.account() };
    const details = refused(() => new CiBuildInfra(chart, 'Farm', props));
    expect(details).toMatchObject({ property: 'delegates', constructPath: 'test/Farm/Connector' });
    expect(details.allowed).toContain('the account');
  });
});
