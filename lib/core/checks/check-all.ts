import { withOthers } from './survey';

/**
 * Runs checks that do not depend on each other. If one refuses something, the error has all that they refuse. Any other
 * failure after that may only follow from it.
 */
export function checkAll(checks: readonly (() => unknown)[]): void {
  try {
    checks.forEach((check) => check());
  } catch (error) {
    throw withOthers(error, () => checks);
  }
}
