import { Lazy } from 'cdk8s';
import { HarnessScope } from '../../lib/document';
import {
  DelegateGeneration,
  DelegateRuntime,
  DelegateSelection,
  DockerDelegate,
  ImportedDelegate,
} from '../../lib/reference';
import { bodyOf, connectorWith, MANUAL } from '../connector/connectors';
import { typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';

function selecting(delegate: DockerDelegate) {
  return connectorWith({ ...MANUAL, delegates: DelegateSelection.of(delegate) });
}

describe('a delegate in Docker', () => {
  test('is known by its name, its tags, its scope and its version', () => {
    covers('S004.selectors.docker-delegate');
    const scope = HarnessScope.organization('eng');
    expect(
      DockerDelegate.fromDelegateName('docker', { tags: ['edge', 'docker'], scope, version: '26.02.88404' }),
    ).toMatchObject({
      delegateName: 'docker',
      effectiveTags: ['docker', 'edge'],
      harnessScope: scope,
      delegateVersion: '26.02.88404',
      generation: DelegateGeneration.LEGACY,
      runtime: DelegateRuntime.DOCKER,
    });
  });

  test.each([undefined, null])('needs only a name: %s', (attributes) => {
    const delegate = DockerDelegate.fromDelegateName('docker', attributes as undefined);
    expect(delegate).toMatchObject({ effectiveTags: ['docker'], harnessScope: undefined, generation: undefined });
    expect(bodyOf(selecting(delegate)).spec.delegateSelectors).toEqual(['docker']);
  });

  test('is no delegate that a farm could use', () => {
    const { runtime } = new ImportedDelegate(newChart(), 'Delegate', { delegateName: 'ci' });
    expect(runtime).toBe(DelegateRuntime.KUBERNETES);
    expect(DockerDelegate.fromDelegateName('docker')).not.toHaveProperty('serviceAccount');
  });
});

describe('an invalid Docker delegate is refused by everything that selects it', () => {
  test.each(Object.entries(typesOf('DockerDelegateAttributes')))('for %s of another type', (property, type) => {
    for (const [what, value] of wrongValuesFor(type)) {
      const delegate = () => selecting(DockerDelegate.fromDelegateName('docker', { [property]: value }));
      expect([what, refused(delegate).property]).toEqual([what, `delegates.delegate.${property}`]);
    }
  });

  test.each([5, {}, undefined])('for a name of another type: %s', (name) => {
    const details = refused(() => selecting(DockerDelegate.fromDelegateName(name as never)));
    expect(details).toMatchObject({ property: 'delegates.delegate.delegateName', constructPath: 'test/Connector' });
  });

  test('for attributes that are a string', () => {
    const delegate = () => selecting(DockerDelegate.fromDelegateName('docker', 'edge' as never));
    expect(refused(delegate).property).toBe('delegates.delegate');
  });

  test.each(['', 'a b', 'a,b'])('for a name that cannot be a tag: %j', (name) => {
    expect(refused(() => selecting(DockerDelegate.fromDelegateName(name))).property).toBe('delegates.tags[0]');
  });

  test('for an invalid organization', () => {
    const delegate = DockerDelegate.fromDelegateName('docker', { scope: HarnessScope.organization('a-b') });
    expect(refused(() => selecting(delegate)).property).toBe('delegates.delegate.scope.orgIdentifier');
  });
});

describe('a delegate that is installed elsewhere', () => {
  const imported = (version: unknown) =>
    new ImportedDelegate(newChart(), 'Delegate', { delegateName: 'ci', version: version as string });

  test.each([
    ['26.02.88404', DelegateGeneration.LEGACY],
    ['1.30.1', DelegateGeneration.NEW],
    ['latest', undefined],
  ])('of version %s identifies its generation', (version, generation) => {
    expect(imported(version)).toMatchObject({ generation, delegateVersion: version });
  });

  test.each([5, '', Lazy.any({ produce: () => '1.30.1' })])('has a version that is known now, not %s', (version) => {
    expect(refused(() => imported(version))).toMatchObject({ property: 'version', constructPath: 'test/Delegate' });
  });
});
