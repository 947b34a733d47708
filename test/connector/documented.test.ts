import {
  ClientKeyAlgorithm,
  DelegateSelection,
  HarnessScope,
  KubernetesClusterConnector,
  KubernetesCredentials,
} from 'harness-constructs';
import { covers } from '../support/covers';
import { newChart } from '../support/synth';
import { bodyOf, connectorWith, MASTER } from './connectors';

const PROJECT = HarnessScope.project('eng', 'payments');

/** What stands at `credential.spec.auth` for the kinds of credentials that have a master URL. */
const DOCUMENTED: [kind: string, credentials: KubernetesCredentials, auth: object][] = [
  [
    'service account token',
    KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.sa_token', caCertRef: 'org.ca' }),
    { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 'account.sa_token', caCertRef: 'org.ca' } },
  ],
  [
    'service account token, of a cluster whose authority is known',
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
    'client key of the usual algorithm',
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
    'OpenID Connect with the least',
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

describe('the document of a connector is what Harness documents', () => {
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

  test('with nothing that nobody asked for', () => {
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

  test('in each scope, which tells how others refer to the connector', () => {
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

  test.each([true, false])('with the connection test left out or not as was said: %s', (ignoreTestConnection) => {
    expect(bodyOf(connectorWith({ ignoreTestConnection })).spec.ignoreTestConnection).toBe(ignoreTestConnection);
  });

  test('and stays what it was when the program changes a list afterwards', () => {
    const tags = ['ci'];
    const connector = connectorWith({ delegates: DelegateSelection.withTags(tags) });
    tags.push('other');
    expect(bodyOf(connector).spec.delegateSelectors).toEqual(['ci']);
  });
});

test('a connector tells what was resolved', () => {
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

test('credentials say of which kind they are, and nothing else', () => {
  expect(DOCUMENTED.map(([, credentials]) => String(credentials))).toEqual(
    DOCUMENTED.map(([, , auth]) => (auth as { type: string }).type),
  );
});
