import type { ConnectorValidationResult, ProbeName, ValidationProgress } from 'harness-constructs/connector-test';
import { TIMEOUT_SECONDS } from '../../lib/validation/validate-connector';
import { codesOf, CONNECTOR, probeOf, validate } from '../testkit/connector-validation';
import { covers } from '../testkit/covers';
import { FakePlatform, FAULTS } from '../testkit/harness-platform';

/** An invalid kubeconfig. */
const BAD_CLUSTER = { kubeconfig: { content: 'sentinel: no kubeconfig' } };

let platform: FakePlatform;

beforeEach(async () => {
  platform = await FakePlatform.start();
  platform.addConnector(CONNECTOR);
  platform.addDelegate({ name: 'ci-delegate', tags: ['ci', 'linux-amd64'] });
});

afterEach(async () => {
  await platform.stop();
  expect(platform.offences).toEqual([]);
});

/** Returns the status of each probe. */
function statuses({ status, probes }: ConnectorValidationResult): object {
  return { ...Object.fromEntries(probes.map((probe) => [probe.probe, probe.status])), whole: status };
}

/** Makes a change after the validation has run a number of attempts. */
function afterLooks(looks: number, change: () => void): (progress: ValidationProgress) => void {
  let seen = 0;
  return ({ message }) => {
    if (message.includes('checking again') && ++seen === looks) change();
  };
}

describe('a connector that is fit for use', () => {
  test('passes: a delegate with the tags is connected, and then the Harness test succeeds', async () => {
    covers('S000.test.pass-completes', 'S000.test.through-selected-delegates', 'S002.connector.test');
    covers('S004.connector.test', 'S000.test.given-credentials', 'S000.test.after-save');
    const result = await validate(platform);
    expect(statuses(result)).toEqual({ connected: 'passed', cluster: 'skipped', harness: 'passed', whole: 'SUCCESS' });
    expect(platform.calls.at(-1)).toMatchObject({
      operation: 'testConnection',
      path: '/ng/api/connectors/testConnection/builds',
      query: { orgIdentifier: 'eng', projectIdentifier: 'payments' },
    });
  });

  test('passes with the delegate and time that the platform reports', async () => {
    platform.now = () => 1_700_000_000_000;
    expect(await validate(platform)).toMatchObject({
      testedAt: 1_700_000_000_000,
      delegateId: 'ci-delegate-replica-0',
    });
  });

  test('passes with its end as the time if the Harness test is skipped', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
    const result = await validate(platform, { policies: { harness: 'skip' } }).finally(() => clock.mockRestore());
    expect(result.testedAt).toBe(1_700_000_000_000);
    expect(result).not.toHaveProperty('delegateId');
    expect(platform.callsOf('testConnection')).toEqual([]);
  });
});

describe('the probe connected', () => {
  test('waits until the delegate is connected before it runs the Harness test', async () => {
    covers('S002.connector.verify-takes-minutes', 'S004.connector.verify-takes-minutes', 'S001.verify.connected');
    covers('S002.connector.verify-delegate', 'S004.connector.verify-delegate');
    platform.setConnected('ci-delegate', false);
    const onProgress = afterLooks(3, () => platform.addDelegate({ name: 'ci-delegate', tags: ['ci'] }));
    expect(await validate(platform, { onProgress })).toMatchObject({ status: 'SUCCESS' });
    const operations = platform.calls.map(({ operation }) => operation);
    expect(operations.lastIndexOf('listDelegates')).toBeLessThan(operations.indexOf('testConnection'));
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('waits until the delegate is listed', async () => {
    covers('S003.verify.listed');
    platform.removeDelegate('ci-delegate');
    const onProgress = afterLooks(2, () => platform.addDelegate({ name: 'ci-delegate', tags: ['ci'] }));
    expect(await validate(platform, { onProgress })).toMatchObject({ status: 'SUCCESS' });
  });

  test.each([
    ['the project', { orgIdentifier: 'eng', projectIdentifier: 'payments' }],
    ['its organization', { orgIdentifier: 'eng' }],
    ['the account', {}],
  ])('accepts a delegate in %s', async (_where, scope) => {
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'scoped', tags: ['ci'], ...scope });
    expect(statuses(await validate(platform))).toMatchObject({ connected: 'passed' });
  });

  test.each([
    ['another project', { orgIdentifier: 'eng', projectIdentifier: 'other' }],
    ['another organization', { orgIdentifier: 'other' }],
  ])('accepts no delegate in %s', async (_where, scope) => {
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'scoped', tags: ['ci'], ...scope });
    const result = await validate(platform, { timeoutSeconds: 0.01 }, { leastTime: 10_000 });
    expect(codesOf(result, 'connected')).toEqual(['NO_DELEGATE_WITH_TAGS']);
  });

  test('accepts no delegate with only some of the tags, and names the nearest and the tags they lack', async () => {
    covers('S001.connector.match-verified');
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'far', tags: ['deployments'] });
    platform.addDelegate({ name: 'near', tags: ['ci', 'linux-amd99'], orgIdentifier: 'eng' });
    platform.addDelegate({ name: 'nearer', tags: ['ci', 'linux-arm64', 'linux-amd6'] });
    platform.addDelegate({ name: 'further', tags: ['ci', 'windows'] });
    const delegateSelectors = ['ci', 'linux-amd64'];
    const result = await validate(platform, { delegateSelectors, timeoutSeconds: 0.01 }, { leastTime: 10_000 });
    expect(probeOf(result, 'connected').findings[0].evidence?.split('\n')).toEqual([
      'looked for tags ci, linux-amd64 in the project payments, the organization eng, the account',
      'delegate nearer in the account lacks linux-amd64; it has nearer, ci, linux-arm64, linux-amd6',
      'delegate near in the organization eng lacks linux-amd64; it has near, ci, linux-amd99',
      'delegate further in the account lacks linux-amd64; it has further, ci, windows',
    ]);
  });

  test('accepts any connected delegate if no tags are required', async () => {
    platform.addDelegate({ name: 'down', connected: false });
    expect(statuses(await validate(platform, { delegateSelectors: [] }))).toMatchObject({ connected: 'passed' });
    platform.setConnected('ci-delegate', false);
    const choices = { delegateSelectors: [], timeoutSeconds: 0.01 };
    expect(codesOf(await validate(platform, choices, { leastTime: 10_000 }), 'connected')).toEqual([
      'DELEGATE_NOT_CONNECTED',
    ]);
  });

  test('accepts a delegate even if another scope cannot be listed', async () => {
    platform.failNext('listDelegates', FAULTS.serverError, 2);
    expect(statuses(await validate(platform))).toMatchObject({ connected: 'passed' });
  });
});

