import { HarnessPlatform, type PlatformOptions } from '../../lib/harness-api';
import { connectionOf } from '../../lib/harness-api/connection';
import { certificateForLoopback, FakePlatform } from '../testkit/harness-platform';
import { refused } from '../testkit/refused';
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
])('resolves the endpoint %s to %s', (endpoint, base) => {
  expect(connectionOf({ ...OPTIONS, endpoint, unsafePlainHttp: endpoint?.startsWith('http:') }).base).toBe(base);
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
])('refuses an invalid %s %j without showing it', (property, value) => {
  const make = () => new HarnessPlatform({ ...OPTIONS, [property]: value });
  expect(make).toThrow(expect.objectContaining({ details: expect.objectContaining({ property }) }));
  expect(make).not.toThrow('sentinel');
});

test.each(['http://app.harness.io', 'HTTP://harness.example.com/gateway', 'http://127.0.0.1:8080', 'http://localhost'])(
  'sends no API key in cleartext to %s without unsafePlainHttp',
  (endpoint) => {
    for (const choice of [{}, { unsafePlainHttp: undefined }, { unsafePlainHttp: false }]) {
      const details = refused(() => new HarnessPlatform({ ...OPTIONS, endpoint, ...choice }));
      expect(details).toMatchObject({ property: 'endpoint' });
      expect(details.remedy).toContain('unsafePlainHttp');
    }
    expect(() => new HarnessPlatform({ ...OPTIONS, endpoint, unsafePlainHttp: true })).not.toThrow();
  },
);

test('takes no other value for consent', () => {
  const options = { ...OPTIONS, endpoint: 'http://127.0.0.1', unsafePlainHttp: 'true' as never };
  expect(refused(() => new HarnessPlatform(options)).property).toBe('unsafePlainHttp');
});

test('accepts a certificate', () => {
  const { certificate } = certificateForLoopback();
  expect(() => new HarnessPlatform({ ...OPTIONS, certificateAuthority: certificate })).not.toThrow();
});

test.each([
  ['identifier', { identifier: 'account.builds' }],
  ['identifier', { identifier: '..' }],
  ['identifier', { identifier: '' }],
  ['orgIdentifier', { identifier: 'builds', orgIdentifier: 'a/b' }],
  ['orgIdentifier', { identifier: 'builds', projectIdentifier: 'p' }],
])('refuses an invalid %s in %j before sending anything', async (property, address) => {
  const { client } = platform.client();
  const refused = expect.objectContaining({ details: expect.objectContaining({ property }) });
  await expect(client.testConnection(address)).rejects.toEqual(refused);
  await expect(client.getConnector(address)).rejects.toEqual(refused);
  await expect(client.deleteConnector(address)).rejects.toEqual(refused);
  await expect(client.createConnector({ ...BUILDS, ...address })).rejects.toEqual(refused);
  await expect(client.updateConnector({ ...BUILDS, ...address })).rejects.toEqual(refused);
  expect(platform.fake.calls).toEqual([]);
});

test('distinguishes an unknown API key from a key of another account', async () => {
  const { options } = platform.fake;
  const nobody = new HarnessPlatform({ ...options, apiKey: 'pat.of.nobody' });
  expect((await errorOf(nobody.listDelegates({}))).details.kind).toBe('unauthenticated');
  const other = new HarnessPlatform({ ...options, accountId: 'other' });
  expect((await errorOf(other.listDelegates({}))).details.kind).toBe('forbidden');
});

test('the fake platform reports what violates the API contract', async () => {
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

test.each([
  ['apikey', { apikey: 'sentinel' }],
  ['onRetries', { onRetries: () => undefined }],
])('refuses the unknown option %s of a platform', (property, options) => {
  const make = () => new HarnessPlatform({ ...OPTIONS, ...options });
  expect(make).toThrow(expect.objectContaining({ details: expect.objectContaining({ property }) }));
});

test('refuses unknown options of every call, before any request', async () => {
  const client = new HarnessPlatform({ ...OPTIONS, endpoint: 'https://127.0.0.1:1' });
  const address = { identifier: 'builds' };
  const body = { ...address, name: 'a', type: 'K8sCluster', spec: {} };
  const wrong = { forced: true } as object;
  const calls = [
    client.testConnection(address, wrong),
    client.getConnector(address, wrong),
    client.createConnector(body, wrong),
    client.updateConnector(body, wrong),
    client.deleteConnector(address, wrong),
    client.listDelegates({}, wrong),
  ];
  for (const outcome of await Promise.allSettled(calls)) {
    expect(outcome).toMatchObject({ reason: { details: { property: 'options.forced' } } });
  }
});
