import { validateConnector, type ValidateConnectorOptions } from 'harness-constructs/connector-test';
import { HarnessErrors } from '../../lib/core';

const GOOD: ValidateConnectorOptions = {
  platform: {
    accountId: 'account',
    apiKey: 'pat.account.sentinel',
    endpoint: 'http://127.0.0.1:9',
    unsafePlainHttp: true,
  },
  connector: { identifier: 'builds' },
  delegateSelectors: ['ci'],
};

/** Invalid input of any kind, as plain JavaScript can pass it. */
const BAD: readonly [property: string, options: object][] = [
  ['options', []],
  ['platform', { platform: undefined }],
  ['platform.accountId', { platform: { ...GOOD.platform, accountId: '' } }],
  ['platform.accountId', { platform: { ...GOOD.platform, accountId: 'a b' } }],
  ['platform.apiKey', { platform: { ...GOOD.platform, apiKey: '' } }],
  ['platform.apiKey', { platform: { ...GOOD.platform, apiKey: 'sentinel\n' } }],
  ['platform.apiKey', { platform: { ...GOOD.platform, apiKey: undefined } }],
  ['platform.endpoint', { platform: { ...GOOD.platform, endpoint: 'app.harness.io' } }],
  ['platform.endpoint', { platform: { ...GOOD.platform, endpoint: 'ftp://app.harness.io' } }],
  ['platform.endpoint', { platform: { ...GOOD.platform, unsafePlainHttp: undefined } }],
  ['connector', { connector: 'builds' }],
  ['connector.identifier', { connector: { identifier: '' } }],
  ['connector.identifier', { connector: { identifier: 'account.builds' } }],
  ['connector.orgIdentifier', { connector: { identifier: 'builds', orgIdentifier: '' } }],
  ['connector.projectIdentifier', { connector: { identifier: 'builds', orgIdentifier: 'o', projectIdentifier: '' } }],
  ['connector.orgIdentifier', { connector: { identifier: 'builds', projectIdentifier: 'payments' } }],
  ['delegateSelectors', { delegateSelectors: undefined }],
  ['delegateSelectors', { delegateSelectors: 'ci' }],
  ['delegateSelectors[1]', { delegateSelectors: ['ci', 'a,b'] }],
  ['delegateSelectors[0]', { delegateSelectors: [''] }],
  ['delegateGeneration', { delegateGeneration: 'newest' }],
  ['plUseRunner', { plUseRunner: 'yes' }],
  ['timeoutSeconds', { timeoutSeconds: 0 }],
  ['timeoutSeconds', { timeoutSeconds: -1 }],
  ['timeoutSeconds', { timeoutSeconds: Number.NaN }],
  ['timeoutSeconds', { timeoutSeconds: Number.POSITIVE_INFINITY }],
  ['timeoutSeconds', { timeoutSeconds: '10' }],
  ['pollIntervalSeconds', { pollIntervalSeconds: -0.5 }],
  ['onProgress', { onProgress: true }],
  ['signal', { signal: 'x' }],
  ['signal', { signal: null }],
  ['policies', { policies: 'required' }],
  ['policies.harness', { policies: { harness: 'optional' } }],
  ['policies.delegate', { policies: { delegate: 'required' } }],
  ['selectors', { selectors: ['ci'] }],
  ['platform.apikey', { platform: { ...GOOD.platform, apikey: 'sentinel' } }],
  ['connector.orgIdentifer', { connector: { identifier: 'builds', orgIdentifer: 'default' } }],
  ['cluster.namespaces', { cluster: { kubeconfig: { ambient: true }, namespaces: [] } }],
  ['cluster.kubeconfig.path', { cluster: { kubeconfig: { path: 'a' } } }],
  ['cluster.kubeconfig', { cluster: { kubeconfig: 'users: [{ user: { token: sentinel } }]' } }],
  ['cluster.kubeconfig.file', { cluster: { kubeconfig: { file: 5 } } }],
  ['cluster.kubeconfig.content', { cluster: { kubeconfig: { content: { token: 'sentinel' } } } }],
  ['cluster.kubeconfig.content', { cluster: { kubeconfig: { content: '' } } }],
  ['cluster.kubeconfig.ambient', { cluster: { kubeconfig: { ambient: 'sentinel' } } }],
  ['delegateSelectors[0]', { delegateSelectors: Object.assign([], { 1: 'ci' }) }],
  [
    'cluster.serviceAccount.token',
    { cluster: { kubeconfig: { ambient: true }, serviceAccount: { namespace: 'n', name: 'a', token: 'sentinel' } } },
  ],
  ['policies.cluster', { policies: { cluster: 'required' } }],
  ['policies.cluster', { policies: { cluster: 'advisory' } }],
  ['cluster.kubeconfig', { cluster: {} }],
  ['cluster.kubeconfig', { cluster: { kubeconfig: {} } }],
  ['cluster.kubeconfig', { cluster: { kubeconfig: { file: 'a', content: 'b' } } }],
  ['cluster.buildNamespaces[0]', { cluster: { kubeconfig: { ambient: true }, buildNamespaces: [''] } }],
  [
    'cluster.privilegedNamespaces',
    { cluster: { kubeconfig: { ambient: true }, buildNamespaces: ['a'], privilegedNamespaces: 'a' } },
  ],
  [
    'cluster.privilegedNamespaces[0]',
    { cluster: { kubeconfig: { ambient: true }, buildNamespaces: ['a'], privilegedNamespaces: ['b'] } },
  ],
  ['cluster.kubernetesVersion', { cluster: { kubeconfig: { ambient: true }, kubernetesVersion: '36' } }],
  ['cluster.kubernetesVersion', { cluster: { kubeconfig: { ambient: true }, kubernetesVersion: 1.36 } }],
  [
    'cluster.serviceAccount.name',
    { cluster: { kubeconfig: { ambient: true }, serviceAccount: { namespace: 'n', name: '' } } },
  ],
];