describe('the Harness test', () => {
  test('always runs: a stored success says nothing about a connector that has changed since', async () => {
    platform.addConnector(CONNECTOR, { status: 'SUCCESS' });
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'failed', whole: 'FAILURE' });
  });

  test('is repeated while it has no result', async () => {
    const words = ['PENDING', 'UNKNOWN', 'PARTIAL', 'NEWER_WORD', 'SUCCESS'];
    platform.connectionTest = () => ({ status: words.shift() ?? 'none' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'passed' });
    expect(words).toEqual([]);
  });

  test('is repeated after a failure that can resolve itself, such as a permission just granted in the cloud', async () => {
    covers('S000.eks.policy-delay');
    expect(TIMEOUT_SECONDS).toBeGreaterThanOrEqual(5 * 60);
    let looks = 0;
    const denied = 'AccessDenied: role/ci is not authorized to perform: eks:DescribeCluster';
    platform.connectionTest = () => (++looks < 3 ? { status: 'FAILURE', errorSummary: denied } : { status: 'SUCCESS' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'passed' });
  });

  test('is not repeated after a permanent failure', async () => {
    covers('S000.test.failure-blocks');
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { timeoutSeconds: 60 });
    expect(codesOf(result, 'harness')).toEqual(['CREDENTIALS_REJECTED']);
    expect(result.status).toBe('FAILURE');
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('ends at the deadline if nothing responds', async () => {
    platform.failNext('testConnection', FAULTS.silent, 10);
    // Nothing else ends it: the client would wait for longer than the test may take.
    const choices = { policies: { connected: 'skip' }, timeoutSeconds: 0.2 } as const;
    const result = await validate(platform, choices, { clientTimeout: 3_600_000 });
    expect(codesOf(result, 'harness')).toEqual(['NOT_TESTED_IN_TIME']);
  });

  test('on the new delegate is advisory: the connector is fit for use even if it fails', async () => {
    covers('S001.connector.test-error-expected', 'S001.connector.works-despite-error');
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Task has expired' });
    const result = await validate(platform, { delegateGeneration: 'new' });
    expect(statuses(result)).toMatchObject({ connected: 'passed', harness: 'failed', whole: 'SUCCESS' });
    expect(probeOf(result, 'harness')).toMatchObject({
      policy: 'advisory',
      findings: [{ code: 'NEW_DELEGATE_NOT_TESTABLE', evidence: 'DELEGATE_TASK_TIMED_OUT: Task has expired' }],
    });
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('on the new delegate is required with PL_USE_RUNNER', async () => {
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { delegateGeneration: 'new', plUseRunner: true });
    expect(probeOf(result, 'harness')).toMatchObject({
      policy: 'required',
      findings: [{ code: 'CREDENTIALS_REJECTED' }],
    });
    expect(result.status).toBe('FAILURE');
  });

  test('on the new delegate does not make up for a delegate that is not connected', async () => {
    covers('S001.connector.works-despite-error');
    platform.setConnected('ci-delegate', false);
    const choices = { delegateGeneration: 'new', timeoutSeconds: 0.01 } as const;
    expect(await validate(platform, choices, { leastTime: 10_000 })).toMatchObject({ status: 'FAILURE' });
  });
});

