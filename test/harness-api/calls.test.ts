import { BUILDS, errorOf, fakePlatform } from './platform';
import { failureBody, PlatformFailure } from '../testkit/harness-platform';

const platform = fakePlatform();

test('creates, reads, replaces and deletes a connector', async () => {
  const { client } = platform.client();
  const created = await client.createConnector(BUILDS);
  expect(created).toMatchObject({ connector: BUILDS, status: { status: 'PENDING', errors: [] } });
  expect(await client.getConnector(BUILDS)).toEqual(created);
  const changed = { ...BUILDS, tags: { team: 'ci' }, spec: { ...BUILDS.spec, ignoreTestConnection: true } };
  expect((await client.updateConnector(changed)).connector).toEqual(changed);
  expect(await client.deleteConnector(BUILDS)).toBe(true);
  expect(await client.deleteConnector(BUILDS)).toBe(false);
  expect(await client.getConnector(BUILDS)).toBeUndefined();
});

test('sends each kind of credentials as the API contract defines it', async () => {
  const { client } = platform.client();
  const auths = [
    { type: 'UsernamePassword', spec: { username: 'u', passwordRef: 'account.p' } },
    { type: 'ServiceAccount', spec: { serviceAccountTokenRef: 'account.t', caCertRef: 'account.ca' } },
    { type: 'OpenIdConnect', spec: { oidcUsername: 'u', oidcClientIdRef: 'account.c', oidcPasswordRef: 'account.p' } },
    { type: 'ClientKeyCert', spec: { clientCertRef: 'account.c', clientKeyRef: 'account.k', clientKeyAlgo: 'EC' } },
  ];
  for (const auth of auths) {
    const credential = { type: 'ManualConfig', spec: { masterUrl: 'https://10.0.0.1:6443', auth } };
    const connector = { ...BUILDS, identifier: `by${auth.type}`, spec: { credential } };
    expect((await client.createConnector(connector)).connector).toEqual(connector);
  }
  const credential = { type: 'PermanentTokenConfig', spec: { spotAccountId: 'act-1', apiTokenRef: 'account.spot' } };
  const spot = { name: 'Spot', identifier: 'spot', type: 'Spot', spec: { credential, executeOnDelegate: true } };
  expect((await client.createConnector(spot)).connector).toEqual(spot);
});

test('sends the scope with every call', async () => {
  const { client } = platform.client();
  const scope = { orgIdentifier: 'org', projectIdentifier: 'project' };
  platform.fake.addDelegate({ name: 'of-project', ...scope });
  platform.fake.addDelegate({ name: 'of-account' });
  const connector = { ...BUILDS, ...scope };
  await client.createConnector(connector);
  expect(await client.getConnector({ identifier: 'builds' })).toBeUndefined();
  expect((await client.getConnector(connector))?.connector).toEqual(connector);
  expect((await client.testConnection(connector)).status).toBe('FAILURE');
  expect((await client.listDelegates(scope)).map(({ name }) => name)).toEqual(['of-project']);
  expect((await client.listDelegates({})).map(({ name }) => name)).toEqual(['of-account']);
});

test('lists delegates with all tags, their replicas and their connection status', async () => {
  platform.fake.now = () => 1_700_000_000_000;
  platform.fake.addDelegate({ name: 'builds', tags: ['k8s'], replicas: 2 });
  platform.fake.addDelegate({ name: 'gone', connected: false });
  const [builds, gone] = await platform.client().client.listDelegates({});
  expect(builds).toMatchObject({ name: 'builds', connected: true, lastHeartbeat: 1_700_000_000_000 });
  expect([...builds.tags].sort()).toEqual(['builds', 'k8s']);
  expect(builds.replicas.map(({ connected }) => connected)).toEqual([true, true]);
  expect(gone).toMatchObject({ connected: false, tags: ['gone'] });
  expect(gone).not.toHaveProperty('lastHeartbeat');
});

