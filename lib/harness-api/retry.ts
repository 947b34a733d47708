/** Repeats what failed for now. */
import { setTimeout as sleep } from 'node:timers/promises';
import { HarnessApiError, type HarnessApiErrorKind } from './errors';
import type { Retry } from './types';

/** How patient the client is. */
export interface Patience {
  /** All attempts together. */
  readonly attempts: number;
  /** Greatest wait before the second attempt; it doubles with each. */
  readonly firstDelayMilliseconds: number;
  readonly greatestDelayMilliseconds: number;
  /** From 0 up to 1: a part of the wait, so that programs which failed together do not come back together. */
  readonly random: () => number;
}

/** Which failures are worth another attempt. */
export type Repeatable = ReadonlySet<HarnessApiErrorKind>;

/** The call never reached the platform, or was turned away unread: good for every call. */
export const NOT_TAKEN: Repeatable = new Set(['rate-limited', 'refused', 'dns'] as const);
/** For calls that may be made twice. */
export const HARMLESS: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset', 'timeout'] as const);
/** For calls that may be made twice, and are so long that a second one is up to the caller. */
export const HARMLESS_AND_LONG: Repeatable = new Set([...NOT_TAKEN, 'server', 'reset'] as const);

/** One call with its repetitions. */
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

/** Waits before the next attempt. Throws the reason of the signal when it ends the wait. */
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
