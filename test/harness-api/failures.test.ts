import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { HarnessApiError, HarnessPlatform } from '../../lib/harness-api';
import { answerProblems, FAILURE_SAMPLES, type Fault, FAULTS, PlatformFailure } from '../testkit/harness-platform';
import { BUILDS, errorOf, fakePlatform } from './platform';

const platform = fakePlatform();
const failed = (code: string, message = 'Said so.', status = 'ERROR') => ({ status, code, message });

const KINDS: readonly (readonly [string, Fault, string])[] = [
  ['401', { status: 401, body: failed('INVALID_TOKEN') }, 'unauthenticated'],
  ['an expired key with status 400', { status: 400, body: failed('EXPIRED_TOKEN') }, 'unauthenticated'],
  ['403', { status: 403, body: failed('NG_ACCESS_DENIED') }, 'forbidden'],
  ['an HTML page with 403', { status: 403, body: '<html></html>' }, 'unreadable'],
  ['404', { status: 404, body: failed('X') }, 'not-found'],
  ['400 with a not-found code', { status: 400, body: failed('ENTITY_NOT_FOUND') }, 'not-found'],
  ['500 with a not-found code', { status: 500, body: failed('RESOURCE_NOT_FOUND_EXCEPTION') }, 'not-found'],
  ['a generic 404', { status: 404, body: { code: 404, message: 'HTTP 404 Not Found' } }, 'unreadable'],
  [
    'an HTML page with 404',
    { status: 404, body: '<html><title>404</title></html>', contentType: 'text/html' },
    'unreadable',
  ],
  ['an empty 404', { status: 404, body: '' }, 'unreadable'],
  ['a duplicate code', { status: 400, body: failed('DUPLICATE_FIELD') }, 'duplicate'],
  ['a message about a duplicate', { status: 400, body: failed('INVALID_REQUEST', 'It already exists.') }, 'duplicate'],
  ['429', FAULTS.rateLimited, 'rate-limited'],
  ['400', { status: 400, body: failed('INVALID_REQUEST') }, 'invalid-request'],
  ['500', FAULTS.serverError, 'server'],
  ['an HTML page with 503', FAULTS.unavailablePage, 'server'],
  ['a failure with status 200', { body: failed('INVALID_REQUEST', 'No.', 'FAILURE') }, 'invalid-request'],
  ['an error with status 200', { body: failed('UNKNOWN_ERROR') }, 'server'],
  ['a denial with status 200', FAULTS.denied, 'denied-by-policy'],
  ['an HTML page with 200', FAULTS.loginPage, 'unreadable'],
  ['a redirect', { status: 302, body: '' }, 'unreadable'],
  ['truncated JSON', FAULTS.halfJson, 'unreadable'],
  ['garbage', FAULTS.garbage, 'unreadable'],
  ['an empty body', { body: '' }, 'unreadable'],
  ['no data', { body: { status: 'SUCCESS' } }, 'unreadable'],
  ['a broken connection', FAULTS.reset, 'reset'],
  ['a connection that breaks during the response', FAULTS.truncated, 'reset'],
  ['no response', FAULTS.silent, 'timeout'],
];

test.each(KINDS)('classifies %s', async (_, fault, kind) => {
  const { client } = platform.client({ attempts: 1, ...(kind === 'timeout' && { timeoutMilliseconds: 200 }) });
  platform.fake.failNext('updateConnector', fault);
  const { details, message } = await errorOf(client.updateConnector(BUILDS));
  expect(details.kind).toBe(kind);
  expect(message).toContain(`update the connector account.builds: `);
  expect(message.endsWith(details.remedy)).toBe(true);
});

test('a denial names the policy and its message', async () => {
  platform.fake.failNext('createConnector', FAULTS.denied);
  const { message, details } = await errorOf(platform.client().client.createConnector(BUILDS));
  expect(message).toContain('Only tagged: A connector needs the tag team.');
  expect(details).toMatchObject({ status: 200, correlationId: 'correlation-of-denial' });
  expect(platform.fake.callsOf('getConnector')).toEqual([]);
});

test('the error for an HTML page shows its title', async () => {
  platform.fake.failNext('getConnector', FAULTS.loginPage);
  expect((await errorOf(platform.client().client.getConnector(BUILDS))).message).toContain('the title "Sign in"');
});

test('a 404 that does not come from the platform never makes a connector look deleted', async () => {
  platform.fake.addConnector(BUILDS);
  platform.fake.failNext('getConnector', { status: 404, body: '<html></html>' });
  expect((await errorOf(platform.client().client.getConnector(BUILDS))).details.kind).toBe('unreadable');
});