test('a failed connection test is a result, not an error', async () => {
  const { client, retries } = platform.client();
  await client.createConnector(BUILDS);
  expect(await client.testConnection(BUILDS)).toMatchObject({
    status: 'FAILURE',
    errors: [{ reason: 'NO_ELIGIBLE_DELEGATES' }],
  });
  platform.fake.addDelegate({ name: 'builds', tags: ['k8s'] });
  expect(await client.testConnection(BUILDS)).toMatchObject({ status: 'SUCCESS', delegateId: 'builds-replica-0' });
  expect(retries).toEqual([]);
});

test('an error response to a connection test is an error with its hints and explanations', async () => {
  const { client } = platform.client();
  await client.createConnector(BUILDS);
  const hint = { code: 'HINT', level: 'INFO', message: 'Check the\nmaster URL', failureTypes: ['CONNECTIVITY'] };
  platform.fake.connectionTest = () => {
    throw new PlatformFailure(400, failureBody('KUBERNETES_CLUSTER_ERROR', 'No way there', [hint]));
  };
  const { details, message } = await errorOf(client.testConnection(BUILDS));
  expect(details).toMatchObject({
    kind: 'invalid-request',
    status: 400,
    code: 'KUBERNETES_CLUSTER_ERROR',
    correlationId: 'correlation-of-failure',
    messages: [
      { level: 'INFO', code: 'HINT', message: 'Check the master URL', failureTypes: ['CONNECTIVITY'] },
      { level: 'ERROR', code: 'KUBERNETES_CLUSTER_ERROR', message: 'No way there', failureTypes: [] },
    ],
  });
  expect(message).toContain('test the connector account.builds: the platform answered 400');
});

test('passes through statuses and fields newer than the package', async () => {
  const { client } = platform.client();
  platform.fake.addConnector({ ...BUILDS, newerField: { a: 1 } }, { status: 'QUEUED_ELSEWHERE' });
  platform.fake.connectionTest = () => ({ status: 'HALF_WAY' });
  const before = await client.getConnector(BUILDS);
  expect(before).toMatchObject({ connector: { newerField: { a: 1 } }, status: { status: 'QUEUED_ELSEWHERE' } });
  expect(await client.testConnection(BUILDS)).toMatchObject({ status: 'HALF_WAY', errors: [] });
});

test.each([
  [null, undefined],
  [{ status: null }, { status: 'UNKNOWN', errors: [] }],
  [
    { status: 'SUCCESS', errors: null, testedAt: 0 },
    { status: 'SUCCESS', errors: [] },
  ],
  [
    { status: 'SUCCESS', lastTestedAt: 7 },
    { status: 'SUCCESS', errors: [], testedAt: 7 },
  ],
] as const)('a status of %j is tolerated', async (onWire, expected) => {
  platform.fake.addConnector(BUILDS, onWire);
  expect((await platform.client().client.getConnector(BUILDS))?.status).toEqual(expected);
});

test('an update keeps the result of the last test', async () => {
  const { client } = platform.client();
  platform.fake.addConnector(BUILDS, { status: 'SUCCESS', testedAt: 5 });
  const updated = await client.updateConnector({ ...BUILDS, name: 'Other' });
  expect(updated.status).toMatchObject({ status: 'SUCCESS', testedAt: 5 });
});

test('deletes a connector that others refer to only with force', async () => {
  const { client } = platform.client();
  platform.fake.addConnector(BUILDS);
  platform.fake.refer(BUILDS);
  expect((await errorOf(client.deleteConnector(BUILDS))).details.kind).toBe('invalid-request');
  expect(await client.deleteConnector(BUILDS, { force: true })).toBe(true);
});

test('drops top-level fields that are null', async () => {
  platform.fake.addConnector({ ...BUILDS, description: null, orgIdentifier: null, tags: null } as never);
  expect((await platform.client().client.getConnector(BUILDS))?.connector).toEqual(BUILDS);
});
