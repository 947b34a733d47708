import { PercentOrAbsolute } from '../../lib/core';

describe('a number of pods', () => {
  test.each([
    [PercentOrAbsolute.absolute(2), '2', 2],
    [PercentOrAbsolute.absolute(0), '0', 0],
    [PercentOrAbsolute.percent(25), '25%', '25%'],
    [PercentOrAbsolute.percent(0), '0%', '0%'],
  ])('%s is written in the notation of Kubernetes', (pods, text, written) => {
    expect(String(pods)).toBe(text);
    expect(pods._toKubernetes()).toBe(written);
  });

  test('is zero in both forms', () => {
    const bothWays = (amount: number) => [PercentOrAbsolute.absolute(amount), PercentOrAbsolute.percent(amount)];
    expect(bothWays(0).map((pods) => pods.isZero())).toEqual([true, true]);
    expect(bothWays(1).map((pods) => pods.isZero())).toEqual([false, false]);
  });

  test('exposes its number and form', () => {
    const { amount, isPercent } = PercentOrAbsolute.percent(30);
    expect([amount, isPercent]).toEqual([30, true]);
    expect(PercentOrAbsolute.absolute(30).isPercent).toBe(false);
  });
});
