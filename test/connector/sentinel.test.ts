import { KubernetesCredentials } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { DelegateSelection } from '../../lib/reference';
import { HEX_SENTINEL, SENTINEL } from '../testkit/arbitraries/sentinel';
import { everythingSaidBy } from '../testkit/arbitraries/spoken';
import { connectorWith, MASTER, spotWith } from './connectors';

/** The same with a letter first, so that it could be an identifier. */
const LETTERED = HEX_SENTINEL.replace(/^./, 'f');
/** Typical tokens of ServiceAccounts and Spot. */
const TOKENS = [
  SENTINEL,
  HEX_SENTINEL,
  LETTERED,
  `${LETTERED}${LETTERED}`,
  'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl',
];

const OIDC = { issuerUrl: MASTER, username: 'a', passwordRef: 'b', clientIdRef: 'c' };
const KEY = { clientCertRef: 'a', clientKeyRef: 'b' };

/** Mistakes that users make with secrets. */
const CREDENTIALS: [string, (secret: string) => KubernetesCredentials][] = [
  ['the token itself', (tokenRef) => KubernetesCredentials.serviceAccount(MASTER, { tokenRef })],
  ['the authority itself', (caCertRef) => KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'a', caCertRef })],
  ['a certificate itself', (clientCertRef) => KubernetesCredentials.clientKeyCert(MASTER, { ...KEY, clientCertRef })],
  ['a key itself', (clientKeyRef) => KubernetesCredentials.clientKeyCert(MASTER, { ...KEY, clientKeyRef })],
  [
    'a passphrase itself',
    (text) => KubernetesCredentials.clientKeyCert(MASTER, { ...KEY, clientKeyPassphraseRef: text }),
  ],
  ['a password itself', (passwordRef) => KubernetesCredentials.openIdConnect(MASTER, { ...OIDC, passwordRef })],
  [
    'a client secret itself',
    (clientSecretRef) => KubernetesCredentials.openIdConnect(MASTER, { ...OIDC, clientSecretRef }),
  ],
  [
    'the password of a user',
    (passwordRef) => KubernetesCredentials.usernamePassword(MASTER, { username: 'a', passwordRef }),
  ],
  [
    'a password in the URL',
    (secret) => KubernetesCredentials.serviceAccount(`https://a:${secret}@b`, { tokenRef: 'a' }),
  ],
  ['a user in the URL', (secret) => KubernetesCredentials.serviceAccount(`https://${secret}@b`, { tokenRef: 'a' })],
  [
    'a token in the URL',
    (secret) => KubernetesCredentials.serviceAccount(`https://b/?token=${secret}`, { tokenRef: 'a' }),
  ],
  [
    'a password in the URL of the issuer',
    (secret) => KubernetesCredentials.openIdConnect(MASTER, { ...OIDC, issuerUrl: `https://a:${secret}@b` }),
  ],
  ['the token as options', (secret) => KubernetesCredentials.serviceAccount(MASTER, secret as never)],
  ['the token under another name', (token) => KubernetesCredentials.serviceAccount(MASTER, { token } as never)],
  [
    'the token together with another mistake',
    (secret) => KubernetesCredentials.serviceAccount('none', { tokenRef: secret }),
  ],
];

/** In a project, where a reference needs no prefix. */
const scope = HarnessScope.project('eng', 'payments');

const MISTAKES: [string, (secret: string) => unknown][] = [
  ...CREDENTIALS.map(([what, credentialsWith]): (typeof MISTAKES)[0] => [
    what,
    (secret) => connectorWith({ scope, credentials: credentialsWith(secret) }),
  ]),
  ['the Spot token itself', (apiTokenRef) => spotWith({ scope, apiTokenRef })],
  [
    'the ID of a Spot account itself',
    (secret) => spotWith({ scope, spotAccountId: undefined, spotAccountIdRef: secret }),
  ],
  ['a token as the ID of a Spot account', (secret) => spotWith({ scope, spotAccountId: `${secret}=` })],
];

describe('a secret in place of a reference is refused and not shown', () => {
  test.each(MISTAKES)('%s', (_what, make) => {
    for (const secret of TOKENS) {
      let error: unknown;
      try {
        make(secret);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toBeInstanceOf(Error);
      expect(everythingSaidBy(error)).not.toContain(secret);
    }
  });
});

test('a connector prints only its path', () => {
  const connector = connectorWith({
    credentials: KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.token' }),
    delegates: DelegateSelection.anyAvailable(),
  });
  expect(String(connector)).toBe('test/Connector');
});