test('stops reading a response that is too long', async () => {
  platform.fake.failNext('getConnector', { body: { status: 'SUCCESS', data: 'x'.repeat(5000) } });
  const { client } = platform.client({ maximumBytes: 1000 });
  expect((await errorOf(client.getConnector(BUILDS))).message).toContain('longer than 1000 bytes');
});

test('never shows the API key in errors or output, even if the platform repeats it', async () => {
  const { apiKey } = platform.fake;
  const { client, retries } = platform.client();
  const leaks: readonly Fault[] = [
    { status: 400, body: failed(apiKey, `The key ${apiKey} is bad.`) },
    { status: 500, body: { ...failed('X'), responseMessages: [{ message: apiKey, failureTypes: [apiKey] }] } },
    { status: 200, body: `<html><title>${apiKey}</title></html>` },
    { status: 200, body: `{"status":"SUCCESS","data":"${apiKey.replaceAll('.', '\\u002e')}"}` },
  ];
  for (const leak of leaks) {
    platform.fake.failNext('updateConnector', leak, leak.status === 500 ? 5 : 1);
    const error = await errorOf(client.updateConnector(BUILDS));
    expect(inspect(error, { depth: 10 }) + JSON.stringify(error)).not.toContain('sentinel-of-the-key');
  }
  platform.fake.addConnector(BUILDS);
  platform.fake.connectionTest = () => ({ status: 'FAILURE', errorSummary: `with ${apiKey}` });
  expect((await client.testConnection(BUILDS)).errorSummary).toBe('with (API key)');
  expect(retries.length).toBeGreaterThan(0);
  const printed = [client, retries].map((one) => inspect(one, { depth: 10, showHidden: true }) + JSON.stringify(one));
  expect(printed.join()).not.toContain('sentinel-of-the-key');
});

test('distinguishes a refused connection from an unknown host name', async () => {
  const at = (endpoint: string) =>
    new HarnessPlatform({ ...platform.fake.options, endpoint }, { attempts: 1 }).getConnector(BUILDS);
  expect((await errorOf(at('http://127.0.0.1:1'))).details.kind).toBe('refused');
  expect((await errorOf(at('http://no-such-host.invalid'))).details.kind).toBe('dns');
});

test('throws only HarnessApiError, for any response', async () => {
  const { client } = platform.client({ attempts: 1 });
  const texts = fc.constantFrom('SUCCESS', 'FAILURE', 'ERROR', '', 'x');
  const member = fc.oneof(fc.jsonValue(), texts);
  const body = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        status: member,
        data: member,
        resource: member,
        code: member,
        message: member,
        responseMessages: member,
        errors: member,
      },
      { requiredKeys: [] },
    ),
    fc.record({
      status: texts,
      data: fc.record(
        { connector: member, status: member, errors: member, testedAt: member, governanceMetadata: member },
        { requiredKeys: [] },
      ),
    }),
    fc.record({ resource: fc.array(fc.record({ name: texts, tags: member, delegateReplicas: fc.array(member) })) }),
  );
  const status = fc.constantFrom(200, 200, 204, 302, 400, 401, 404, 429, 500);
  const calls = {
    getConnector: () => client.getConnector(BUILDS),
    updateConnector: () => client.updateConnector(BUILDS),
    deleteConnector: () => client.deleteConnector(BUILDS),
    testConnection: () => client.testConnection(BUILDS),
    listDelegates: () => client.listDelegates({}),
  };
  const operation = fc.constantFrom(...(Object.keys(calls) as (keyof typeof calls)[]));
  const holds = fc.asyncProperty(operation, status, body, async (name, code, json) => {
    platform.fake.failNext(name, { status: code, body: JSON.stringify(json) });
    await calls[name]().catch((error: unknown) => expect(HarnessApiError.isHarnessApiError(error)).toBe(true));
  });
  await fc.assert(holds, { numRuns: 150 });
});

test('the failure samples comply with the API contract', () => {
  for (const { name, answer } of FAILURE_SAMPLES) {
    const problems =
      answer instanceof PlatformFailure ? answerProblems('testConnection', answer.status, answer.body) : [];
    expect([name, problems]).toEqual([name, []]);
  }
  expect(new Set(FAILURE_SAMPLES.map(({ name }) => name)).size).toBe(FAILURE_SAMPLES.length);
});
