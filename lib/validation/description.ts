import { startAtCaller, toYaml } from '../core';
import type { ConnectorValidationResult, Finding, ProbeResult } from './types';

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
    ...(evidence === undefined ? [] : labelled('seen', evidence)),
    ...labelled('fix', fix),
    ...missingRules.flatMap(({ namespace, rules }) => [
      `      missing rules, for ${namespace === undefined ? 'a ClusterRole' : `a Role in the namespace ${namespace}`}:`,
      ...indented(toYaml({ rules }), 8),
    ]),
  ];
}

function labelled(label: string, text: string): string[] {
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
