import type { Chart } from 'cdk8s';
import { KubernetesCredentials } from '../../lib/connector';
import { unresolved } from '../../lib/core';
import { HarnessScope } from '../../lib/document';
import {
  type DelegateAttributes,
  DelegateRuntime,
  DelegateSelection,
  DockerDelegate,
  ImportedDelegate,
} from '../../lib/reference';
import { covers } from '../testkit/covers';
import { refused } from '../testkit/refused';
import { newChart, synth } from '../testkit/synth';
import { addConnector, bodyOf, connectorWith, MANUAL, MASTER } from './connectors';

const INHERITED = KubernetesCredentials.inheritFromDelegate();
const PROJECT = HarnessScope.project('eng', 'payments');

/** A delegate with the name `ci`. */
function addDelegate(chart: Chart, attributes: Partial<DelegateAttributes> = {}): ImportedDelegate {
  return new ImportedDelegate(chart, 'Delegate', { delegateName: 'ci', ...attributes });
}

function selectorsOf(delegates: DelegateSelection): unknown {
  return bodyOf(connectorWith({ ...MANUAL, delegates })).spec.delegateSelectors;
}

describe('a connector selects', () => {
  test('delegates with all of the tags, even if none exists yet', () => {
    covers(
      'S000.connector.tagged-delegates',
      'S000.connector.delegate-may-not-exist',
      'S001.connector.only-tagged',
      'S002.connector.only-tagged',
      'S004.connector.only-tagged',
    );
    const chart = newChart();
    addDelegate(chart, { tags: ['other'] });
    const delegates = DelegateSelection.withTags(['not-there-yet', 'linux-amd64']);
    const connector = addConnector(chart, 'Connector', { delegates });
    synth(chart);
    expect(bodyOf(connector).spec.delegateSelectors).toEqual(['not-there-yet', 'linux-amd64']);
    expect(String(delegates)).toBe('delegates with the tags not-there-yet, linux-amd64');
  });

  test('a delegate by its name and its tags', () => {
    covers(
      'S000.connector.delegate-executes',
      'S001.tags.select-connectors',
      'S001.connector.tags-of-delegate',
      'S001.runner-tests.tags',
      'S002.connector.selects-new-delegate',
      'S004.connector.selects-new-delegate',
    );
    const delegate = addDelegate(newChart(), { tags: ['linux-amd64', 'ci'] });
    expect(selectorsOf(DelegateSelection.of(delegate))).toEqual(['ci', 'linux-amd64']);
    expect(delegate.effectiveTags).toEqual(['ci', 'linux-amd64']);
  });

  test('a delegate by some of its tags, so that others can replace it', () => {
    const delegate = addDelegate(newChart(), { tags: ['linux-amd64'] });
    expect(selectorsOf(DelegateSelection.of(delegate, ['linux-amd64']))).toEqual(['linux-amd64']);
  });

  test('a delegate that another program installs', () => {
    const delegate = addDelegate(newChart(), { tags: ['linux'] });
    expect(selectorsOf(DelegateSelection.of(delegate))).toEqual(['ci', 'linux']);
  });

  test('any delegate', () => {
    covers('S000.connector.any-delegate', 'S000.connector.delegate-always');
    expect(selectorsOf(DelegateSelection.anyAvailable())).toBeUndefined();
    expect(DelegateSelection.anyAvailable()).toMatchObject({ isAny: true, tags: [] });
    expect(String(DelegateSelection.anyAvailable())).toBe('any available delegate');
  });

  test('the delegate that replaces another one with the same name and tags', () => {
    covers('S000.connector.delegate-may-not-exist');
    const [old, replacement] = ['1.29.0', '1.30.1'].map((version) =>
      bodyOf(
        connectorWith({
          delegates: DelegateSelection.of(
            addDelegate(newChart(), { version, tags: ['linux'], namespace: `v${version[2]}` }),
          ),
        }),
      ),
    );
    expect(replacement).toEqual(old);
  });
});

