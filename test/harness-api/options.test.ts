import { HarnessPlatform, type PlatformOptions } from '../../lib/harness-api';
import { connectionOf } from '../../lib/harness-api/connection';
import { certificateForLoopback, FakePlatform } from '../support/harness-platform';
import { BUILDS, errorOf, fakePlatform } from './platform';

const OPTIONS: PlatformOptions = { accountId: 'account', apiKey: 'pat.sentinel' };
const platform = fakePlatform();

test.each([
  [undefined, 'https://app.harness.io/gateway'],
  ['https://app.harness.io', 'https://app.harness.io/gateway'],
  ['https://app.harness.io/', 'https://app.harness.io/gateway'],
  ['https://app.harness.io/gateway/', 'https://app.harness.io/gateway'],
  ['https://app3.harness.io/gratis', 'https://app3.harness.io/gratis'],
  ['https://harness.example.com', 'https://harness.example.com'],
  ['http://127.0.0.1:8080/a/b//', 'http://127.0.0.1:8080/a/b'],
  ['https://notharness.io', 'https://notharness.io'],
])('the endpoint %s stands for %s', (endpoint, base) => {
  expect(connectionOf({ ...OPTIONS, endpoint }).base).toBe(base);
});

test.each([
  ['accountId', ''],
  ['accountId', 'a b'],
  ['apiKey', ''],
  ['apiKey', 'pat.sentinel\n'],
  ['apiKey', 'pat.sentinel\u0000x'],
  ['apiKey', 'pat.sentinelé'],
  ['apiKey', undefined],
  ['endpoint', ''],
  ['endpoint', 'app.harness.io'],
  ['endpoint', 'ftp://app.harness.io'],
  ['endpoint', 'https://user:sentinel@app.harness.io'],
  ['endpoint', 'https://app.harness.io/gateway?x=sentinel'],
  ['endpoint', 'https://app.harness.io/ng/account/x/home'],
  ['certificateAuthority', '/etc/ssl/ca.pem'],
  ['certificateAuthority', '-----BEGIN CERTIFICATE-----\nsentinel\n-----END CERTIFICATE-----\n'],
])('bad %s %j is refused without being shown', (property, value) => {
  const make = () => new HarnessPlatform({ ...OPTIONS, [property]: value });
  expect(make).toThrow(expect.objectContaining({ details: expect.objectContaining({ property }) }));
  expect(make).not.toThrow('sentinel');
});

test('a certificate is accepted', () => {
  const { certificate } = certificateForLoopback();
  expect(() => new HarnessPlatform({ ...OPTIONS, certificateAuthority: certificate })).not.toThrow();
});

test.each([
  ['identifier', { identifier: 'account.builds' }],
  ['identifier', { identifier: '..' }],
  ['identifier', { identifier: '' }],
  ['orgIdentifier', { identifier: 'builds', orgIdentifier: 'a/b' }],
  ['orgIdentifier', { identifier: 'builds', projectIdentifier: 'p' }],
])('a bad %s of %j is refused before anything is sent', async (property, address) => {
  const { client } = platform.client();
  const refused = expect.objectContaining({ details: expect.objectContaining({ property }) });
  await expect(client.testConnection(address)).rejects.toEqual(refused);
  await expect(client.getConnector(address)).rejects.toEqual(refused);
  await expect(client.deleteConnector(address)).rejects.toEqual(refused);
  await expect(client.createConnector({ ...BUILDS, ...address })).rejects.toEqual(refused);
  await expect(client.updateConnector({ ...BUILDS, ...address })).rejects.toEqual(refused);
  expect(platform.fake.calls).toEqual([]);
});

test('a key of nobody, and a key of another account', async () => {
  const { options } = platform.fake;
  const nobody = new HarnessPlatform({ ...options, apiKey: 'pat.of.nobody' });
  expect((await errorOf(nobody.listDelegates({}))).details.kind).toBe('unauthenticated');
  const other = new HarnessPlatform({ ...options, accountId: 'other' });
  expect((await errorOf(other.listDelegates({}))).details.kind).toBe('forbidden');
});

test('the fake platform names what breaks the contract', async () => {
  const fake = await FakePlatform.start();
  const client = new HarnessPlatform(fake.options);
  await errorOf(client.createConnector({ ...BUILDS, spec: { credential: { type: 'Guess' } } }));
  expect(fake.offences.join()).toContain('createConnector: body/connector/spec/credential');
  fake.offences.length = 0;
  fake.addConnector({ ...BUILDS, type: 'Other' });
  await client.getConnector(BUILDS);
  expect(fake.offences.join()).toContain('getConnector: answer 200/data');
  await fake.stop();
});
