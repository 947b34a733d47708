import * as fc from 'fast-check';
import { multiplyQuantity, parseQuantity } from '../../lib/core';

/** One, as a multiple of the internal unit. */
const UNIT = 10n ** 30n;

describe('a quantity', () => {
  test.each<[string, bigint]>([
    ['0', 0n],
    ['1', UNIT],
    ['007', 7n * UNIT],
    ['1.', UNIT],
    ['.5', UNIT / 2n],
    ['0.5', UNIT / 2n],
    ['1.50', (3n * UNIT) / 2n],
    ['500m', UNIT / 2n],
    ['0.5m', UNIT / 2000n],
    ['100u', UNIT / 10_000n],
    ['100n', UNIT / 10_000_000n],
    ['1k', 1000n * UNIT],
    ['1M', 10n ** 6n * UNIT],
    ['1G', 10n ** 9n * UNIT],
    ['1T', 10n ** 12n * UNIT],
    ['1P', 10n ** 15n * UNIT],
    ['1E', 10n ** 18n * UNIT],
    ['1Ki', 1024n * UNIT],
    ['1Mi', 2n ** 20n * UNIT],
    ['1Gi', 2n ** 30n * UNIT],
    ['1Ti', 2n ** 40n * UNIT],
    ['1Pi', 2n ** 50n * UNIT],
    ['1Ei', 2n ** 60n * UNIT],
    ['0.5Ki', 512n * UNIT],
    ['1e3', 1000n * UNIT],
    ['1E3', 1000n * UNIT],
    ['1.5e+3', 1500n * UNIT],
    ['5e-1', UNIT / 2n],
    ['12345678901234567890', 12345678901234567890n * UNIT],
  ])('%s is parsed exactly', (text, amount) => {
    expect(parseQuantity(text)).toBe(amount);
  });

  test.each(
    [
      ['', '.', 'm', 'Mi', 'much', '1 Gi', ' 1', '1\n', '1,5', '1.2.3', '-1', '0x10', '1_000', '１'],
      [
        '1KI',
        '1ki',
        '1K',
        '1mi',
        '1MB',
        '1GiB',
        '1g',
        '1mm',
        '1kk',
        '1e',
        '1e1.5',
        '1e3k',
        '1ke3',
        '1e9999',
        'Infinity',
      ],
    ].flat(),
  )('"%s" is invalid', (text) => {
    expect(parseQuantity(text)).toBeUndefined();
  });

  test.each([
    ['0.5', '500m'],
    ['1', '1000m'],
    ['1Ki', '1024'],
    ['1Gi', '1024Mi'],
    ['1e3', '1k'],
    ['1.5Gi', '1536Mi'],
    ['128974848', '123Mi'],
  ])('%s equals %s', (one, other) => {
    expect(parseQuantity(one)).toBe(parseQuantity(other));
  });

  test.each([
    ['999m', '1'],
    ['1M', '1Mi'],
    ['1023Mi', '1Gi'],
    ['9007199254740992', '9007199254740993'],
    ['0.1', '0.1000000000000000000000001'],
    ['1n', '1.1n'],
    ['1E', '1Ei'],
  ])('%s is less than %s', (less, more) => {
    expect(parseQuantity(less)! < parseQuantity(more)!).toBe(true);
  });

  test('is compared by its amount, with any suffix', () => {
    const suffixes = { n: 1n, u: 10n ** 3n, m: 10n ** 6n, '': 10n ** 9n, k: 10n ** 12n, Ki: 1024n * 10n ** 9n };
    const one = fc.tuple(fc.bigInt(0n, 10n ** 20n), fc.constantFrom(...Object.entries(suffixes)));
    fc.assert(
      fc.property(one, one, ([a, [suffixA, factorA]], [b, [suffixB, factorB]]) => {
        const [parsedA, parsedB] = [parseQuantity(`${a}${suffixA}`)!, parseQuantity(`${b}${suffixB}`)!];
        expect(parsedA < parsedB).toBe(a * factorA < b * factorB);
        expect(parsedA === parsedB).toBe(a * factorA === b * factorB);
      }),
      { seed: 1 },
    );
  });
});

describe('a multiplied quantity', () => {
  test.each<[string, number, string]>([
    ['500m', 3, '1500m'],
    ['500m', 4, '2'],
    ['2000m', 1, '2'],
    ['0.5', 1, '500m'],
    ['1e3', 1, '1k'],
    ['1000', 1000, '1M'],
    ['4Gi', 10, '40Gi'],
    ['512Mi', 2, '1Gi'],
    ['1536Mi', 1, '1536Mi'],
    ['1.5Gi', 1, '1536Mi'],
    ['0.5Ki', 1, '512'],
    ['1024', 1, '1024'],
    ['100u', 1, '1m'],
    ['1n', 1_000_000, '1m'],
    ['0', 5, '0'],
    ['1Ei', 1024, '1024Ei'],
  ])('%s times %i is %s, as Kubernetes writes it', (text, times, written) => {
    expect(multiplyQuantity(text, times)).toBe(written);
  });

  const amount = fc.tuple(
    fc.oneof(fc.bigInt(1n, 10n ** 6n), fc.bigInt(1n, 10n ** 12n)),
    fc.constantFrom('m', '', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'Ti'),
  );
  const times = fc.integer({ min: 1, max: 100_000 });

  test('is exactly that many times as much', () => {
    fc.assert(
      fc.property(amount, times, ([number, suffix], count) => {
        const text = `${number}${suffix}`;
        expect(parseQuantity(multiplyQuantity(text, count))).toBe(parseQuantity(text)! * BigInt(count));
      }),
      { seed: 1 },
    );
  });

  test('is rounded up by less than a thousandth if it is finer than that', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 12n), fc.constantFrom('n', 'u'), times, (number, suffix, count) => {
        const exact = parseQuantity(`${number}${suffix}`)! * BigInt(count);
        const more = parseQuantity(multiplyQuantity(`${number}${suffix}`, count))! - exact;
        expect(more >= 0n && more < UNIT / 1000n).toBe(true);
      }),
      { seed: 1 },
    );
  });

  test('has the largest suffix of its kind that leaves a whole number, and is stable', () => {
    fc.assert(
      fc.property(amount, times, ([number, suffix], count) => {
        const written = multiplyQuantity(`${number}${suffix}`, count);
        const [, digits, unit] = /^([0-9]+)([a-zA-Z]*)$/.exec(written) as unknown as [string, string, string];
        const base = suffix.endsWith('i') ? 1024n : 1000n;
        if (!['E', 'Ei'].includes(unit)) expect(BigInt(digits) % base).not.toBe(0n);
        expect(multiplyQuantity(written, 1)).toBe(written);
      }),
      { seed: 1 },
    );
  });
});
