import type { ConnectorValidationResult, ProbeName, ValidationProgress } from 'harness-constructs/connector-test';
import { codesOf, CONNECTOR, probeOf, validate } from '../support/connector-validation';
import { covers } from '../support/covers';
import { FakePlatform, FAULTS } from '../support/harness-platform';

/** A kubeconfig that is none. */
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

/** Each probe with what it gave. */
function statuses({ status, probes }: ConnectorValidationResult): object {
  return { ...Object.fromEntries(probes.map((probe) => [probe.probe, probe.status])), whole: status };
}

/** Changes something when the validation has looked some times. */
function afterLooks(looks: number, change: () => void): (progress: ValidationProgress) => void {
  let seen = 0;
  return ({ message }) => {
    if (message.includes('looking again') && ++seen === looks) change();
  };
}

describe('a connector that is fit for use', () => {
  test('passes: a delegate with the tags is connected, and Harness’ test, asked after it, succeeds', async () => {
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

  test('passes with the delegate and the time that the platform says', async () => {
    platform.now = () => 1_700_000_000_000;
    expect(await validate(platform)).toMatchObject({
      testedAt: 1_700_000_000_000,
      delegateId: 'ci-delegate-replica-0',
    });
  });

  test('passes with the time of the end where Harness’ test is skipped', async () => {
    const before = Date.now();
    const result = await validate(platform, { policies: { harness: 'skip' } });
    expect(result.testedAt).toBeGreaterThanOrEqual(before);
    expect(result).not.toHaveProperty('delegateId');
    expect(platform.callsOf('testConnection')).toEqual([]);
  });
});

describe('the probe of the delegate', () => {
  test('waits until the delegate is connected, and only then has Harness test', async () => {
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
  ])('takes a delegate of %s', async (_where, scope) => {
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'scoped', tags: ['ci'], ...scope });
    expect(statuses(await validate(platform))).toMatchObject({ connected: 'passed' });
  });

  test.each([
    ['another project', { orgIdentifier: 'eng', projectIdentifier: 'other' }],
    ['another organization', { orgIdentifier: 'other' }],
  ])('takes none of %s', async (_where, scope) => {
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'scoped', tags: ['ci'], ...scope });
    const result = await validate(platform, { timeoutSeconds: 0.01 }, { leastTime: 10_000 });
    expect(codesOf(result, 'connected')).toEqual(['NO_DELEGATE_WITH_TAGS']);
  });

  test('takes none that has some of the tags only, and names the nearest with what they lack', async () => {
    covers('S001.connector.match-verified');
    platform.removeDelegate('ci-delegate');
    platform.addDelegate({ name: 'far', tags: ['deployments'] });
    platform.addDelegate({ name: 'near', tags: ['ci', 'linux-amd46'], orgIdentifier: 'eng' });
    platform.addDelegate({ name: 'nearer', tags: ['ci', 'linux-arm64', 'linux-amd6'] });
    platform.addDelegate({ name: 'further', tags: ['ci', 'windows'] });
    const delegateSelectors = ['ci', 'linux-amd64'];
    const result = await validate(platform, { delegateSelectors, timeoutSeconds: 0.01 }, { leastTime: 10_000 });
    expect(probeOf(result, 'connected').findings[0].evidence?.split('\n')).toEqual([
      'looked for tags ci, linux-amd64 in the project payments, the organization eng, the account',
      'delegate nearer of the account lacks linux-amd64; it has nearer, ci, linux-arm64, linux-amd6',
      'delegate near of the organization eng lacks linux-amd64; it has near, ci, linux-amd46',
      'delegate further of the account lacks linux-amd64; it has further, ci, windows',
    ]);
  });

  test('takes any that is connected where no tags are asked for', async () => {
    platform.addDelegate({ name: 'down', connected: false });
    expect(statuses(await validate(platform, { delegateSelectors: [] }))).toMatchObject({ connected: 'passed' });
    platform.setConnected('ci-delegate', false);
    const choices = { delegateSelectors: [], timeoutSeconds: 0.01 };
    expect(codesOf(await validate(platform, choices, { leastTime: 10_000 }), 'connected')).toEqual([
      'DELEGATE_NOT_CONNECTED',
    ]);
  });

  test('takes one that it sees although another scope may not be listed', async () => {
    platform.failNext('listDelegates', FAULTS.serverError, 2);
    expect(statuses(await validate(platform))).toMatchObject({ connected: 'passed' });
  });
});

