import { definedOf } from '../values';
import { CAUSES, type CauseCode } from './causes';
import type { Finding, ProbeName } from './types';

/** What a finding tells beside its cause. */
export type FindingDetails = Pick<Finding, 'evidence' | 'missingRules'> & {
  /** Follows the meaning of the cause, for example `: pods in the namespace ci`. */
  readonly details?: string;
};

/** A finding in the words of the list of causes. */
export function findingOf(probe: ProbeName, code: CauseCode, { details = '', ...seen }: FindingDetails = {}): Finding {
  const { meaning, fix } = CAUSES[code];
  return { probe, code, message: `${meaning}${details}`, ...definedOf(seen), fix };
}

/** Whether waiting may help against one of the findings. */
export function mayPass(findings: readonly Finding[]): boolean {
  return findings.some(({ code }) => CAUSES[code].mayPass);
}