describe('the outcome of a validation', () => {
  test('an advisory probe is reported but does not fail the validation', async () => {
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { policies: { harness: 'advisory' } });
    expect(statuses(result)).toMatchObject({ harness: 'failed', whole: 'SUCCESS' });
    expect(codesOf(result, 'harness')).toEqual(['CREDENTIALS_REJECTED']);
  });

  test('without a delegate the cluster is still probed, but the Harness test is skipped', async () => {
    platform.removeDelegate('ci-delegate');
    const choices = { cluster: BAD_CLUSTER, timeoutSeconds: 0.05 };
    const result = await validate(platform, choices, { leastTime: 10_000 });
    expect(statuses(result)).toEqual({ connected: 'failed', cluster: 'failed', harness: 'skipped', whole: 'FAILURE' });
    expect(codesOf(result, 'cluster')).toEqual(['KUBECONFIG_UNUSABLE']);
    expect(platform.callsOf('testConnection')).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('sentinel');
  });

  test('after a failed cluster probe the Harness test runs once, to help find the cause', async () => {
    platform.connectionTest = () => ({ status: 'PENDING' });
    const result = await validate(platform, { cluster: BAD_CLUSTER, timeoutSeconds: 60 });
    expect(statuses(result)).toEqual({ connected: 'passed', cluster: 'failed', harness: 'failed', whole: 'FAILURE' });
    expect(codesOf(result, 'cluster')).toEqual(['KUBECONFIG_UNUSABLE']);
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('the next probe runs even if an advisory probe has used up the time', async () => {
    platform.addDelegate({ name: 'ci-delegate', tags: ['other'] });
    platform.connectionTest = () => ({ status: 'SUCCESS' });
    const choices = { policies: { connected: 'advisory' }, timeoutSeconds: 0.01 } as const;
    const result = await validate(platform, choices, { leastTime: 10_000 });
    expect(statuses(result)).toEqual({ connected: 'failed', cluster: 'skipped', harness: 'passed', whole: 'SUCCESS' });
  });

  test('if all probes are skipped, nothing is sent', async () => {
    const policies = { connected: 'skip', harness: 'skip' } as const;
    expect(await validate(platform, { policies })).toMatchObject({ status: 'SUCCESS' });
    expect(platform.calls).toEqual([]);
  });
});

describe('a validation that is aborted', () => {
  const REASON = new Error('the user has had enough');

  test('before it starts sends nothing', async () => {
    await expect(validate(platform, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    expect(platform.calls).toEqual([]);
  });

  test.each(['during a delay', 'during an attempt'])('%s throws the reason immediately', async (when) => {
    if (when === 'during an attempt') platform.failNext('testConnection', FAULTS.silent, 10);
    else platform.connectionTest = () => ({ status: 'PENDING' });
    const controller = new AbortController();
    const abort = () => controller.abort(REASON);
    if (when === 'during an attempt') void platform.nextCallOf('testConnection').then(abort);
    const onProgress = ({ message }: ValidationProgress): void => {
      // The delay begins when it has been reported.
      if (message.includes('checking again')) setImmediate(abort);
    };
    const choices = { signal: controller.signal, onProgress, timeoutSeconds: 7200, pollIntervalSeconds: 3600 };
    // Nothing else ends it: the waits are longer than the test may take.
    await expect(validate(platform, choices, { clientTimeout: 3_600_000 })).rejects.toBe(REASON);
  });
});

describe('the progress', () => {
  test('reports in one line each what a probe does, what it found, and what is retried', async () => {
    const told: ValidationProgress[] = [];
    platform.failNext('testConnection', FAULTS.rateLimited);
    platform.removeDelegate('ci-delegate');
    const add = afterLooks(1, () => platform.addDelegate({ name: 'ci-delegate', tags: ['ci'] }));
    const onProgress = (progress: ValidationProgress): void => {
      told.push(progress);
      add(progress);
    };
    await validate(platform, { onProgress });
    const of = (name: ProbeName): string[] => told.filter(({ probe }) => probe === name).map(({ message }) => message);
    expect(of('connected')).toEqual([
      'looking for a delegate with the tags ci',
      'no delegate in a scope that the connector can use has all of the required tags; checking again in 1 s',
      'looking for a delegate with the tags ci',
      'passed',
    ]);
    expect(of('cluster')).toEqual([]);
    expect(of('harness')).toEqual([
      'running the Harness connection test',
      expect.stringMatching(/^test the connector eng\/payments\/builds: .*429.*; trying again in \d s$/),
      'passed',
    ]);
  });
});
