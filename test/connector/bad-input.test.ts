import {
  type ClientKeyCredentialsOptions,
  type ConnectorAccountProps,
  type ConnectorAttributes,
  DelegateSelection,
  HarnessScope,
  KubernetesClusterConnector,
  type KubernetesClusterConnectorProps,
  KubernetesCredentials,
  type OpenIdConnectCredentialsOptions,
  type SpotConnectorProps,
} from 'harness-constructs';
import { type Type, wrongValuesFor } from '../support/arbitraries/wrong-types';
import { refused } from '../support/refused';
import { newChart } from '../support/synth';
import { accountWith } from './accounts';
import { connectorWith, MASTER, spotWith } from './connectors';

type TypesOf<T> = { readonly [K in keyof Required<T>]: Type };

const HEAD = { name: 'text', identifier: 'text', description: 'text', tags: 'object', scope: 'instance' } as const;
const CONNECTOR: TypesOf<KubernetesClusterConnectorProps> = {
  ...HEAD,
  credentials: 'instance',
  delegates: 'instance',
  ignoreTestConnection: 'flag',
};
const SPOT: TypesOf<SpotConnectorProps> = {
  ...HEAD,
  spotAccountId: 'text',
  spotAccountIdRef: 'text',
  apiTokenRef: 'text',
  delegates: 'instance',
  executeOnDelegate: 'flag',
};
const ACCOUNT: TypesOf<ConnectorAccountProps> = {
  access: 'instance',
  serviceAccountName: 'text',
  namespace: 'text',
  createNamespace: 'flag',
  labels: 'object',
  annotations: 'object',
};
const ATTRIBUTES: TypesOf<ConnectorAttributes> = {
  scope: 'instance',
  inheritsFromDelegate: 'flag',
  delegates: 'instance',
};
const CLIENT_KEY: TypesOf<ClientKeyCredentialsOptions> = {
  clientCertRef: 'text',
  clientKeyRef: 'text',
  clientKeyPassphraseRef: 'text',
  clientKeyAlgorithm: 'choice',
  caCertRef: 'text',
};
const OPEN_ID: TypesOf<OpenIdConnectCredentialsOptions> = {
  issuerUrl: 'text',
  username: 'text',
  usernameRef: 'text',
  passwordRef: 'text',
  clientIdRef: 'text',
  clientSecretRef: 'text',
  scopes: 'list',
};

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
  ...fields('', CONNECTOR, connectorWith),
  ...fields('', SPOT, spotWith),
  ...fields('', ACCOUNT, accountWith),
  ...fields('attributes.', ATTRIBUTES, imported),
  ...fields('credentials.', CLIENT_KEY, clientKey),
  ...fields('credentials.', OPEN_ID, openId),
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

function fields<T>(prefix: string, types: TypesOf<T>, make: (props: never) => unknown): typeof FIELDS {
  return Object.entries(types).map(([name, type]) => [
    prefix + name,
    type as Type,
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
      'an organization that was forgotten',
      () => connectorWith({ scope: HarnessScope.organization(undefined as never) }),
      /^scope\.orgIdentifier$/,
    ],
    [
      'a project that was forgotten',
      () => connectorWith({ scope: HarnessScope.project('a', undefined as never) }),
      /^scope\.projectIdentifier$/,
    ],
    [
      'a project without organization',
      () => connectorWith({ scope: HarnessScope.project(undefined as never, 'a') }),
      /^scope\.orgIdentifier$/,
    ],
    [
      'options that are missing',
      () => connectorWith({ credentials: KubernetesCredentials.serviceAccount(MASTER, undefined as never) }),
      /^credentials\.tokenRef$/,
    ],
    [
      'a text for options',
      () => connectorWith({ credentials: KubernetesCredentials.serviceAccount(MASTER, 'token' as never) }),
      /^credentials\.tokenRef$/,
    ],
    [
      'a delegate that was forgotten',
      () => connectorWith({ delegates: DelegateSelection.of(undefined as never) }),
      /^delegates$/,
    ],
    ['attributes that are null', () => imported(null), /^attributes$/],
  ])('%s', (_what, make, property) => {
    expect(refused(make).property).toMatch(property);
  });
});

test('a delegate that was forgotten is asked for, and not its tags', () => {
  for (const delegates of [
    DelegateSelection.of(undefined as never),
    DelegateSelection.of(undefined as never, ['ci']),
  ]) {
    expect(refused(() => connectorWith({ delegates })).allowed).toBe(
      'a HarnessDelegate or DockerDelegate, not undefined',
    );
  }
});

describe('identifiers of a scope', () => {
  test.each(['', '1a', 'a-b', 'org', 'account', 'a b', 'x'.repeat(129)])(
    'are those of Harness, and not %j',
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
  ])('may be %s', (url) => {
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
    ['both ways', { username: 'a', usernameRef: 'account.b' }],
    ['in neither way', { username: undefined, usernameRef: undefined }],
  ])('cannot be given %s', (_what, options) => {
    for (const credentials of [make, openId]) {
      const details = refused(() => credentials(options));
      expect(details).toMatchObject({ property: 'credentials.username', allowed: 'either username or usernameRef' });
    }
  });

  test('is not empty', () => {
    expect(refused(() => make({ username: ' ' })).property).toBe('credentials.username');
  });
});

test.each(['', 'openid groups', 'a\tb'])('a scope of OpenID Connect is one word: %j', (scope) => {
  expect(refused(() => openId({ scopes: ['openid', scope] })).property).toBe('credentials.scopes[1]');
});
