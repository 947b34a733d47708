/** Numbers in errors. */

/** A number with its unit, in the singular for one. */
export function amount(value: number, unit?: string): string {
  return unit === undefined ? `${value}` : `${value} ${unit}${value === 1 ? '' : 's'}`;
}

/** How to fix a number that is not whole or is out of range. */
export function numberRemedy(value: number, minimum: string, maximum: string, isLow: boolean): string {
  if (Number.isNaN(value)) {
    return 'Calculate it from numbers: NaN is the result of another value.';
  }
  if (isLow) {
    return `Increase it to at least ${minimum}.`;
  }
  return Number.isInteger(value) || value === Infinity ? `Lower it to at most ${maximum}.` : 'Round it.';
}
