import type { Finding } from './types';

/** What a probe is given. */
export interface ProbeContext {
  /** Ends the look. */
  readonly signal: AbortSignal;
  /** Tells people what is going on, in one line. */
  readonly progress: (message: string) => void;
}

/** One look. No findings: it is as it should be. */
export type Probe = (context: ProbeContext) => Promise<readonly Finding[]>;
