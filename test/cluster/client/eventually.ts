import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again, for five seconds at most, until the answer is good: servers learn of changes with a delay. */
export async function eventually<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + 5_000; ; await sleep(100)) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > end) {
      return answer;
    }
  }
}
