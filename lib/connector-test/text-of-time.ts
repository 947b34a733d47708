/** A time for people; epoch milliseconds that are no time do not throw. */
export function textOfTime(epochMilliseconds: number): string {
  const time = new Date(epochMilliseconds);
  return Number.isNaN(time.getTime()) ? 'an unknown time' : time.toISOString();
}
