import {
  assertValid,
  type ConnectorValidationResult,
  ConnectorValidationError,
  describeValidation,
} from 'harness-constructs/connector-test';

const FAILED: ConnectorValidationResult = {
  status: 'FAILURE',
  testedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
  delegateId: 'replica-0',
  probes: [
    { probe: 'connected', policy: 'required', status: 'passed', findings: [] },
    {
      probe: 'cluster',
      policy: 'required',
      status: 'failed',
      findings: [
        {
          probe: 'cluster',
          code: 'RIGHTS_MISSING',
          message: 'The account lacks permissions that builds need: create pods in the namespace "builds"',
          evidence: 'no rule\nof two lines',
          fix: 'Add the rules that are listed.',
          missingRules: [
            { namespace: 'builds', rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['create', 'delete'] }] },
            { rules: [{ apiGroups: [''], resources: ['nodes'], verbs: ['list'] }] },
          ],
        },
      ],
    },
    { probe: 'harness', policy: 'skip', status: 'skipped', findings: [] },
  ],
};
const PASSED: ConnectorValidationResult = { status: 'SUCCESS', testedAt: 0, probes: [FAILED.probes[0]] };

describe('describeValidation', () => {
  test('shows the outcome, each probe, and the meaning and fix of each finding', () => {
    expect(describeValidation(FAILED)).toBe(
      `
FAILURE: The connector is not fit for use (tested at 2026-01-02T03:04:05.000Z by the delegate replica-0)
  connected  passed   (required)
  cluster    failed   (required)
    RIGHTS_MISSING: The account lacks permissions that builds need: create pods in the namespace "builds"
      seen  no rule
            of two lines
      fix   Add the rules that are listed.
      missing rules, for a Role in the namespace builds:
        rules:
          - apiGroups:
              - ""
            resources:
              - pods
            verbs:
              - create
              - delete
      missing rules, for a ClusterRole:
        rules:
          - apiGroups:
              - ""
            resources:
              - nodes
            verbs:
              - list
  harness    skipped`.slice(1),
    );
  });

  test('is short for a success', () => {
    expect(describeValidation(PASSED)).toBe(
      'SUCCESS: The connector is fit for use (tested at 1970-01-01T00:00:00.000Z)\n  connected  passed   (required)',
    );
  });

  test('accepts an invalid time', () => {
    expect(describeValidation({ ...PASSED, testedAt: 1e300 })).toContain('an unknown time');
  });
});

describe('assertValid', () => {
  test('accepts a success', () => expect(() => assertValid(PASSED)).not.toThrow());

  test('throws for a failure, with the result and its description', () => {
    try {
      assertValid(FAILED);
      throw new Error('it was accepted');
    } catch (error) {
      if (!ConnectorValidationError.isConnectorValidationError(error)) throw error;
      expect(error.result).toBe(FAILED);
      expect(error.message).toBe(describeValidation(FAILED));
    }
  });

  test.each([new Error('other'), undefined, 'text'])('does not mistake %p for its error', (other) => {
    expect(ConnectorValidationError.isConnectorValidationError(other)).toBe(false);
  });
});
