import { ClientKeyAlgorithm, KubernetesClusterConnector, KubernetesCredentials } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { DelegateSelection } from '../../lib/reference';
import { covers } from '../testkit/covers';
import { newChart } from '../testkit/synth';
import { bodyOf, connectorWith, MASTER } from './connectors';

const PROJECT = HarnessScope.project('eng', 'payments');

/** The content of `credential.spec.auth` for each kind of credentials with a master URL. */
const DOCUMENTED: [kind: string, credentials: KubernetesCredentials, auth: object][] = [
  [
    'service account token',
    KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.sa_token', caCertRef: 'org.ca' }),
    { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 'account.sa_token', caCertRef: 'org.ca' } },
  ],
  [
    'service account token, for a cluster with a trusted CA',
    KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'token' }),
    { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 'token' } },
  ],
  [
    'client key and certificate',
    KubernetesCredentials.clientKeyCert(MASTER, {
      clientCertRef: 'cert',
      clientKeyRef: 'org.key',
      clientKeyPassphraseRef: 'account.passphrase',
      clientKeyAlgorithm: ClientKeyAlgorithm.EC,
      caCertRef: 'ca',
    }),
    {
      type: 'ClientKeyCert',
      spec: {
        clientCertRef: 'cert',
        clientKeyRef: 'org.key',
        clientKeyPassphraseRef: 'account.passphrase',
        clientKeyAlgo: 'EC',
        caCertRef: 'ca',
      },
    },
  ],
  [
    'client key with the default algorithm',
    KubernetesCredentials.clientKeyCert(MASTER, { clientCertRef: 'cert', clientKeyRef: 'key' }),
    { type: 'ClientKeyCert', spec: { clientCertRef: 'cert', clientKeyRef: 'key', clientKeyAlgo: 'RSA' } },
  ],
  [
    'OpenID Connect',
    KubernetesCredentials.openIdConnect(MASTER, {
      issuerUrl: 'https://login.example.com/realms/ci',
      username: 'harness',
      passwordRef: 'password',
      clientIdRef: 'client-id',
      clientSecretRef: 'client-secret',
      scopes: ['openid', 'groups'],
    }),
    {
      type: 'OpenIdConnect',
      spec: {
        oidcIssuerUrl: 'https://login.example.com/realms/ci',
        oidcUsername: 'harness',
        oidcPasswordRef: 'password',
        oidcClientIdRef: 'client-id',
        oidcSecretRef: 'client-secret',
        oidcScopes: 'openid groups',
      },
    },
  ],
  [
    'OpenID Connect with the minimum',
    KubernetesCredentials.openIdConnect(MASTER, {
      issuerUrl: 'https://login.example.com',
      usernameRef: 'username',
      passwordRef: 'password',
      clientIdRef: 'id',
      scopes: [],
    }),
    {
      type: 'OpenIdConnect',
      spec: {
        oidcIssuerUrl: 'https://login.example.com',
        oidcUsernameRef: 'username',
        oidcPasswordRef: 'password',
        oidcClientIdRef: 'id',
      },
    },
  ],
  [
    'user and password',
    KubernetesCredentials.usernamePassword(MASTER, { username: 'admin', passwordRef: 'password' }),
    { type: 'UsernamePassword', spec: { username: 'admin', passwordRef: 'password' } },
  ],
  [
    'user by reference and password',
    KubernetesCredentials.usernamePassword(MASTER, { usernameRef: 'org.user', passwordRef: 'password' }),
    { type: 'UsernamePassword', spec: { usernameRef: 'org.user', passwordRef: 'password' } },
  ],
];

