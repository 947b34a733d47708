import { type HarnessErrorDetails, HarnessErrors } from '../../lib/core';

/** What this package's error says when it refuses what `make` does. Anything else that is thrown comes through. */
export function refused(make: () => unknown): HarnessErrorDetails {
  try {
    make();
  } catch (error) {
    const details = HarnessErrors.detailsOf(error);
    if (details === undefined) throw error;
    return details;
  }
  throw new Error('it was accepted');
}

/** What `make` throws, which it must. */
export function thrownBy(make: () => unknown): Error {
  try {
    make();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was accepted');
}
