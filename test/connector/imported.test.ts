import {
  DelegateSelection,
  DockerDelegate,
  HarnessScope,
  type IKubernetesClusterConnector,
  KubernetesClusterConnector,
  type ConnectorAttributes,
} from 'harness-constructs';
import { unresolved } from '../../lib/values';
import { refused } from '../support/refused';
import { newChart, synth } from '../support/synth';

const PROJECT = HarnessScope.project('eng', 'payments');
const ORGANIZATION = HarnessScope.organization('eng');

function imported(reference: string, attributes?: ConnectorAttributes): IKubernetesClusterConnector {
  return KubernetesClusterConnector.fromReference(newChart(), 'Imported', reference, attributes);
}

describe('a connector that is made elsewhere', () => {
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
  ])('may be %s, seen from %s', (reference, scope, found) => {
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
    expect(details.allowed).toMatch(/account\.identifier.*expression of Harness/);
  });

  test('makes no document and no object', () => {
    const chart = newChart();
    KubernetesClusterConnector.fromReference(chart, 'A', 'account.ci');
    KubernetesClusterConnector.fromReference(chart, 'B', 'account.ci');
    expect(synth(chart)).toEqual([]);
  });

  test('is known by as much as was said', () => {
    expect(imported('account.ci')).toMatchObject({ inheritsFromDelegate: undefined, delegates: undefined });
    const delegates = DelegateSelection.withTags(['ci']);
    expect(imported('account.ci', { inheritsFromDelegate: true, delegates })).toMatchObject({
      inheritsFromDelegate: true,
      delegates,
    });
  });

  test('decides the shape of the output, and is known at construction', () => {
    expect(refused(() => imported(unresolved(() => 'account.ci'))).property).toBe('reference');
  });
});

describe('what is said of a connector that is made elsewhere is checked', () => {
  const docker = DockerDelegate.fromDelegateName('docker', { scope: PROJECT });

  test.each<[string, string, ConnectorAttributes, string]>([
    ['tags that are none', 'ci', { delegates: DelegateSelection.withTags(['a b']) }, 'attributes.delegates.tags[0]'],
    [
      'a delegate in Docker whose credentials it inherits',
      'ci',
      { inheritsFromDelegate: true, delegates: DelegateSelection.of(docker) },
      'attributes.delegates',
    ],
    [
      'a delegate that lies in a project, while it does not',
      'account.ci',
      { delegates: DelegateSelection.of(docker) },
      'attributes.delegates',
    ],
  ])('%s', (_what, reference, attributes, property) => {
    expect(refused(() => imported(reference, attributes))).toMatchObject({ property, constructPath: 'test/Imported' });
    expect(() => imported('ci', { delegates: DelegateSelection.of(docker) })).not.toThrow();
  });
});
