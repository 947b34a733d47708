/** What `within` gives for work that took too long. */
export const LATE = Symbol('late');

/**
 * The result of the work, or `LATE`. The signal that the work is given aborts when time is up or the outer one aborts;
 * the latter throws its reason at once, also where the work takes no notice.
 */
export async function within<T>(
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
    // Whatever the work has left behind ends, too; what it throws then is heard by nobody.
    inner.abort(outer?.reason);
  }
}

/** Waits. Throws the reason of the signal as soon as it aborts. */
export async function pause(milliseconds: number, outer: AbortSignal | undefined): Promise<void> {
  await within(milliseconds, outer, () => new Promise<never>(() => undefined));
}
