import * as fc from 'fast-check';
import { Redaction } from '../../lib/validation/findings';

const JWT = 'eyJhbGciOiJSUzI1NiIsImtpZCI6IkFCQyJ9.eyJzdWIiOiJzeXN0ZW06c2VydmljZWFjY291bnQifQ.c2lnbmF0dXJl-_x';

describe('evidence', () => {
  test.each([
    ['a JSON Web Token', `the token ${JWT} is wrong`, JWT],
    ['half a JSON Web Token', `the token ${JWT.slice(0, 60)}`, JWT.slice(0, 60)],
    ['an API key', 'key pat.6_vVHzo9Qeu9fXvj.64f0.abcDEF123 refused', '64f0'],
    ['an API key of a service account', 'sat.account.id.secretvalue', 'secretvalue'],
    ['a header', 'Authorization: Bearer abc.def.ghi', 'abc.def'],
    ['a Harness header', '{"x-api-key": "some-value"}', 'some-value'],
    ['credentials of a proxy', 'proxy http://user:hunter22@proxy:3128 failed', 'hunter22'],
    ['a password in JSON', '{"password":"hunter22"}', 'hunter22'],
    ['a token in a query string', 'https://host/?access_token=hunter22&x=1', 'hunter22'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----', 'MIIE'],
    ['a delegate token', 'NjQ5ZmE3YjE4ZDI0NGY0ZmI4ZDdhZTgwMWQwNjBkZDg= is revoked', 'NjQ5ZmE3'],
    ['a decoded delegate token', 'token 649fa7b18d244f4fb8d7ae801d060dd8', '649fa7b1'],
  ])('hides %s', (_what, text, secret) => {
    expect(new Redaction().of(text)).not.toContain(secret);
    expect(new Redaction().of(text)).toContain('<hidden>');
  });

  test.each([
    'deployments.apps is forbidden: User "system:serviceaccount:harness-delegate:ci" cannot list resource "deployments" in API group "apps" in the namespace "default"',
    'GET https://0123456789ABCDEF0123456789ABCDEF.gr7.us-east-1.eks.amazonaws.com/apis/apps/v1/namespaces/default/deployments',
    'Secret not found with identifier [account.service_account_token_of_the_cluster]',
    'correlation 0c6fa9e2-7a8b-4a58-9a39-0f7b3c0a6a10',
    'error: You must be logged in to the server (Unauthorized)',
    'x509: certificate signed by unknown authority',
  ])('keeps the part that reveals the cause: %s', (text) => expect(new Redaction().of(text)).toBe(text));

  test('hides a known key in any form', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: fc.constantFrom(...'aA0-_.') }), fc.string(), (key, around) => {
        expect(new Redaction([key]).of(`${around} ${key} ${around}`)).not.toContain(key);
      }),
    );
  });

  test('has a maximum length and no terminal colors', () => {
    expect(new Redaction().of('x '.repeat(10_000)).length).toBeLessThanOrEqual(1500);
    expect(new Redaction().of('\u001b[31mred\u001b[0m')).toBe('red');
  });

  test('is never cut inside a secret', () => {
    expect(new Redaction().of(`${'x '.repeat(740)}${JWT}`)).not.toContain('eyJ');
  });
});