describe('tags are refused', () => {
  const delegate = addDelegate(newChart(), { tags: ['linux'] });

  test.each([
    [
      'that the delegate does not have',
      DelegateSelection.of(delegate, ['linux', 'windows']),
      'delegates.tags[1]',
      /ci, linux/,
    ],
    ['if the list is empty', DelegateSelection.of(delegate, []), 'delegates', /at least one tag/],
    ['if the list is empty, without a delegate', DelegateSelection.withTags([]), 'delegates', /at least one tag/],
    ['that occur twice', DelegateSelection.withTags(['a', 'b', 'a']), 'delegates.tags[2]', /without duplicates/],
    ['with a comma', DelegateSelection.withTags(['a,b']), 'delegates.tags[0]', /without commas/],
    ['with a space', DelegateSelection.withTags(['a', 'b c']), 'delegates.tags[1]', /without commas/],
    ['that are empty', DelegateSelection.withTags(['']), 'delegates.tags[0]', /without commas/],
  ])('%s', (_what, delegates, property, allowed) => {
    covers('S001.connector.tags-of-delegate');
    const details = refused(() => connectorWith({ ...MANUAL, delegates }));
    expect(details).toMatchObject({ property, constructPath: 'test/Connector' });
    expect(details.allowed).toMatch(allowed);
  });
});

describe('unresolved tags', () => {
  test('are recognized as those of the delegate without being resolved', () => {
    const late = unresolved(() => {
      throw new Error('not yet');
    });
    const delegate = addDelegate(newChart(), { tags: [late] });
    expect(() => connectorWith({ delegates: DelegateSelection.of(delegate, [late]) })).not.toThrow();
  });

  test.each([
    [
      'windows',
      /^Validation failed.*delegates\.tags\[0\]: got "windows"; expected a tag of the delegate "ci": ci, linux/s,
    ],
    ['linux', undefined],
  ])('are compared once they are resolved: %s', (told, message) => {
    const chart = newChart();
    const delegate = addDelegate(chart, { tags: ['linux'] });
    addConnector(chart, 'Connector', { delegates: DelegateSelection.of(delegate, [unresolved(() => told)]) });
    const errors = chart.node.findAll().flatMap(({ node }) => node.validate());
    expect(errors).toHaveLength(message === undefined ? 0 : 1);
    if (message !== undefined) expect(() => synth(chart)).toThrow(message);
  });
});

describe('a connector that inherits the credentials of its delegate', () => {
  test('needs specific delegates, because others would reach another cluster', () => {
    for (const delegates of [DelegateSelection.anyAvailable(), undefined]) {
      const details = refused(() => connectorWith({ credentials: INHERITED, delegates }));
      expect(details).toMatchObject({ property: 'delegates', constructPath: 'test/Connector' });
      expect(details.remedy).toContain('unsafeAnyDelegate: true');
    }
  });

  test('accepts any delegate with unsafeAnyDelegate', () => {
    covers('S000.connector.any-delegate');
    const credentials = KubernetesCredentials.inheritFromDelegate({ unsafeAnyDelegate: true });
    const connector = connectorWith({ credentials, delegates: DelegateSelection.anyAvailable() });
    expect(bodyOf(connector).spec).toEqual({ credential: { type: 'InheritFromDelegate' } });
    const declined = KubernetesCredentials.inheritFromDelegate({ unsafeAnyDelegate: false });
    expect(refused(() => connectorWith({ credentials: declined, delegates: undefined })).property).toBe('delegates');
  });

  test('refuses a delegate in Docker, which has no cluster', () => {
    covers('S004.selectors.no-inherit-from-docker', 'S004.selectors.docker-delegate');
    const delegates = DelegateSelection.of(DockerDelegate.fromDelegateName('docker'));
    const details = refused(() => connectorWith({ credentials: INHERITED, delegates }));
    expect(details).toMatchObject({ property: 'delegates', given: 'the delegate "docker" in Docker' });
    expect(details.remedy).toContain('master URL');
  });

  test('is the only kind that refuses it: one with master URL and credentials accepts a delegate in Docker', () => {
    covers('S004.selectors.docker-delegate', 'S000.connector.delegate-elsewhere');
    const delegates = DelegateSelection.of(DockerDelegate.fromDelegateName('docker', { tags: ['edge'] }));
    const { credential, delegateSelectors } = bodyOf(connectorWith({ ...MANUAL, delegates })).spec;
    expect(credential).toMatchObject({ type: 'ManualConfig', spec: { masterUrl: MASTER } });
    expect(delegateSelectors).toEqual(['docker', 'edge']);
  });
});