const CYCLE: unknown[] = [];
CYCLE.push(CYCLE);
const DEEP = Array.from({ length: 20_000 }).reduce<unknown>((inner) => ({ inner }), 'end');

/** Values that cannot be shown as JSON, or have no members. */
const STRANGE: readonly unknown[] = [null, 3n, CYCLE, DEEP, [DEEP], Symbol('a'), () => 'sentinel', { a: 1n }];

/** Where they are put. */
const PLACES: readonly (readonly string[])[] = [
  ...['platform', 'connector', 'delegateSelectors', 'delegateGeneration', 'plUseRunner', 'timeoutSeconds'],
  ...['pollIntervalSeconds', 'cluster', 'policies'],
].map((name) => [name]);
const WITHIN: readonly (readonly string[])[] = [
  ['platform', 'accountId'],
  ['platform', 'apiKey'],
  ['platform', 'endpoint'],
  ['connector', 'identifier'],
  ['connector', 'orgIdentifier'],
  ['delegateSelectors', '0'],
  ['cluster', 'kubeconfig'],
  ['cluster', 'context'],
  ['cluster', 'serviceAccount'],
  ['cluster', 'serviceAccount', 'name'],
  ['cluster', 'buildNamespaces'],
  ['cluster', 'buildNamespaces', '0'],
  ['cluster', 'features'],
  ['cluster', 'kubernetesVersion'],
  ['policies', 'harness'],
];
const WITH_CLUSTER = {
  ...GOOD,
  cluster: {
    kubeconfig: { ambient: true },
    serviceAccount: { namespace: 'n', name: 'a' },
    buildNamespaces: ['n'],
    features: [],
  },
  policies: {},
};

/** A copy with another value at a path. */
function withValue(given: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  const copy = (Array.isArray(given) ? [...(given as unknown[])] : { ...(given as object) }) as Record<string, unknown>;
  copy[first] = rest.length === 0 ? value : withValue(copy[first], rest, value);
  return copy;
}

describe('values of any kind', () => {
  test.each([...PLACES, ...WITHIN])('are refused by name as %s %s %s', async (...place: string[]) => {
    for (const value of STRANGE) {
      const options = withValue(WITH_CLUSTER, place, value) as ValidateConnectorOptions;
      const error = await validateConnector(options).then(
        () => 'accepted',
        (reason: unknown) => reason,
      );
      expect(HarnessErrors.allOf(error).map(({ property }) => property.split(/[.[]/)[0])).toContain(place[0]);
      expect(String(error)).not.toContain('sentinel');
    }
  });
});

test('everything wrong is reported at once, unknown options and bad values alike', async () => {
  const bad = {
    selectors: 1,
    platform: { accountId: '', apiKey: 'a b', endpoint: 'ftp://a', apikey: 1 },
    connector: { identifer: 'a', orgIdentifier: '1 1', projectIdentifier: '' },
    delegateSelectors: ['a,b', 'ci', ''],
    plUseRunner: 'yes',
    timeoutSeconds: -1,
    cluster: { kubeconfig: {}, context: '', serviceAccount: { name: '' }, features: ['any'], namespaces: [] },
    policies: { harness: 'optional' },
  };
  const error = await validateConnector(bad as never).catch((reason: unknown) => reason);
  expect(HarnessErrors.allOf(error).map(({ property }) => property)).toEqual([
    'selectors',
    'platform.apikey',
    'connector.identifer',
    'cluster.namespaces',
    'platform.accountId',
    'platform.apiKey',
    'platform.endpoint',
    'connector.orgIdentifier',
    'connector.projectIdentifier',
    'delegateSelectors[0]',
    'delegateSelectors[2]',
    'plUseRunner',
    'timeoutSeconds',
    'cluster.kubeconfig',
    'cluster.context',
    'cluster.serviceAccount.namespace',
    'cluster.serviceAccount.name',
    'cluster.features[0]',
    'policies.harness',
  ]);
});

describe('options of a validation', () => {
  test.each(BAD)('are refused before any request: %s of %j', async (property, bad) => {
    const options = Array.isArray(bad) ? bad : { ...GOOD, ...bad };
    const error = await validateConnector(options as ValidateConnectorOptions).then(
      () => 'accepted',
      (reason: unknown) => reason,
    );
    expect(HarnessErrors.detailsOf(error)).toMatchObject({ property });
    expect(String(error)).not.toContain('sentinel');
  });

  test('are refused with the place of an option on the wrong level', async () => {
    const options = { ...GOOD, orgIdentifier: 'default', kubeconfig: { ambient: true } };
    await expect(validateConnector(options)).rejects.toThrow(
      'orgIdentifier: unknown property; expected connector.orgIdentifier. Move it: orgIdentifier belongs in connector.\n' +
        'kubeconfig: unknown property; expected cluster.kubeconfig. Move it: kubeconfig belongs in cluster.',
    );
  });

  test('are refused with the value, the expected value and the remedy', async () => {
    await expect(validateConnector({ ...GOOD, timeoutSeconds: -1 })).rejects.toThrow(
      'timeoutSeconds: got -1; expected a number of seconds above 0 and up to 86400. Change it.',
    );
  });
});
