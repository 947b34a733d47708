import { FAULTS } from '../support/harness-platform';
import { BUILDS, errorOf, fakePlatform } from './platform';

const platform = fakePlatform();
const EXTRA = { ...BUILDS, spec: { ...BUILDS.spec, delegateSelectors: ['builds', 'k8s', 'more'] } };
const MANUAL = {
  type: 'ManualConfig',
  spec: { masterUrl: 'https://k', auth: { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 't' } } },
};

describe('what may be repeated', () => {
  test.each([
    ['rateLimited', 'updateConnector'],
    ['serverError', 'getConnector'],
    ['unavailablePage', 'testConnection'],
    ['reset', 'deleteConnector'],
    ['truncated', 'listDelegates'],
  ] as const)('is, after %s', async (fault, operation) => {
    const { client, retries } = platform.client();
    platform.fake.addConnector(BUILDS);
    platform.fake.failNext(operation, FAULTS[fault], 2);
    await (operation === 'listDelegates' ? client.listDelegates({}) : client[operation](BUILDS));
    expect(platform.fake.callsOf(operation)).toHaveLength(3);
    expect(retries.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  test('is given up after a handful of attempts', async () => {
    const { client } = platform.client();
    platform.fake.failNext('getConnector', FAULTS.serverError, 100);
    expect((await errorOf(client.getConnector(BUILDS))).details.kind).toBe('server');
    expect(platform.fake.callsOf('getConnector')).toHaveLength(5);
  });

  test('waits longer each time, by chance, and never longer than a bound', async () => {
    const settings = { firstDelayMilliseconds: 4, greatestDelayMilliseconds: 10, random: () => 0.5 };
    const { client, retries } = platform.client(settings);
    platform.fake.failNext('getConnector', FAULTS.rateLimited, 4);
    await client.getConnector(BUILDS);
    expect(retries.map(({ delayMilliseconds }) => delayMilliseconds)).toEqual([2, 4, 5, 5]);
    expect(retries[0]).toMatchObject({ operation: 'get the connector account.builds', attempts: 1 });
    expect(retries[0].reason).toContain('429');
  });

  test('is not, when it cannot get better', async () => {
    const { client, retries } = platform.client();
    platform.fake.failNext('updateConnector', { status: 400, body: { status: 'ERROR', code: 'X', message: 'No.' } });
    await errorOf(client.updateConnector(BUILDS));
    expect(retries).toEqual([]);
  });

  test('a connection test that took all of its time is left to the caller', async () => {
    const { client, retries } = platform.client({ testTimeoutMilliseconds: 50 });
    platform.fake.failNext('testConnection', FAULTS.silent);
    expect((await errorOf(client.testConnection(BUILDS))).details.kind).toBe('timeout');
    expect(retries).toEqual([]);
  });
});

describe('time', () => {
  test('a connection test has more of it than other calls', async () => {
    const { client } = platform.client({ timeoutMilliseconds: 60, testTimeoutMilliseconds: 5000, attempts: 1 });
    platform.fake.addConnector(BUILDS);
    platform.fake.failNext('testConnection', { delayMilliseconds: 150 });
    expect((await client.testConnection(BUILDS)).status).toBe('FAILURE');
    platform.fake.failNext('getConnector', { delayMilliseconds: 5000 });
    expect((await errorOf(client.getConnector(BUILDS))).details.kind).toBe('timeout');
  });

  test('a signal ends a call at once, with its reason', async () => {
    const ending = new AbortController();
    platform.fake.failNext('testConnection', FAULTS.silent);
    const call = platform.client().client.testConnection(BUILDS, { signal: ending.signal });
    setTimeout(() => ending.abort(new Error('enough')), 20);
    await expect(call).rejects.toThrow('enough');
  });

  test('a signal ends the wait for the next attempt, too', async () => {
    const ending = new AbortController();
    const settings = { firstDelayMilliseconds: 60_000, greatestDelayMilliseconds: 60_000, random: () => 1 };
    const { client } = platform.client(settings);
    platform.fake.failNext('getConnector', FAULTS.serverError);
    const call = client.getConnector(BUILDS, { signal: ending.signal });
    setTimeout(() => ending.abort('enough'), 50);
    await expect(call).rejects.toBe('enough');
  });

  test('a signal that has come already sends nothing', async () => {
    const call = platform.client().client.getConnector(BUILDS, { signal: AbortSignal.abort('before') });
    await expect(call).rejects.toBe('before');
    expect(platform.fake.calls).toEqual([]);
  });
});

describe('a creation', () => {
  test.each(['reset', 'truncated', 'serverError', 'halfJson', 'silent'] as const)(
    'whose answer is lost by %s has its connector, once',
    async (fault) => {
      const { client } = platform.client({ timeoutMilliseconds: 300 });
      platform.fake.failNext('createConnector', { ...FAULTS[fault], afterEffect: true });
      expect((await client.createConnector(BUILDS)).connector).toEqual(BUILDS);
      expect(platform.fake.callsOf('createConnector')).toHaveLength(1);
    },
  );

  test('that had no effect is tried once more', async () => {
    const { client, retries } = platform.client();
    platform.fake.failNext('createConnector', FAULTS.serverError);
    expect((await client.createConnector(BUILDS)).connector).toEqual(BUILDS);
    expect(platform.fake.calls.map(({ operation }) => operation)).toEqual([
      'createConnector',
      'getConnector',
      'createConnector',
    ]);
    expect(retries).toHaveLength(1);
  });

  test('is tried twice at most', async () => {
    const { client } = platform.client();
    platform.fake.failNext('createConnector', FAULTS.serverError, 100);
    expect((await errorOf(client.createConnector(BUILDS))).details.kind).toBe('server');
    expect(platform.fake.callsOf('createConnector')).toHaveLength(2);
  });

  test('that was turned away unread is repeated without a look', async () => {
    const { client } = platform.client();
    platform.fake.failNext('createConnector', FAULTS.rateLimited, 3);
    await client.createConnector(BUILDS);
    expect(platform.fake.callsOf('getConnector')).toEqual([]);
  });

  test.each([
    ['another selector', EXTRA],
    ['a description', { ...BUILDS, description: 'of others' }],
    ['another credential', { ...BUILDS, spec: { ...BUILDS.spec, credential: MANUAL } }],
    ['no selectors', { ...BUILDS, spec: { credential: BUILDS.spec.credential } }],
    ['nothing else: it is that of somebody else', BUILDS],
  ])('of an identifier that is taken, by a connector with %s, is a duplicate', async (_, there) => {
    const { client } = platform.client();
    platform.fake.addConnector(there);
    const error = await errorOf(client.createConnector(BUILDS));
    expect(error.details.kind).toBe('duplicate');
    expect(platform.fake.connector(BUILDS)).toEqual(there);
  });

  test('whose answer is lost finds its connector although the platform wrote defaults into it', async () => {
    const { client } = platform.client();
    platform.fake.failNext('createConnector', FAULTS.reset);
    platform.fake.addConnector({
      ...BUILDS,
      tags: {},
      description: '',
      spec: {
        credential: { type: 'InheritFromDelegate', spec: null },
        delegateSelectors: ['builds', 'k8s'],
        ignoreTestConnection: false,
      },
    });
    expect((await client.createConnector(BUILDS)).connector.identifier).toBe('builds');
  });

  test('after which the platform cannot be asked fails as it failed', async () => {
    const { client } = platform.client({ attempts: 1 });
    platform.fake.failNext('createConnector', FAULTS.reset);
    platform.fake.failNext('getConnector', FAULTS.serverError, 5);
    expect((await errorOf(client.createConnector(BUILDS))).details.operation).toContain('create');
  });
});
