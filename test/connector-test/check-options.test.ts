import { validateConnector, type ValidateConnectorOptions } from 'harness-constructs/connector-test';
import { HarnessErrors } from 'harness-constructs';

const GOOD: ValidateConnectorOptions = {
  platform: { accountId: 'account', apiKey: 'pat.account.sentinel', endpoint: 'http://127.0.0.1:9' },
  connector: { identifier: 'builds' },
  delegateSelectors: ['ci'],
};

/** Bad input of any kind, as plain JavaScript may give it. */
const BAD: readonly [property: string, options: object][] = [
  ['options', []],
  ['platform', { platform: undefined }],
  ['accountId', { platform: { ...GOOD.platform, accountId: '' } }],
  ['accountId', { platform: { ...GOOD.platform, accountId: 'a b' } }],
  ['apiKey', { platform: { ...GOOD.platform, apiKey: '' } }],
  ['apiKey', { platform: { ...GOOD.platform, apiKey: 'sentinel\n' } }],
  ['apiKey', { platform: { ...GOOD.platform, apiKey: undefined } }],
  ['endpoint', { platform: { ...GOOD.platform, endpoint: 'app.harness.io' } }],
  ['endpoint', { platform: { ...GOOD.platform, endpoint: 'ftp://app.harness.io' } }],
  ['connector', { connector: 'builds' }],
  ['connector.identifier', { connector: { identifier: '' } }],
  ['connector.identifier', { connector: { identifier: 'account.builds' } }],
  ['connector.orgIdentifier', { connector: { identifier: 'builds', orgIdentifier: '' } }],
  ['connector.projectIdentifier', { connector: { identifier: 'builds', orgIdentifier: 'o', projectIdentifier: '' } }],
  ['connector.projectIdentifier', { connector: { identifier: 'builds', projectIdentifier: 'payments' } }],
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
  ['policies', { policies: 'required' }],
  ['policies.harness', { policies: { harness: 'optional' } }],
  ['policies: "delegate"', { policies: { delegate: 'required' } }],
  ['policies.cluster', { policies: { cluster: 'required' } }],
  ['policies.cluster', { policies: { cluster: 'advisory' } }],
  ['cluster.kubeconfig', { cluster: {} }],
  ['cluster.kubeconfig', { cluster: { kubeconfig: {} } }],
  ['cluster.kubeconfig', { cluster: { kubeconfig: { file: 'a', content: 'b' } } }],
  ['cluster.buildNamespaces[0]', { cluster: { kubeconfig: { ambient: true }, buildNamespaces: [''] } }],
  [
    'cluster.serviceAccount.name',
    { cluster: { kubeconfig: { ambient: true }, serviceAccount: { namespace: 'n', name: '' } } },
  ],
];

describe('options of a validation', () => {
  test.each(BAD)('are refused before anything is asked: %s of %j', async (property, bad) => {
    const options = Array.isArray(bad) ? bad : { ...GOOD, ...bad };
    const error = await validateConnector(options as ValidateConnectorOptions).then(
      () => 'accepted',
      (reason: unknown) => reason,
    );
    expect(HarnessErrors.detailsOf(error)).toMatchObject({ property });
    expect(String(error)).not.toContain('sentinel');
  });

  test('are refused with the value, what is allowed, and what to do', async () => {
    await expect(validateConnector({ ...GOOD, timeoutSeconds: -1 })).rejects.toThrow(
      'timeoutSeconds: got -1; allowed is a number of seconds above 0 and up to 86400. Change the number.',
    );
  });
});
