import { KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import type { StructName } from '../../lib/core';
import { HarnessScope } from '../../lib/document';
import { type ConnectorAttributes, DelegateSelection } from '../../lib/reference';
import { type Type, typesOf, wrongValuesFor } from '../testkit/arbitraries/wrong-types';
import { refused } from '../testkit/refused';
import { newChart } from '../testkit/synth';
import { accountWith } from './accounts';
import { connectorWith, MASTER, spotWith } from './connectors';

function imported(attributes: unknown): unknown {
  return KubernetesClusterConnector.fromReference(
    newChart(),
    'Imported',
    'account.a',
    attributes as ConnectorAttributes,
  );
}
const masterUrl = (url: unknown) =>
  connectorWith({ credentials: KubernetesCredentials.serviceAccount(url as string, { tokenRef: 'account.a' }) });
const clientKey = (options: object) =>
  connectorWith({
    credentials: KubernetesCredentials.clientKeyCert(MASTER, {
      clientCertRef: 'account.a',
      clientKeyRef: 'account.b',
      ...options,
    }),
  });
const openId = (options: object) =>
  connectorWith({
    credentials: KubernetesCredentials.openIdConnect(MASTER, {
      issuerUrl: MASTER,
      username: 'a',
      passwordRef: 'account.a',
      clientIdRef: 'account.b',
      ...options,
    }),
  });

const FIELDS: [path: string, type: Type, make: (value: unknown) => unknown][] = [
  ...fields('', 'KubernetesClusterConnectorProps', connectorWith),
  ...fields('', 'SpotConnectorProps', spotWith),
  ...fields('', 'ConnectorAccountProps', accountWith),
  ...fields('attributes.', 'ConnectorAttributes', imported),
  ...fields('credentials.', 'ClientKeyCredentialsOptions', clientKey),
  ...fields('credentials.', 'OpenIdConnectCredentialsOptions', openId),
  ['credentials.masterUrl', 'text', masterUrl],
  ['tags["a"]', 'text', (value) => connectorWith({ tags: { a: value } })],
  ['credentials.scopes[0]', 'text', (value) => openId({ scopes: [value] })],
  [
    'credentials.unsafeAnyDelegate',
    'flag',
    (value) =>
      connectorWith({
        credentials: KubernetesCredentials.inheritFromDelegate({ unsafeAnyDelegate: value as boolean }),
      }),
  ],
  ['delegates', 'list', (value) => connectorWith({ delegates: DelegateSelection.withTags(value as string[]) })],
  ['delegates[0]', 'text', (value) => connectorWith({ delegates: DelegateSelection.withTags([value as string]) })],
  ['delegates', 'instance', (value) => connectorWith({ delegates: DelegateSelection.of(value as never) })],
  ['scope.orgIdentifier', 'text', (value) => connectorWith({ scope: HarnessScope.organization(value as string) })],
  ['scope.orgIdentifier', 'text', (value) => connectorWith({ scope: HarnessScope.project(value as string, 'a') })],
  ['scope.projectIdentifier', 'text', (value) => connectorWith({ scope: HarnessScope.project('a', value as string) })],
  ['reference', 'text', (value) => KubernetesClusterConnector.fromReference(newChart(), 'A', value as string)],
];

function fields(prefix: string, struct: StructName, make: (props: never) => unknown): typeof FIELDS {
  return Object.entries(typesOf(struct)).map(([name, type]) => [
    prefix + name,
    type,
    (value: unknown) => make({ [name]: value } as never),
  ]);
}

describe('a value of the wrong type is refused by name', () => {
  test.each(FIELDS)('%s, a %s', (path, type, make) => {
    const notRefused = wrongValuesFor(type).flatMap(([what, value]) => {
      try {
        const { property } = refused(() => make(value));
        return property.startsWith(path) ? [] : [`${what}: ${property} is refused`];
      } catch (error) {
        return [`${what}: ${String(error)}`];
      }
    });
    expect(notRefused).toEqual([]);
  });

  test.each<[string, () => unknown, RegExp]>([
    ['no properties', () => new KubernetesClusterConnector(newChart(), 'A', undefined as never), /^props$/],
    ['no credentials', () => connectorWith({ credentials: undefined }), /^credentials$/],
    [
      'a missing organization',
      () => connectorWith({ scope: HarnessScope.organization(undefined as never) }),
      /^scope\.orgIdentifier$/,
    ],
    [
      'a missing project',
      () => connectorWith({ scope: HarnessScope.project('a', undefined as never) }),
      /^scope\.projectIdentifier$/,
    ],
    [
      'a project without an organization',
      () => connectorWith({ scope: HarnessScope.project(undefined as never, 'a') }),
      /^scope\.orgIdentifier$/,
    ],
    [
      'missing options',
      () => connectorWith({ credentials: KubernetesCredentials.serviceAccount(MASTER, undefined as never) }),
      /^credentials\.tokenRef$/,
    ],
    [
      'a string as options',
      () => connectorWith({ credentials: KubernetesCredentials.serviceAccount(MASTER, 'token' as never) }),
      /^credentials\.tokenRef$/,
    ],
    ['a missing delegate', () => connectorWith({ delegates: DelegateSelection.of(undefined as never) }), /^delegates$/],
    ['null attributes', () => imported(null), /^attributes$/],
  ])('%s', (_what, make, property) => {
    expect(refused(make).property).toMatch(property);
  });
});

test('the error for a missing delegate names the delegate, not its tags', () => {
  for (const delegates of [
    DelegateSelection.of(undefined as never),
    DelegateSelection.of(undefined as never, ['ci']),
  ]) {
    expect(refused(() => connectorWith({ delegates }))).toMatchObject({
      problem: 'missing',
      allowed: 'a HarnessDelegate or DockerDelegate',
    });
  }
});

describe('identifiers of a scope', () => {
  test.each(['', '1a', 'a-b', 'org', 'account', 'a b', 'x'.repeat(129)])(
    'cannot be %j, which Harness refuses',
    (identifier) => {
      expect(refused(() => connectorWith({ scope: HarnessScope.organization(identifier) })).property).toBe(
        'scope.orgIdentifier',
      );
      expect(refused(() => spotWith({ scope: HarnessScope.project('eng', identifier) })).property).toBe(
        'scope.projectIdentifier',
      );
      expect(refused(() => imported({ scope: HarnessScope.organization(identifier) })).property).toBe(
        'attributes.scope.orgIdentifier',
      );
    },
  );
});

describe('the URL of the API server', () => {
  test.each([
    MASTER,
    'https://a',
    'HTTPS://API.example.com/k8s/clusters/c-1',
    'https://[fd00::1]:6443',
    'https://a:443/',
  ])('can be %s', (url) => {
    expect(() => masterUrl(url)).not.toThrow();
  });

  test.each([
    '',
    '10.0.0.1:6443',
    'http://10.0.0.1:6443',
    'ftp://a',
    'https://',
    'https://a b',
    'https://user:password@a',
    'https://a?token=b',
    'https://a#b',
    ' https://a',
    'https://a\n',
    'https://PUT_YOUR_SERVER',
    '<+input>',
  ])('is refused: %j', (url) => {
    const details = refused(() => masterUrl(url));
    expect(details).toMatchObject({ property: 'credentials.masterUrl', constructPath: 'test/Connector' });
    expect(details.given).toBe(/^[a-z]+:\/\/[\w.]+(:\d+)?$/.test(url) ? JSON.stringify(url) : undefined);
    expect(refused(() => openId({ issuerUrl: url })).property).toBe('credentials.issuerUrl');
  });
});

describe('a user name', () => {
  const make = (options: object) =>
    connectorWith({
      credentials: KubernetesCredentials.usernamePassword(MASTER, { passwordRef: 'account.a', ...options }),
    });

  test.each([
    [
      'in both ways',
      { username: 'a', usernameRef: 'account.b' },
      { given: 'username and usernameRef', allowed: 'one of the two' },
    ],
    [
      'in neither way',
      { username: undefined, usernameRef: undefined },
      { problem: 'missing', allowed: 'username or usernameRef' },
    ],
  ])('cannot be given %s', (_what, options, refusal) => {
    for (const credentials of [make, openId]) {
      const details = refused(() => credentials(options));
      expect(details).toMatchObject({ property: 'credentials.username', ...refusal });
    }
  });

  test('is not empty', () => {
    expect(refused(() => make({ username: ' ' })).property).toBe('credentials.username');
  });
});

test.each(['', 'openid groups', 'a\tb'])('an OpenID Connect scope must be one word, not %j', (scope) => {
  expect(refused(() => openId({ scopes: ['openid', scope] })).property).toBe('credentials.scopes[1]');
});
