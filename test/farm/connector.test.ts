import { Chart } from 'cdk8s';
import { KubernetesClusterConnector } from '../../lib/connector';
import { HarnessDelegate } from '../../lib/delegate';
import { HarnessScope } from '../../lib/document';
import { CiBuildInfra, type CiBuildInfraProps } from '../../lib/farm';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newApp, newChart, objectOf } from '../testkit/synth';
import { addFarm, LEAST, synthInfra } from './infras';

/** Document of the farm's own connector. */
function documentOf({ connector }: CiBuildInfra): unknown {
  expect(connector).toBeInstanceOf(KubernetesClusterConnector);
  return (connector as KubernetesClusterConnector).toDocument().connector;
}

describe('the connector of a farm', () => {
  test('is created by the same program as the delegate of its cluster, and uses it', () => {
    covers(
      'S000.intro.with-delegate',
      'S001.connector.inherit',
      'S001.connector.tags-of-delegate',
      'S002.connector.through-delegate',
      'S002.connector.selects-new-delegate',
      'S004.connector.through-delegate',
      'S004.connector.selects-new-delegate',
    );
    const { farm, manifests } = synthInfra({ delegateOptions: { tags: ['linux-amd64'] } });
    const deployment = objectOf(manifests, 'Deployment');
    expect(deployment.metadata.name).toBe('ci');
    expect(documentOf(farm)).toMatchObject({
      type: 'K8sCluster',
      spec: { credential: { type: 'InheritFromDelegate' }, delegateSelectors: ['ci', 'linux-amd64'] },
    });
    expect(farm.connector.delegates?.delegate).toBe(farm.delegate);
  });

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

  test('has the scope of the farm, like its delegate, and a matching reference', () => {
    const { farm } = synthInfra({ scope: HarnessScope.organization('eng') });
    expect(documentOf(farm)).toMatchObject({ orgIdentifier: 'eng' });
    expect(farm.connector.reference).toBe('org.ci');
    expect(farm.delegate.harnessScope?.orgIdentifier).toBe('eng');
  });

  test('has the scope of an existing delegate', () => {
    const chart = newChart();
    const scope = HarnessScope.project('eng', 'payments');
    const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', scope });
    const farm = new CiBuildInfra(chart, 'Farm', { accountId: LEAST.accountId, delegate });
    expect(documentOf(farm)).toMatchObject({ orgIdentifier: 'eng', projectIdentifier: 'payments' });
  });

  test('has the name, description and tags of its options', () => {
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

  test('is the given one: the farm creates none', () => {
    const chart = newChart();
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.builds');
    const farm = addFarm(chart, 'Farm', { connector });
    expect(farm.connector).toBe(connector);
    expect(farm.node.tryFindChild('Connector')).toBeUndefined();
  });

  test('is shared by two farms with the same delegate', () => {
    const app = newApp();
    const first = addFarm(new Chart(app, 'a'), 'Farm');
    const props = { accountId: LEAST.accountId, delegate: first.delegate, buildNamespaces: ['others'] };
    const second = new CiBuildInfra(new Chart(app, 'b'), 'Farm', props);
    expect(second.connector).toBe(first.connector);
    const own = { ...props, buildNamespaces: ['more'], connectorOptions: { name: 'other' } };
    expect(new CiBuildInfra(new Chart(app, 'c'), 'Farm', own).connector).not.toBe(first.connector);
  });
});

describe('invalid input for the connector of a farm is refused with its property', () => {
  test.each<[string, Partial<CiBuildInfraProps>, string, RegExp]>([
    [
      'a name of digits, which no identifier can be derived from',
      { delegateName: '007' },
      'delegateName',
      /a valid identifier/,
    ],
    ['a reserved word', { delegateName: 'step' }, 'delegateName', /a valid identifier/],
    [
      'an identifier with a hyphen',
      { connectorOptions: { identifier: 'a-b' } },
      'connectorOptions.identifier',
      /letters, digits/,
    ],
    ['options that are none', { connectorOptions: 'x' as never }, 'connectorOptions', /an object/],
    ['a connector that is none', { connector: {} as never }, 'connector', /KubernetesClusterConnector/],
    ['a scope that is none', { scope: 'account' as never }, 'scope', /HarnessScope/],
    ['an organization that cannot be', { scope: HarnessScope.organization('a-b') }, 'scope.orgIdentifier', /letters/],
  ])('%s', (_what, props, property, allowed) => {
    const details = refused(() => synthInfra(props));
    expect(details.property).toBe(property);
    expect(details.allowed).toMatch(allowed);
  });

  test('options together with an existing connector', () => {
    const chart = newChart();
    const connector = KubernetesClusterConnector.fromReference(chart, 'Connector', 'account.builds');
    const details = refused(() => addFarm(chart, 'Farm', { connector, connectorOptions: {} }));
    expect(details).toMatchObject({ property: 'connectorOptions', constructPath: 'test/Farm' });
  });

  test("the name of another farm's connector, with a remedy that names the identifier", () => {
    const chart = newChart();
    addFarm(chart, 'A');
    const props = { accountId: 'another-account', delegateNamespace: 'b', buildNamespaces: ['b-builds'] };
    const details = refused(() => addFarm(chart, 'B', props));
    expect(details).toMatchObject({ property: 'connectorOptions.identifier', constructPath: 'test/B' });
    expect(details.given).toBe('"ci", which [test/A/Connector] already has');
    const connectorOptions = { identifier: 'ci_of_another_account' };
    expect(
      addFarm(chart, 'C', { ...props, delegateNamespace: 'c', buildNamespaces: ['c-builds'], connectorOptions })
        .connector.reference,
    ).toBe('account.ci_of_another_account');
  });

  test('a scope outside of that of the delegate', () => {
    const chart = newChart();
    const scope = HarnessScope.organization('eng');
    const delegate = HarnessDelegate.fromDelegateAttributes(chart, 'Delegate', { delegateName: 'ci', scope });
    const props = { accountId: LEAST.accountId, delegate, scope: HarnessScope.account() };
    const details = refused(() => new CiBuildInfra(chart, 'Farm', props));
    expect(details).toMatchObject({ property: 'delegate', constructPath: 'test/Farm' });
    expect(details.allowed).toContain('the account');
  });
});
