/** The struct without members that are undefined: they say nothing, and must not hide what stands behind them. */
export function definedOf<T extends object>(struct: T): Partial<T> {
  return Object.fromEntries(Object.entries(struct).filter(([, value]) => value !== undefined)) as Partial<T>;
}
