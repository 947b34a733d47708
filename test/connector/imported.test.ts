import { KubernetesClusterConnector } from '../../lib/connector';
import { unresolved } from '../../lib/core';
import { HarnessScope } from '../../lib/document';
import {
  type ConnectorAttributes,
  DelegateSelection,
  DockerDelegate,
  type IKubernetesClusterConnector,
} from '../../lib/reference';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';

const PROJECT = HarnessScope.project('eng', 'payments');
const ORGANIZATION = HarnessScope.organization('eng');

function imported(reference: string, attributes?: ConnectorAttributes): IKubernetesClusterConnector {
  return KubernetesClusterConnector.fromReference(newChart(), 'Imported', reference, attributes);
}

describe('a connector that is created elsewhere', () => {
  test.each<[reference: string, from: HarnessScope | undefined, scope: string | undefined]>([
    ['account.ci', undefined, 'the account'],
    ['account.ci', PROJECT, 'the account'],
    ['org.ci', PROJECT, 'organization eng'],
    ['org.ci', ORGANIZATION, 'organization eng'],
    ['org.ci', undefined, undefined],
    ['ci', PROJECT, 'project payments of organization eng'],
    ['ci', undefined, undefined],
    ['account.c_i$1', undefined, 'the account'],
    ['<+input>', undefined, undefined],
    ['<+pipeline.variables.connector>', PROJECT, undefined],
    ['account.<+pipeline.variables.connector>', undefined, undefined],
  ])('can be %s, seen from %s', (reference, scope, found) => {
    const connector = imported(reference, { scope });
    expect(connector.reference).toBe(reference);
    expect(connector.harnessScope?.toString()).toBe(found);
  });

  test.each<[reference: string, from: HarnessScope | undefined]>([
    ['ci', HarnessScope.account()],
    ['org.ci', HarnessScope.account()],
    ['ci', ORGANIZATION],
    ['', undefined],
    ['a b', undefined],
    ['1a', undefined],
    ['project.ci', undefined],
    ['account.null', undefined],
    ['<+>', undefined],
    ['<+pipeline.variables', undefined],
    ['<+input>.none()', undefined],
  ])('is refused as %j, seen from %s', (reference, scope) => {
    const details = refused(() => imported(reference, { scope }));
    expect(details).toMatchObject({ property: 'reference', constructPath: 'test/Imported' });
    expect(details.allowed).toMatch(/account\.identifier.*Harness expression/);
  });

  test('renders no document and no object', () => {
    const chart = newChart();
    KubernetesClusterConnector.fromReference(chart, 'A', 'account.ci');
    KubernetesClusterConnector.fromReference(chart, 'B', 'account.ci');
    expect(synth(chart)).toEqual([]);
  });

  test('exposes the given attributes', () => {
    expect(imported('account.ci')).toMatchObject({ inheritsFromDelegate: undefined, delegates: undefined });
    const delegates = DelegateSelection.withTags(['ci']);
    expect(imported('account.ci', { inheritsFromDelegate: true, delegates })).toMatchObject({
      inheritsFromDelegate: true,
      delegates,
    });
  });

  test('must have a reference that is known at construction, because it decides the shape of the output', () => {
    expect(refused(() => imported(unresolved(() => 'account.ci'))).property).toBe('reference');
  });
});

describe('attributes of a connector that is created elsewhere are checked', () => {
  const docker = DockerDelegate.fromDelegateName('docker', { scope: PROJECT });

  test.each<[string, string, ConnectorAttributes, string]>([
    ['invalid tags', 'ci', { delegates: DelegateSelection.withTags(['a b']) }, 'attributes.delegates.tags[0]'],
    [
      'a delegate in Docker whose credentials it inherits',
      'ci',
      { inheritsFromDelegate: true, delegates: DelegateSelection.of(docker) },
      'attributes.delegates',
    ],
    [
      'a delegate in a project for a connector outside it',
      'account.ci',
      { delegates: DelegateSelection.of(docker) },
      'attributes.delegates',
    ],
  ])('%s', (_what, reference, attributes, property) => {
    expect(refused(() => imported(reference, attributes))).toMatchObject({ property, constructPath: 'test/Imported' });
    expect(() => imported('ci', { delegates: DelegateSelection.of(docker) })).not.toThrow();
  });
});