describe('the scope of the delegate', () => {
  const SCOPES = [HarnessScope.account(), HarnessScope.organization('eng'), PROJECT];
  const OTHERS = [
    HarnessScope.organization('ops'),
    HarnessScope.project('eng', 'orders'),
    HarnessScope.project('ops', 'payments'),
  ];

  test.each(
    SCOPES.flatMap((own, index) => SCOPES.slice(index).map((of) => [String(own), String(of), own, of] as const)),
  )('%s is wide enough for a connector of %s', (_own, _of, own, scope) => {
    const delegates = DelegateSelection.of(addDelegate(newChart(), { scope: own }));
    expect(connectorWith({ delegates, scope }).delegates).toBe(delegates);
  });

  test.each([
    [SCOPES[1], SCOPES[0]],
    [PROJECT, SCOPES[0]],
    [PROJECT, SCOPES[1]],
    ...OTHERS.map((own) => [own, PROJECT]),
  ])('%s is not wide enough for a connector of %s', (own, scope) => {
    const all = [addDelegate(newChart(), { scope: own }), DockerDelegate.fromDelegateName('ci', { scope: own })];
    for (const delegate of all) {
      const details = refused(() => connectorWith({ ...MANUAL, delegates: DelegateSelection.of(delegate), scope }));
      expect(details).toMatchObject({ property: 'delegates', constructPath: 'test/Connector' });
      expect(details.given).toContain(own.toString());
      expect(details.allowed).toContain(scope.toString());
    }
  });

  test('is not checked if it is unknown', () => {
    const delegate = addDelegate(newChart());
    expect(delegate.harnessScope).toBeUndefined();
    expect(connectorWith({ delegates: DelegateSelection.of(delegate), scope: PROJECT }).delegates).toBeDefined();
  });
});

describe('OpenID Connect', () => {
  const credentials = KubernetesCredentials.openIdConnect(MASTER, {
    issuerUrl: 'https://login.example.com',
    username: 'a',
    passwordRef: 'account.a',
    clientIdRef: 'account.b',
  });
  const withVersion = (version?: string) => {
    const delegate = addDelegate(newChart(), { version });
    return connectorWith({ credentials, delegates: DelegateSelection.of(delegate) });
  };

  test.each(['24.02.99999', '23.12.90000', '24.03.82602', '24.03.82602.minimal'])(
    'is refused for a delegate %s',
    (version) => {
      const details = refused(() => withVersion(version));
      expect(details).toMatchObject({ property: 'delegates', given: `a delegate of version ${version}` });
      expect(details.allowed).toContain('24.03.82603');
    },
  );

  test.each(['24.03.82603', '24.03.82603.minimal', '26.02.88404', '1.30.1', 'latest', undefined])(
    'is accepted for a delegate %s',
    (version) => {
      expect(withVersion(version).inheritsFromDelegate).toBe(false);
    },
  );

  test('is refused for a Docker delegate that is too old', () => {
    const docker = DockerDelegate.fromDelegateName('ci', { version: '24.02.82000' });
    expect(docker.runtime).toBe(DelegateRuntime.DOCKER);
    expect(refused(() => connectorWith({ credentials, delegates: DelegateSelection.of(docker) })).property).toBe(
      'delegates',
    );
  });
});
