/** Everything that can go wrong on the side of the platform, with the cause that it is. */
import type { CauseCode, ProbeName } from 'harness-constructs/connector-test';
import type { Choices, Insides } from './connector-validation';
import { failing, FAILURE_SAMPLES, type FakePlatform, failureBody, FAULTS, PlatformFailure } from './harness-platform';

export interface Failure {
  readonly name: string;
  readonly probe: ProbeName;
  readonly code: CauseCode;
  /** What of the evidence must be there. */
  readonly evidence?: string;
  readonly choices?: Choices;
  readonly insides?: Insides;
  /** Where the connector, and a connected delegate with its tags, are there already. */
  readonly arrange: (platform: FakePlatform) => void;
}

/** For faults that stay. */
const ALWAYS = 1000;

type FaultName = keyof typeof FAULTS;

/** Faults of the way to the platform and of its answers, which each of the calls may meet. */
const FAULTY: readonly [fault: FaultName, code: CauseCode][] = [
  ['rateLimited', 'PLATFORM_RATE_LIMITED'],
  ['serverError', 'PLATFORM_FAILED'],
  ['unavailablePage', 'PLATFORM_FAILED'],
  ['loginPage', 'PLATFORM_FAILED'],
  ['halfJson', 'PLATFORM_FAILED'],
  ['garbage', 'PLATFORM_FAILED'],
  ['reset', 'PLATFORM_UNREACHABLE'],
  ['truncated', 'PLATFORM_UNREACHABLE'],
  ['silent', 'PLATFORM_UNREACHABLE'],
];

const SIDES = [
  { probe: 'connected', operation: 'listDelegates' },
  { probe: 'harness', operation: 'testConnection' },
] as const;

const OF_BOTH_SIDES: readonly Failure[] = SIDES.flatMap(({ probe, operation }) => [
  ...FAULTY.map(([fault, code]) => ({
    name: fault,
    probe,
    code,
    ...(fault === 'silent' && { insides: { clientTimeout: 1000 } }),
    arrange: (platform: FakePlatform) => platform.failNext(operation, FAULTS[fault], ALWAYS),
  })),
  {
    name: 'a key that is none',
    probe,
    code: 'API_KEY_REJECTED' as const,
    evidence: '401',
    choices: { platform: { apiKey: 'pat.other.key' } },
    arrange: () => undefined,
  },
  {
    name: 'a key of another account',
    probe,
    code: 'API_KEY_LACKS_PERMISSION' as const,
    evidence: 'another account',
    choices: { platform: { accountId: 'other' } },
    arrange: () => undefined,
  },
  {
    name: 'a platform whose port is closed',
    probe,
    code: 'PLATFORM_UNREACHABLE' as const,
    choices: { platform: { endpoint: 'http://127.0.0.1:1' } },
    arrange: () => undefined,
  },
]);

const OF_DELEGATES: readonly Failure[] = [
  {
    name: 'no delegate at all',
    probe: 'connected',
    code: 'NO_DELEGATE_WITH_TAGS',
    evidence: 'no delegates found',
    arrange: (platform) => platform.removeDelegate('ci-delegate'),
  },
  {
    name: 'a typo in a tag',
    probe: 'connected',
    code: 'NO_DELEGATE_WITH_TAGS',
    evidence: 'delegate ci-delegate in the account lacks linux-amd46; it has ci-delegate, ci, linux-amd64',
    choices: { delegateSelectors: ['ci', 'linux-amd46'] },
    arrange: () => undefined,
  },
  {
    name: 'a delegate that is down',
    probe: 'connected',
    code: 'DELEGATE_NOT_CONNECTED',
    evidence: 'delegate ci-delegate in the account',
    arrange: (platform) => platform.setConnected('ci-delegate', false),
  },
];

/** As the platform words them. */
const OF_WORDS: readonly Failure[] = FAILURE_SAMPLES.map((sample) => ({
  name: sample.name,
  probe: 'harness',
  code: sample.cause,
  arrange: (platform) => {
    platform.connectionTest = failing(sample);
  },
}));

const OF_TEST: readonly Failure[] = [
  {
    name: 'a connector that is not there',
    probe: 'harness',
    code: 'CONNECTOR_NOT_FOUND',
    evidence: 'No connector exists',
    choices: { connector: { identifier: 'other' } },
    arrange: () => undefined,
  },
  {
    name: 'a policy that denies the test with status 200',
    probe: 'harness',
    code: 'DENIED_BY_POLICY',
    evidence: 'A connector needs the tag team.',
    arrange: (platform) => platform.failNext('testConnection', FAULTS.denied, ALWAYS),
  },
  {
    name: 'no delegate, as Harness finds it',
    probe: 'harness',
    code: 'NO_ELIGIBLE_DELEGATE',
    arrange: (platform) => platform.setConnected('ci-delegate', false),
  },
  {
    name: 'an error with explanations instead of a result',
    probe: 'harness',
    code: 'SECRET_NOT_FOUND',
    evidence: 'sa_token',
    arrange: (platform) => {
      platform.connectionTest = () => {
        const hint = { code: 'HINT', level: 'INFO', message: 'Check that the token has not expired', failureTypes: [] };
        throw new PlatformFailure(400, failureBody('SECRET_NOT_FOUND', 'Reference to [account.sa_token]', [hint]));
      };
    },
  },
  {
    name: 'the new delegate',
    probe: 'harness',
    code: 'NEW_DELEGATE_NOT_TESTABLE',
    evidence: 'DELEGATE_TASK_TIMED_OUT: Task has expired',
    choices: { delegateGeneration: 'new' },
    arrange: (platform) => {
      platform.connectionTest = () => ({ status: 'FAILURE', errorSummary: 'Task has expired' });
    },
  },
];

export const PLATFORM_FAILURES: readonly Failure[] = [...OF_BOTH_SIDES, ...OF_DELEGATES, ...OF_WORDS, ...OF_TEST];
