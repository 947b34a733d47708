import { HarnessPlatform } from '../../lib/harness-api';
import { FAULTS } from '../testkit/harness-platform';
import { BUILDS, errorOf, fakePlatform } from './platform';

const platform = fakePlatform();
const EXTRA = { ...BUILDS, spec: { ...BUILDS.spec, delegateSelectors: ['builds', 'k8s', 'more'] } };
const MANUAL = {
  type: 'ManualConfig',
  spec: { masterUrl: 'https://k', auth: { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 't' } } },
};

describe('an idempotent call', () => {
  test.each([
    ['rateLimited', 'updateConnector'],
    ['serverError', 'getConnector'],
    ['unavailablePage', 'testConnection'],
    ['reset', 'deleteConnector'],
    ['truncated', 'listDelegates'],
  ] as const)('is retried after %s', async (fault, operation) => {
    const { client, retries } = platform.client();
    platform.fake.addConnector(BUILDS);
    platform.fake.failNext(operation, FAULTS[fault], 2);
    await (operation === 'listDelegates' ? client.listDelegates({}) : client[operation](BUILDS));
    expect(platform.fake.callsOf(operation)).toHaveLength(3);
    expect(retries.map(({ attempts }) => attempts)).toEqual([1, 2]);
  });

  test('fails after five attempts', async () => {
    const { client } = platform.client();
    platform.fake.failNext('getConnector', FAULTS.serverError, 100);
    expect((await errorOf(client.getConnector(BUILDS))).details.kind).toBe('server');
    expect(platform.fake.callsOf('getConnector')).toHaveLength(5);
  });

  test('is retried after random delays that double up to a maximum', async () => {
    const settings = { firstDelayMilliseconds: 4, greatestDelayMilliseconds: 10, random: () => 0.5 };
    const { client, retries } = platform.client(settings);
    platform.fake.failNext('getConnector', FAULTS.rateLimited, 4);
    await client.getConnector(BUILDS);
    expect(retries.map(({ delayMilliseconds }) => delayMilliseconds)).toEqual([2, 4, 5, 5]);
    expect(retries[0]).toMatchObject({ operation: 'get the connector account.builds', attempts: 1 });
    expect(retries[0].reason).toContain('429');
  });

  test('is not retried after a permanent failure', async () => {
    const { client, retries } = platform.client();
    platform.fake.failNext('updateConnector', { status: 400, body: { status: 'ERROR', code: 'X', message: 'No.' } });
    await errorOf(client.updateConnector(BUILDS));
    expect(retries).toEqual([]);
  });

  test('is not retried if it is a connection test that timed out', async () => {
    const { client, retries } = platform.client({ testTimeoutMilliseconds: 50 });
    platform.fake.failNext('testConnection', FAULTS.silent);
    expect((await errorOf(client.testConnection(BUILDS))).details.kind).toBe('timeout');
    expect(retries).toEqual([]);
  });
});

describe('timeouts and signals', () => {
  test('a connection test has a longer timeout than other calls', async () => {
    const { client } = platform.client({ timeoutMilliseconds: 60, testTimeoutMilliseconds: 3_600_000, attempts: 1 });
    platform.fake.addConnector(BUILDS);
    platform.fake.failNext('getConnector', FAULTS.silent);
    const timedOut = platform.fake.nextCallOf('testConnection').then(() => errorOf(client.getConnector(BUILDS)));
    // The answer comes when a call that began later has timed out.
    platform.fake.failNext('testConnection', { after: timedOut });
    expect((await client.testConnection(BUILDS)).status).toBe('FAILURE');
    expect((await timedOut).details.kind).toBe('timeout');
  });

  test('a signal aborts a call immediately with its reason', async () => {
    const ending = new AbortController();
    platform.fake.failNext('testConnection', FAULTS.silent);
    void platform.fake.nextCallOf('testConnection').then(() => ending.abort(new Error('enough')));
    const call = platform.client().client.testConnection(BUILDS, { signal: ending.signal });
    await expect(call).rejects.toThrow('enough');
  });

  test('a signal aborts the delay before a retry', async () => {
    const ending = new AbortController();
    const settings = { firstDelayMilliseconds: 60_000, greatestDelayMilliseconds: 60_000, random: () => 1 };
    // The delay begins when the retry has been reported.
    const onRetry = () => void setImmediate(() => ending.abort('enough'));
    const client = new HarnessPlatform({ ...platform.fake.options, onRetry }, settings);
    platform.fake.failNext('getConnector', FAULTS.serverError);
    const call = client.getConnector(BUILDS, { signal: ending.signal });
    await expect(call).rejects.toBe('enough');
  });

  test('sends nothing if the signal has already aborted', async () => {
    const call = platform.client().client.getConnector(BUILDS, { signal: AbortSignal.abort('before') });
    await expect(call).rejects.toBe('before');
    expect(platform.fake.calls).toEqual([]);
  });
});

describe('creating a connector', () => {
  test.each(['reset', 'truncated', 'serverError', 'halfJson', 'silent'] as const)(
    'creates it once if the response is lost (%s)',
    async (fault) => {
      // Silence takes all of the time, and whoever looks for the connector afterwards needs only a little of it.
      const { client } = platform.client(fault === 'silent' ? { timeoutMilliseconds: 2000 } : {});
      platform.fake.failNext('createConnector', { ...FAULTS[fault], afterEffect: true });
      expect((await client.createConnector(BUILDS)).connector).toEqual(BUILDS);
      expect(platform.fake.callsOf('createConnector')).toHaveLength(1);
    },
  );

  test('is retried if the first attempt had no effect', async () => {
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

  test('is attempted at most twice', async () => {
    const { client } = platform.client();
    platform.fake.failNext('createConnector', FAULTS.serverError, 100);
    expect((await errorOf(client.createConnector(BUILDS))).details.kind).toBe('server');
    expect(platform.fake.callsOf('createConnector')).toHaveLength(2);
  });

  test('is retried without a lookup if the platform did not process the call', async () => {
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
    ['no difference, created elsewhere', BUILDS],
  ])('fails as a duplicate if a connector with %s uses the identifier', async (_, there) => {
    const { client } = platform.client();
    platform.fake.addConnector(there);
    const error = await errorOf(client.createConnector(BUILDS));
    expect(error.details.kind).toBe('duplicate');
    expect(platform.fake.connector(BUILDS)).toEqual(there);
  });

  test('recognizes its connector after a lost response even if the platform added defaults', async () => {
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

  test('fails with the original error if the lookup fails', async () => {
    const { client } = platform.client({ attempts: 1 });
    platform.fake.failNext('createConnector', FAULTS.reset);
    platform.fake.failNext('getConnector', FAULTS.serverError, 5);
    expect((await errorOf(client.createConnector(BUILDS))).details.operation).toContain('create');
  });
});
