/** The result of a validation, as plain JSON, and in words. */
import type { AccessRule } from '../access';
import { startAtCaller, toYaml } from '../core';
import type { CauseCode, ProbeName } from './causes';
import type { ProbePolicy } from './props';

/** A problem that a probe found. */
export interface Finding {
  readonly probe: ProbeName;
  /** Cause, from a closed list. */
  readonly code: CauseCode;
  /** What is wrong. */
  readonly message: string;
  /** Evidence, in the words of the platform or the cluster. */
  readonly evidence?: string;
  /** How to fix it. */
  readonly fix: string;
  /** Rules that would grant the missing permissions: of a Role in the namespace, or of a ClusterRole if it is unset. */
  readonly missingRules?: readonly { readonly namespace?: string; readonly rules: readonly AccessRule[] }[];
}

/** Result of a probe. */
export interface ProbeResult {
  readonly probe: ProbeName;
  readonly policy: ProbePolicy;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why the probe failed. Empty if it passed. */
  readonly findings: readonly Finding[];
}

/** Result of a validation. */
export interface ConnectorValidationResult {
  /** `FAILURE` if a required probe failed. */
  readonly status: 'SUCCESS' | 'FAILURE';
  /** Time of the Harness connection test, or else the end of the validation, in epoch milliseconds. */
  readonly testedAt: number;
  /** Id of the delegate that ran the Harness connection test, if reported. */
  readonly delegateId?: string;
  /** Results of the probes, in the order in which they ran. */
  readonly probes: readonly ProbeResult[];
}

/* In words. */

/** Formats epoch milliseconds in ISO 8601. Does not throw for an invalid time. */
export function textOfTime(epochMilliseconds: number): string {
  const time = new Date(epochMilliseconds);
  return Number.isNaN(time.getTime()) ? 'an unknown time' : time.toISOString();
}

const WIDEST_PROBE = 'connected'.length;

const WIDEST_STATUS = 'skipped'.length;

/**
 * Formats a result for people, over several lines: the outcome, each probe, and for each finding its code, meaning,
 * evidence, fix, and the missing rules of a Role.
 */
export function describeValidation(result: ConnectorValidationResult): string {
  return [headline(result), ...result.probes.flatMap(linesOfProbe)].join('\n');
}

function headline({ status, testedAt, delegateId }: ConnectorValidationResult): string {
  const by = delegateId === undefined ? '' : ` by the delegate ${delegateId}`;
  const what = status === 'SUCCESS' ? 'The connector is fit for use' : 'The connector is not fit for use';
  return `${status}: ${what} (tested at ${textOfTime(testedAt)}${by})`;
}

function linesOfProbe({ probe, policy, status, findings }: ProbeResult): string[] {
  const remark = policy === 'skip' ? '' : `(${policy})`;
  const line = `  ${probe.padEnd(WIDEST_PROBE)}  ${status.padEnd(WIDEST_STATUS)}  ${remark}`.trimEnd();
  return [line, ...findings.flatMap(linesOfFinding)];
}

function linesOfFinding({ code, message, evidence, fix, missingRules = [] }: Finding): string[] {
  return [
    `    ${code}: ${message}`,
    ...(evidence === undefined ? [] : labeled('seen', evidence)),
    ...labeled('fix', fix),
    ...missingRules.flatMap(({ namespace, rules }) => [
      `      missing rules, for ${namespace === undefined ? 'a ClusterRole' : `a Role in the namespace ${namespace}`}:`,
      ...indented(toYaml({ rules }), 8),
    ]),
  ];
}

function labeled(label: string, text: string): string[] {
  const [first, ...more] = indented(text, 12);
  return [`      ${label.padEnd(4)}  ${first.trimStart()}`, ...more];
}

function indented(text: string, blanks: number): string[] {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => ' '.repeat(blanks) + line);
}

const MARK = Symbol.for('harness-constructs.ConnectorValidationError');

/** Thrown by `assertValid` if a required probe failed. */
export class ConnectorValidationError extends Error {
  /** Whether a value is a `ConnectorValidationError`, including one from another copy of this package. */
  public static isConnectorValidationError(error: unknown): error is ConnectorValidationError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  constructor(public readonly result: ConnectorValidationResult) {
    super(describeValidation(result));
    this.name = 'ConnectorValidationError';
    Object.defineProperty(this, MARK, { value: true });
    startAtCaller(this);
  }
}

/**
 * Asserts that a connector is fit for use.
 *
 * @throws ConnectorValidationError if a required probe failed; its message is the output of `describeValidation`
 */
export function assertValid(result: ConnectorValidationResult): void {
  if (result.status !== 'SUCCESS') {
    throw new ConnectorValidationError(result);
  }
}
