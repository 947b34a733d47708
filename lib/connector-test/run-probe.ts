import type { CauseCode } from './causes';
import { findingOf, mayPass } from './finding';
import type { Probe } from './probe';
import type { Finding, ProbeName } from './types';
import { LATE, pause, within } from './within';

/** Milliseconds that a look has at least, so that a probe that waited long leaves the next ones time to be asked. */
const LEAST_TIME: { readonly [probe in ProbeName]: number } = {
  connected: 30_000,
  cluster: 30_000,
  // The delegate may take two minutes for a test.
  harness: 150_000,
};

/** What a probe is taken for whose first look did not end in time. */
const LATE_CAUSES: { readonly [probe in ProbeName]: CauseCode } = {
  connected: 'PLATFORM_UNREACHABLE',
  cluster: 'CLUSTER_TIMED_OUT',
  harness: 'NOT_TESTED_IN_TIME',
};

/** How long all probes together wait. */
export class Deadline {
  private readonly end: number;

  constructor(
    private readonly milliseconds: number,
    /** Milliseconds that each look has at least; for tests. */
    private readonly leastTime?: number,
  ) {
    this.end = performance.now() + milliseconds;
  }

  /** Milliseconds that are left; 0 when it has passed. */
  public get left(): number {
    return Math.max(0, this.end - performance.now());
  }

  /** Milliseconds that a look of the probe may take from now on. */
  public forOneLook(probe: ProbeName): number {
    return Math.max(this.left, this.leastTime ?? Math.min(this.milliseconds, LEAST_TIME[probe]));
  }
}

/** How a probe is run. */
export interface Terms {
  readonly deadline: Deadline;
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Whether to look once only. */
  readonly once: boolean;
  readonly signal?: AbortSignal;
  readonly progress: (message: string) => void;
}

/**
 * Looks until nothing is found, until waiting cannot help, or until the deadline: the last look begins no later than
 * that. Gives what was found last.
 */
export async function runProbe(name: ProbeName, look: Probe, terms: Terms): Promise<readonly Finding[]> {
  const { deadline, interval, once, signal, progress } = terms;
  let found: readonly Finding[] | undefined;
  for (;;) {
    const isLast = once || deadline.left === 0;
    const seen = await within(deadline.forOneLook(name), signal, (ends) => look({ signal: ends, progress }));
    if (seen === LATE) {
      // What an earlier look found tells more than that this one was late.
      return found ?? [findingOf(name, LATE_CAUSES[name], { evidence: 'no answer until the deadline' })];
    }
    found = seen;
    if (isLast || !mayPass(found)) {
      return found;
    }
    const time = Math.min(interval, deadline.left);
    progress(`${found.map(({ message }) => message).join('; ')}; looking again in ${Math.ceil(time / 1000)} s`);
    await pause(time, signal);
  }
}
