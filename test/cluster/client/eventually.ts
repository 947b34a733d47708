import { setTimeout as sleep } from 'node:timers/promises';

/** Far longer than any server takes: only an answer that never becomes good makes a test wait for so long. */
const LIMIT = 60_000;

/**
 * Asks again until the answer is good, and returns the last answer: servers learn of changes with a delay, and on a busy
 * machine with a long one. Every test that waits for a server waits here.
 */
export async function eventually<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (const end = performance.now() + LIMIT; ; await sleep(100)) {
    const answer = await ask();
    if (isGood(answer) || performance.now() > end) {
      return answer;
    }
  }
}
