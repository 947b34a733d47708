import * as fc from 'fast-check';
import { AddressSet } from '../../lib/evaluation';
import { runs } from '../testkit/arbitraries/runs';
import { cpuTimeOf } from '../testkit/cpu-time';

/** Blocks of 10.0.0.0/27, whose addresses are counted one by one. */
const block = fc
  .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 27, max: 32 }))
  .map(([host, length]) => `10.0.0.${host - (host % 2 ** (32 - length))}/${length}`);
const blocks = fc.array(block, { maxLength: 8 });

function setOf(all: readonly string[]): AddressSet {
  return AddressSet.union(all.flatMap((one) => AddressSet.of(one) ?? []));
}

/** The last parts of the addresses in the blocks. */
function hostsIn(all: readonly string[]): Set<number> {
  return new Set(
    all.flatMap((one) => {
      const [, first, length] = /^10\.0\.0\.(\d+)(?:\/(\d+))?$/.exec(one) ?? [];
      return Array.from({ length: 2 ** (32 - Number(length ?? 32)) }, (_, index) => Number(first) + index);
    }),
  );
}

test('sets of addresses join and subtract like sets of single addresses', () => {
  fc.assert(
    fc.property(blocks, blocks, (some, others) => {
      const [left, right] = [hostsIn(some), hostsIn(others)];
      expect(hostsIn(setOf(some).blocks())).toEqual(left);
      const rest = setOf(some).without(setOf(others));
      expect(hostsIn(rest.blocks())).toEqual(new Set([...left].filter((host) => !right.has(host))));
      expect(setOf(some).includes(setOf(others))).toBe([...right].every((host) => left.has(host)));
    }),
    { numRuns: runs(1000) },
  );
});

test('a list of published blocks of eight times the length takes about eight times as long, and not 64 times', () => {
  const work = (count: number) => {
    const all = Array.from({ length: count }, (_, index) => `20.${index >> 7}.${(index % 128) * 2}.0/24`);
    return cpuTimeOf(() => {
      const set = setOf(all);
      expect(AddressSet.all(4).without(set).without(set).blocks().length).toBeGreaterThan(count);
    });
  };
  work(1000);
  const [short, long] = [1000, 8000].map((count) => Math.min(...[0, 1, 2].map(() => work(count))));
  expect(long / short).toBeLessThan(24);
});
