import * as fc from 'fast-check';
import { CAUSES } from '../../lib/validation/causes';
import type { CauseCode } from '../../lib/validation';
import { diagnose, evidenceOf, toldByError, toldByTest } from '../../lib/validation/findings';
import { FAILURE_CODES, FAILURE_WORDINGS } from '../../lib/validation/failure-wordings';
import { anyCharacter } from '../testkit/arbitraries/texts';
import { cpuTimeOf } from '../testkit/cpu-time';

const said = (text: string): CauseCode => diagnose({ texts: [text], codes: [] });

describe('the diagnosis of a failed test', () => {
  test.each(FAILURE_WORDINGS.flatMap(({ code, examples }) => examples.map((example) => [code, example] as const)))(
    'is %s for: %s',
    (code, example) => expect(said(example)).toBe(code),
  );

  test.each(Object.entries(FAILURE_CODES))(
    'uses the code %s if the message matches no wording',
    (harnessCode, code) => {
      expect(diagnose({ texts: ['Something went wrong'], codes: ['GENERAL_ERROR', harnessCode] })).toBe(code);
    },
  );

  test('prefers the message to the codes', () => {
    expect(diagnose({ texts: ['dial tcp 10.0.0.1:6443: i/o timeout'], codes: ['SECRET_NOT_FOUND'] })).toBe(
      'CLUSTER_TIMED_OUT',
    );
  });

  test('has an example for every wording, and a wording for every cause that only the message reveals', () => {
    expect(FAILURE_WORDINGS.filter(({ examples }) => examples.length === 0)).toEqual([]);
    const causes = new Set(FAILURE_WORDINGS.map(({ code }) => code));
    const byHarnessAlone = Object.entries(CAUSES).filter(([, { probes }]) => probes.includes('harness'));
    const toldOtherwise = [
      ...['API_KEY_REJECTED', 'API_KEY_LACKS_PERMISSION', 'PLATFORM_UNREACHABLE', 'PLATFORM_RATE_LIMITED'],
      ...['PLATFORM_FAILED', 'NOT_TESTED_IN_TIME', 'NEW_DELEGATE_NOT_TESTABLE'],
    ];
    const codes = byHarnessAlone.map(([code]) => code).filter((code) => !toldOtherwise.includes(code));
    expect(codes.filter((code) => !causes.has(code as CauseCode))).toEqual([]);
  });

  test('distinguishes similar messages', () => {
    const list = (namespace: string): string =>
      `deployments.apps is forbidden: User "u" cannot list resource "deployments" in API group "apps" in the namespace "${namespace}"`;
    expect(said(list('default'))).toBe('DEFAULT_NAMESPACE_FORBIDDEN');
    expect(said(list('default-builds'))).toBe('UNKNOWN_FAILURE');
    expect(said(list('builds'))).toBe('UNKNOWN_FAILURE');
    expect(said('The connection to the server localhost:8080 was refused')).toBe('DELEGATE_OUTSIDE_CLUSTER');
    expect(said('The connection to the server 10.0.0.1:8080 was refused')).toBe('CLUSTER_REFUSED');
    expect(said('dial tcp: lookup a.b on 10.0.0.10:53: connection refused')).toBe('CLUSTER_NAME_UNKNOWN');
    expect(said('Delegate task timed out')).toBe('DELEGATE_TASK_TIMED_OUT');
    expect(said('connect timed out')).toBe('CLUSTER_TIMED_OUT');
    expect(said('Unauthorized')).toBe('CREDENTIALS_REJECTED');
    expect(said('Illegal base64 character 2d')).toBe('SECRET_UNREADABLE');
    expect(said('Secret not found with identifier [account.token]')).toBe('SECRET_NOT_FOUND');
  });

  test('does not mistake a part of an address for a code', () => {
    expect(said('dial tcp 10.40.1.401:6443: something else')).toBe('UNKNOWN_FAILURE');
  });

  test('ignores hints, which can name causes that do not apply', () => {
    const details = {
      kind: 'invalid-request' as const,
      operation: 'test the connector',
      remedy: '',
      messages: [
        { code: 'HINT', message: 'Check that the token has not expired', failureTypes: [] },
        { code: 'EXPLANATION', message: 'no such host', failureTypes: ['CONNECTIVITY'] },
      ],
    };
    expect(diagnose(toldByError(details))).toBe('CLUSTER_NAME_UNKNOWN');
  });

  test('never throws and always returns a code of the list, for any message', () => {
    const words = fc.constantFrom(...FAILURE_WORDINGS.flatMap(({ examples }) => examples));
    const text = fc.oneof(
      fc.array(anyCharacter).map((characters) => characters.join('')),
      words,
      fc.tuple(fc.string(), words).map((parts) => parts.join('')),
    );
    const part = fc.record(
      { reason: text, message: text, code: fc.oneof(fc.integer(), fc.string(), fc.constant('constructor')) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.option(text, { nil: undefined }), fc.array(part), (errorSummary, errors) => {
        const told = toldByTest({ status: 'FAILURE', errors, ...(errorSummary !== undefined && { errorSummary }) });
        expect(CAUSES).toHaveProperty(diagnose(told));
        expect(evidenceOf(told)).not.toBe('');
      }),
    );
  });

  test('is fast for long messages with many partial matches', () => {
    const text = 'no secret delegate task connector policy '.repeat(5000);
    expect(cpuTimeOf(() => said(text))).toBeLessThan(1000);
  });
});

describe('the evidence of a failed test', () => {
  test('contains each message once, even if a summary repeats them', () => {
    const errors = [{ reason: 'Unexpected', message: 'no such host', code: 450 }];
    expect(evidenceOf(toldByTest({ status: 'FAILURE', errorSummary: 'Error: no such host', errors }))).toBe(
      'Error: no such host\nUnexpected\n(450)',
    );
  });

  test('states that no reason was given', () => {
    expect(evidenceOf(toldByTest({ status: 'FAILURE', errors: [] }))).toBe('no reason was given');
  });
});