describe('the document of a connector matches the Harness docs', () => {
  test('with the credentials of its delegate', () => {
    covers(
      'S000.intro.provider-agnostic',
      'S000.connector.kubernetes-type',
      'S000.connector.in-project',
      'S000.connector.description',
      'S000.connector.tags',
      'S000.connector.name',
      'S000.connector.credentials-choice',
      'S001.connector.type',
      'S001.connector.name',
      'S001.connector.inherit',
      'S002.connector.connects-cluster',
      'S002.connector.type',
      'S002.connector.name',
      'S002.connector.inherit',
      'S004.connector.connects-cluster',
      'S004.connector.type',
      'S004.connector.name',
      'S004.connector.inherit',
    );
    const connector = new KubernetesClusterConnector(newChart(), 'Connector', {
      name: 'Build cluster',
      identifier: 'build_cluster',
      description: 'Where the builds of payments run',
      tags: { team: 'payments', bare: '' },
      scope: PROJECT,
      credentials: KubernetesCredentials.inheritFromDelegate(),
      delegates: DelegateSelection.withTags(['ci', 'linux-amd64']),
      ignoreTestConnection: true,
    });
    expect(connector.toDocument()).toEqual({
      connector: {
        name: 'Build cluster',
        identifier: 'build_cluster',
        description: 'Where the builds of payments run',
        orgIdentifier: 'eng',
        projectIdentifier: 'payments',
        tags: { team: 'payments', bare: '' },
        type: 'K8sCluster',
        spec: {
          credential: { type: 'InheritFromDelegate' },
          delegateSelectors: ['ci', 'linux-amd64'],
          ignoreTestConnection: true,
        },
      },
    });
  });

  test.each(DOCUMENTED)('with master URL and %s', (_kind, credentials, auth) => {
    covers('S000.connector.credentials-choice', 'S000.connector.delegate-always', 'S000.connector.kubernetes-type');
    const connector = connectorWith({ credentials, scope: PROJECT });
    expect(connector.toDocument()).toStrictEqual({
      connector: {
        name: 'ci',
        identifier: 'ci',
        orgIdentifier: 'eng',
        projectIdentifier: 'payments',
        type: 'K8sCluster',
        spec: {
          credential: { type: 'ManualConfig', spec: { masterUrl: MASTER, auth } },
          delegateSelectors: ['ci'],
        },
      },
    });
  });

  test('without unset members', () => {
    covers('S000.connector.any-delegate', 'S000.connector.description', 'S000.connector.tags');
    const credentials = KubernetesCredentials.usernamePassword(MASTER, {
      username: 'a',
      passwordRef: 'account.password',
    });
    const connector = connectorWith({ credentials, delegates: DelegateSelection.anyAvailable() });
    expect(Object.keys(bodyOf(connector) as object)).toEqual(['name', 'identifier', 'type', 'spec']);
    expect(Object.keys(bodyOf(connector).spec as object)).toEqual(['credential']);
    expect(connectorWith({ credentials, delegates: undefined }).toDocument()).toEqual(connector.toDocument());
  });

  test('in each scope, which determines the reference to the connector', () => {
    covers('S000.connector.in-project', 'S001.connector.type');
    const seen = [undefined, HarnessScope.account(), HarnessScope.organization('eng'), PROJECT].map((scope) => {
      const connector = connectorWith({ scope });
      const { orgIdentifier, projectIdentifier } = bodyOf(connector) as { [name: string]: string };
      return [connector.reference, orgIdentifier, projectIdentifier, connector.documentPath];
    });
    expect(seen).toEqual([
      ['account.ci', undefined, undefined, 'connectors/account/ci.yaml'],
      ['account.ci', undefined, undefined, 'connectors/account/ci.yaml'],
      ['org.ci', 'eng', undefined, 'connectors/eng/ci.yaml'],
      ['ci', 'eng', 'payments', 'connectors/eng/payments/ci.yaml'],
    ]);
  });

  test('with an empty description, as Harness itself writes it', () => {
    covers('S000.connector.description');
    expect(bodyOf(connectorWith({ description: '' })).description).toBe('');
  });

  test.each([true, false])('with ignoreTestConnection as given: %s', (ignoreTestConnection) => {
    expect(bodyOf(connectorWith({ ignoreTestConnection })).spec.ignoreTestConnection).toBe(ignoreTestConnection);
  });

  test('and does not change if the program changes a list later', () => {
    const tags = ['ci'];
    const connector = connectorWith({ delegates: DelegateSelection.withTags(tags) });
    tags.push('other');
    expect(bodyOf(connector).spec.delegateSelectors).toEqual(['ci']);
  });
});

test('a connector exposes the resolved values', () => {
  const delegates = DelegateSelection.withTags(['ci']);
  expect(connectorWith({ name: 'A b', delegates, scope: PROJECT })).toMatchObject({
    connectorName: 'A b',
    identifier: 'A_b',
    harnessScope: PROJECT,
    reference: 'A_b',
    inheritsFromDelegate: true,
    delegates,
  });
  const credentials = KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.token' });
  expect(connectorWith({ credentials }).inheritsFromDelegate).toBe(false);
});

test('credentials print only their kind', () => {
  expect(DOCUMENTED.map(([, credentials]) => String(credentials))).toEqual(
    DOCUMENTED.map(([, , auth]) => (auth as { type: string }).type),
  );
});
