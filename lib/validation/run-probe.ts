import type { CauseCode, ProbeName } from './causes';
import { findingOf, mayPass } from './findings';
import type { Finding } from './result';

/** Context of a probe run. */
export interface ProbeContext {
  /** Aborts the run. */
  readonly signal: AbortSignal;
  /** Reports progress in one line. */
  readonly progress: (message: string) => void;
}

/** Runs a probe once. Returns no findings on success. */
export type Probe = (context: ProbeContext) => Promise<readonly Finding[]>;

/** Result of `within` for work that took too long. */
const LATE = Symbol('late');

/**
 * Returns the result of the work, or `LATE`. The signal passed to the work aborts when time is up or when the outer
 * signal aborts. If the outer signal aborts, throws its reason immediately, even if the work ignores its signal.
 */
async function within<T>(
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | typeof LATE> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const ends: Array<() => void> = [];
  const ended = new Promise<typeof LATE>((resolve, reject) => {
    const timer = setTimeout(() => resolve(LATE), milliseconds);
    ends.push(() => clearTimeout(timer));
    if (outer !== undefined) {
      const abort = (): void => reject(outer.reason as Error);
      outer.addEventListener('abort', abort, { once: true });
      ends.push(() => outer.removeEventListener('abort', abort));
    }
  });
  try {
    return await Promise.race([work(inner.signal), ended]);
  } finally {
    ends.forEach((end) => end());
    // Abort leftover work. Errors that it throws afterward are ignored.
    inner.abort(outer?.reason);
  }
}

/** Waits for the given time. Throws the reason of the signal as soon as it aborts. */
async function pause(milliseconds: number, outer: AbortSignal | undefined): Promise<void> {
  await within(milliseconds, outer, () => new Promise<never>(() => undefined));
}

/** Minimum time of an attempt in milliseconds, so that a slow probe leaves time for the next ones. */
const LEAST_TIME: { readonly [probe in ProbeName]: number } = {
  connected: 30_000,
  cluster: 30_000,
  // The delegate has two minutes for a test.
  harness: 150_000,
};

/** Causes of a probe whose first attempt did not finish in time. */
const LATE_CAUSES: { readonly [probe in ProbeName]: CauseCode } = {
  connected: 'PLATFORM_UNREACHABLE',
  cluster: 'CLUSTER_TIMED_OUT',
  harness: 'NOT_TESTED_IN_TIME',
};

/** Deadline shared by all probes. */
export class Deadline {
  private readonly end: number;

  constructor(
    private readonly milliseconds: number,
    /** Overrides the minimum time of an attempt in milliseconds, for tests. */
    private readonly leastTime?: number,
  ) {
    this.end = performance.now() + milliseconds;
  }

  /** Remaining milliseconds. 0 after the deadline. */
  public get left(): number {
    return Math.max(0, this.end - performance.now());
  }

  /** Timeout of an attempt that starts now, in milliseconds. */
  public forOneLook(probe: ProbeName): number {
    return Math.max(this.left, this.leastTime ?? Math.min(this.milliseconds, LEAST_TIME[probe]));
  }
}

/** How a probe is run. */
export interface Terms {
  readonly deadline: Deadline;
  /** Delay between two attempts, in milliseconds. */
  readonly interval: number;
  /** Run the probe only once. */
  readonly once: boolean;
  readonly signal?: AbortSignal;
  readonly progress: (message: string) => void;
}

/**
 * Repeats a probe until it passes, until waiting cannot help, or until the deadline. The last attempt starts no later
 * than the deadline. Returns the findings of the last attempt that finished.
 */
export async function runProbe(name: ProbeName, look: Probe, terms: Terms): Promise<readonly Finding[]> {
  const { deadline, interval, once, signal, progress } = terms;
  let found: readonly Finding[] | undefined;
  for (;;) {
    const isLast = once || deadline.left === 0;
    const seen = await within(deadline.forOneLook(name), signal, (ends) => look({ signal: ends, progress }));
    if (seen === LATE) {
      // Earlier findings say more than the timeout of this attempt.
      return found ?? [findingOf(name, LATE_CAUSES[name], { evidence: 'no response before the deadline' })];
    }
    found = seen;
    if (isLast || !mayPass(found)) {
      return found;
    }
    const time = Math.min(interval, deadline.left);
    progress(`${found.map(({ message }) => message).join('; ')}; checking again in ${Math.ceil(time / 1000)} s`);
    await pause(time, signal);
  }
}
