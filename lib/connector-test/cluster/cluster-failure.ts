import type { CauseCode } from '../causes';
import { findingOf } from '../finding';
import type { Finding } from '../types';

/** What is told beside the cause. */
export type Particulars = Pick<Finding, 'evidence' | 'missingRules'>;

/** Something that was found and ends the look: nothing else can be asked of the cluster. */
export class ClusterFailure extends Error {
  constructor(
    public readonly code: CauseCode,
    /** What exactly, after the meaning of the cause. */
    public readonly detail: string,
    public readonly particulars: Particulars = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ClusterFailure';
  }
}

/** A finding of this probe; `detail` follows the meaning of the cause. */
export function foundInCluster(code: CauseCode, detail: string, particulars: Particulars = {}): Finding {
  return findingOf('cluster', code, { details: `: ${detail}`, ...particulars });
}

/** The message of whatever was thrown, of which not all are errors of this realm. */
export function messageOf(error: unknown): string {
  const { message, errors } = error as { message?: unknown; errors?: readonly unknown[] };
  // Where a name has several addresses, the errors of each are within one that says nothing itself.
  return errors?.length ? errors.map(messageOf).join('; ') : String(message ?? error);
}

/** The code that Node.js gives its errors. */
export function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? '';
}
