/** Retries calls after transient failures. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessApiError, type HarnessApiErrorKind } from './errors';
import type { Retry } from './types';

/** Limits for attempts and delays. */
export interface Patience {
  /** Maximum number of attempts, including the first. */
  readonly attempts: number;
  /** Longest delay before the second attempt. It doubles with each further attempt. */
  readonly firstDelayMilliseconds: number;
  readonly greatestDelayMilliseconds: number;
  /** Returns the fraction of the delay to wait, from 0 up to 1, so that programs that failed together retry apart. */
  readonly random: () => number;
}

/** Failures after which a call is retried. */
export type Repeatable = ReadonlySet<HarnessApiErrorKind>;

/** Failures of a call that the platform did not process. Every call can be retried after them. */
export const NOT_TAKEN: Repeatable = new Set(['rate-limited', 'refused', 'dns'] as const);

/** For idempotent calls. */
export const HARMLESS: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset', 'timeout'] as const);

/** For idempotent calls that take so long that the caller decides about a retry after a timeout. */
export const HARMLESS_AND_LONG: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset'] as const);

/** How a call is retried. */
export interface Repetition {
  readonly operation: string;
  readonly repeatable: Repeatable;
  readonly patience: Patience;
  readonly signal?: AbortSignal;
  readonly onRetry?: (retry: Retry) => void;
}

export async function repeated<T>(repetition: Repetition, attempt: () => Promise<T>): Promise<T> {
  const { repeatable, patience } = repetition;
  for (let attempts = 1; ; attempts++) {
    try {
      return await attempt();
    } catch (error) {
      const mayPass = HarnessApiError.isHarnessApiError(error) && repeatable.has(error.details.kind);
      if (!mayPass || attempts >= patience.attempts) throw error;
      await pause(repetition, attempts, error);
    }
  }
}

/** Waits before the next attempt. Throws the reason of the signal if it aborts. */
export async function pause(repetition: Repetition, attempts: number, error: HarnessApiError): Promise<void> {
  const { operation, patience, signal, onRetry } = repetition;
  const { firstDelayMilliseconds, greatestDelayMilliseconds, random } = patience;
  const longest = Math.min(greatestDelayMilliseconds, firstDelayMilliseconds * 2 ** (attempts - 1));
  const delayMilliseconds = Math.round(random() * longest);
  onRetry?.({ operation, attempts, reason: error.message, delayMilliseconds });
  await sleep(delayMilliseconds, undefined, { signal }).catch((ended: unknown) => {
    signal?.throwIfAborted();
    throw ended;
  });
}