describe('Harness’ test', () => {
  test('is asked anew: a stored success says nothing of a connector that has changed since', async () => {
    platform.addConnector(CONNECTOR, { status: 'SUCCESS' });
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'failed', whole: 'FAILURE' });
  });

  test('is repeated while it has come to no result', async () => {
    const words = ['PENDING', 'UNKNOWN', 'PARTIAL', 'NEWER_WORD', 'SUCCESS'];
    platform.connectionTest = () => ({ status: words.shift() ?? 'none' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'passed' });
    expect(words).toEqual([]);
  });

  test('is repeated after a failure that may pass, such as a right that the cloud has just been given', async () => {
    covers('S000.eks.policy-delay');
    let looks = 0;
    const denied = 'AccessDenied: role/ci is not authorized to perform: eks:DescribeCluster';
    platform.connectionTest = () => (++looks < 3 ? { status: 'FAILURE', errorSummary: denied } : { status: 'SUCCESS' });
    expect(statuses(await validate(platform))).toMatchObject({ harness: 'passed' });
  });

  test('is not repeated after a failure that stays', async () => {
    covers('S000.test.failure-blocks');
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { timeoutSeconds: 60 });
    expect(codesOf(result, 'harness')).toEqual(['CREDENTIALS_REJECTED']);
    expect(result.status).toBe('FAILURE');
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('ends at the deadline where nothing answers', async () => {
    platform.failNext('testConnection', FAULTS.silent, 10);
    const start = performance.now();
    const result = await validate(platform, { timeoutSeconds: 0.2 });
    expect(performance.now() - start).toBeLessThan(2000);
    expect(codesOf(result, 'harness')).toEqual(['NOT_TESTED_IN_TIME']);
  });

  test('of the new delegate may fail: the connector is fit for use all the same', async () => {
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

  test('of the new delegate is required where PL_USE_RUNNER is on', async () => {
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { delegateGeneration: 'new', plUseRunner: true });
    expect(probeOf(result, 'harness')).toMatchObject({
      policy: 'required',
      findings: [{ code: 'CREDENTIALS_REJECTED' }],
    });
    expect(result.status).toBe('FAILURE');
  });

  test('of the new delegate does not stand in for a delegate that is not connected', async () => {
    covers('S001.connector.works-despite-error');
    platform.setConnected('ci-delegate', false);
    const choices = { delegateGeneration: 'new', timeoutSeconds: 0.01 } as const;
    expect(await validate(platform, choices, { leastTime: 10_000 })).toMatchObject({ status: 'FAILURE' });
  });
});

describe('what the outcome of a probe means', () => {
  test('an advisory one is told and fails nothing', async () => {
    platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Unauthorized' });
    const result = await validate(platform, { policies: { harness: 'advisory' } });
    expect(statuses(result)).toMatchObject({ harness: 'failed', whole: 'SUCCESS' });
    expect(codesOf(result, 'harness')).toEqual(['CREDENTIALS_REJECTED']);
  });

  test('without a delegate the cluster is still asked, and Harness is not', async () => {
    platform.removeDelegate('ci-delegate');
    const choices = { cluster: BAD_CLUSTER, timeoutSeconds: 0.05 };
    const result = await validate(platform, choices, { leastTime: 10_000 });
    expect(statuses(result)).toEqual({ connected: 'failed', cluster: 'failed', harness: 'skipped', whole: 'FAILURE' });
    expect(codesOf(result, 'cluster')).toEqual(['KUBECONFIG_UNUSABLE']);
    expect(platform.callsOf('testConnection')).toEqual([]);
    expect(JSON.stringify(result)).not.toContain('sentinel');
  });

  test('with a cluster that cannot be asked Harness is asked once: what it says helps', async () => {
    platform.connectionTest = () => ({ status: 'PENDING' });
    const result = await validate(platform, { cluster: BAD_CLUSTER, timeoutSeconds: 60 });
    expect(statuses(result)).toEqual({ connected: 'passed', cluster: 'failed', harness: 'failed', whole: 'FAILURE' });
    expect(codesOf(result, 'cluster')).toEqual(['KUBECONFIG_UNUSABLE']);
    expect(platform.callsOf('testConnection')).toHaveLength(1);
  });

  test('where an advisory probe has used up the time the next one is asked all the same', async () => {
    platform.addDelegate({ name: 'ci-delegate', tags: ['other'] });
    platform.connectionTest = () => ({ status: 'SUCCESS' });
    const choices = { policies: { connected: 'advisory' }, timeoutSeconds: 0.01 } as const;
    const result = await validate(platform, choices, { leastTime: 10_000 });
    expect(statuses(result)).toEqual({ connected: 'failed', cluster: 'skipped', harness: 'passed', whole: 'SUCCESS' });
  });

  test('where all are skipped nothing is asked', async () => {
    const policies = { connected: 'skip', harness: 'skip' } as const;
    expect(await validate(platform, { policies })).toMatchObject({ status: 'SUCCESS' });
    expect(platform.calls).toEqual([]);
  });
});

describe('a validation that is ended', () => {
  const REASON = new Error('the user has had enough');

  test('before it begins asks nothing', async () => {
    await expect(validate(platform, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    expect(platform.calls).toEqual([]);
  });

  test.each(['in a wait', 'in a look'])('%s throws the reason at once', async (when) => {
    if (when === 'in a look') platform.failNext('testConnection', FAULTS.silent, 10);
    else platform.connectionTest = () => ({ status: 'PENDING' });
    const controller = new AbortController();
    const start = performance.now();
    const onProgress = ({ message }: ValidationProgress): void => {
      const isThere = when === 'in a look' ? 'Harness tests' : 'looking again';
      if (message.includes(isThere)) setTimeout(() => controller.abort(REASON), 20);
    };
    const choices = { signal: controller.signal, onProgress, timeoutSeconds: 60, pollIntervalSeconds: 50 };
    await expect(validate(platform, choices)).rejects.toBe(REASON);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe('the progress', () => {
  test('tells of each probe in one line: what it does, what it found, and what is repeated', async () => {
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
      'no delegate that the connector can use has all of the tags; looking again in 1 s',
      'looking for a delegate with the tags ci',
      'passed',
    ]);
    expect(of('cluster')).toEqual([]);
    expect(of('harness')).toEqual([
      'Harness tests the connector',
      expect.stringMatching(/^test the connector eng\/payments\/builds: .*429.*; trying again in \d s$/),
      'passed',
    ]);
  });
});
