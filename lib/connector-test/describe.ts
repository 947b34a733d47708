import { yamlLibrary } from '../values';
import { textOfTime } from './text-of-time';
import type { ConnectorValidationResult, Finding, ProbeResult } from './types';

const WIDEST_PROBE = 'connected'.length;
const WIDEST_STATUS = 'skipped'.length;

/**
 * The result as text for people, over several lines: the outcome, each probe, and for each finding its code, what it
 * means, what was seen, what to do, and the rules of a Role that are missing.
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
      `      rules that are missing in ${namespace === undefined ? 'a ClusterRole' : `a Role of the namespace ${namespace}`}:`,
      ...indented(yamlOf({ rules }), 8),
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

function yamlOf(value: object): string {
  return yamlLibrary().stringify(value, { aliasDuplicateObjects: false, lineWidth: 0 });
}
