import * as fc from 'fast-check';
import { KubernetesCredentials } from '../../lib/connector';
import { HarnessScope } from '../../lib/document';
import { SEED } from '../testkit/arbitraries/seed';
import { refused } from '../testkit/refused';
import { bodyOf, connectorWith, MASTER, spotWith } from './connectors';

const identifier = fc.stringMatching(/^[a-zA-Z_][0-9a-zA-Z_-]{0,20}$/).map((text) => `${text}x_`);
const SCOPES = {
  account: HarnessScope.account(),
  organization: HarnessScope.organization('eng'),
  project: HarnessScope.project('eng', 'payments'),
};
const PREFIXES = { account: 'account.', organization: 'org.', project: '' };
/** What each scope can see, from the widest on. */
const LEVELS = ['account', 'organization', 'project'] as const;

type With = (options: { readonly [option: string]: string }) => KubernetesCredentials;
const serviceAccount: With = (options) =>
  KubernetesCredentials.serviceAccount(MASTER, { tokenRef: 'account.token', ...options });
const clientKeyCert: With = (options) =>
  KubernetesCredentials.clientKeyCert(MASTER, { clientCertRef: 'account.a', clientKeyRef: 'account.b', ...options });
const openIdConnect: With = (options) =>
  KubernetesCredentials.openIdConnect(MASTER, {
    issuerUrl: 'https://login.example.com',
    usernameRef: 'account.a',
    passwordRef: 'account.b',
    clientIdRef: 'account.c',
    ...options,
  });
const usernamePassword: With = (options) =>
  KubernetesCredentials.usernamePassword(MASTER, { usernameRef: 'account.a', passwordRef: 'account.b', ...options });

/** Each option of credentials that refers to a secret. */
const OPTIONS: [option: string, kind: string, credentialsWith: With][] = [
  ...['tokenRef', 'caCertRef'].map((option): (typeof OPTIONS)[0] => [option, 'serviceAccount', serviceAccount]),
  ...['clientCertRef', 'clientKeyRef', 'clientKeyPassphraseRef', 'caCertRef'].map((option): (typeof OPTIONS)[0] => [
    option,
    'clientKeyCert',
    clientKeyCert,
  ]),
  ...['usernameRef', 'passwordRef', 'clientIdRef', 'clientSecretRef'].map((option): (typeof OPTIONS)[0] => [
    option,
    'openIdConnect',
    openIdConnect,
  ]),
  ...['usernameRef', 'passwordRef'].map((option): (typeof OPTIONS)[0] => [
    option,
    'usernamePassword',
    usernamePassword,
  ]),
];

const place = fc.record({ from: fc.constantFrom(...LEVELS), to: fc.constantFrom(...LEVELS), identifier });

describe.each(OPTIONS)('the secret of %s for %s', (option, _kind, credentialsWith) => {
  test('is accepted from the scope of the connector and wider ones, and refused from narrower ones', () => {
    fc.assert(
      fc.property(place, ({ from, to, identifier: name }) => {
        const reference = PREFIXES[to] + name;
        const make = () =>
          connectorWith({ scope: SCOPES[from], credentials: credentialsWith({ [option]: reference }) });
        if (LEVELS.indexOf(to) <= LEVELS.indexOf(from)) {
          const { auth } = bodyOf(make()).spec.credential.spec;
          expect(Object.values(auth.spec as object)).toContain(reference);
          return;
        }
        const details = refused(make);
        expect(details).toMatchObject({ property: `credentials.${option}`, constructPath: 'test/Connector' });
        expect(details.given).toBeUndefined();
        expect(details.allowed).toContain(`${SCOPES[from].toString()} can see: account.identifier`);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});

describe('the secrets of a Spot connector', () => {
  test.each(['spotAccountIdRef', 'apiTokenRef'])('%s is checked in the same way', (property) => {
    const props = property === 'spotAccountIdRef' ? { spotAccountId: undefined } : {};
    expect(spotWith({ ...props, [property]: 'account.a' })).toBeDefined();
    expect(spotWith({ ...props, [property]: 'a', scope: SCOPES.project })).toBeDefined();
    const details = refused(() => spotWith({ ...props, [property]: 'org.a' }));
    expect(details).toMatchObject({ property, constructPath: 'test/Spot' });
  });
});

describe('an invalid reference to a secret is', () => {
  test.each([
    '',
    'account.',
    'organization.a',
    'account.a.b',
    'a b',
    '1a',
    '-a',
    'account.null',
    'account.step',
    'a'.repeat(129),
    '<+secrets.getValue("a")>',
    'PUT_YOUR_SECRET',
  ])('%j', (tokenRef) => {
    const credentials = KubernetesCredentials.serviceAccount(MASTER, { tokenRef });
    const details = refused(() => connectorWith({ credentials, scope: SCOPES.project }));
    expect(details.property).toBe('credentials.tokenRef');
  });
});
