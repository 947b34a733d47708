import * as fc from 'fast-check';
import type { DelegateResources } from '../../../lib/delegate';
import { named, struct } from './recorded';

type Spelling = readonly [suffix: string, unit: number];
const CPU: Spelling[] = [
  ['m', 1],
  ['', 1000],
  ['e0', 1000],
  ['k', 1_000_000],
];
const BYTES: Spelling[] = [
  ['', 1],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
  ['k', 1e3],
  ['M', 1e6],
  ['e3', 1e3],
  ['E2', 1e2],
];

/** An amount in one of its exact Kubernetes notations, with a fraction if that is short. */
function spelled(amount: number, spellings: readonly Spelling[]): fc.Arbitrary<string> {
  const texts = spellings
    .map(([suffix, unit]) => [`${amount / unit}`, suffix, unit] as const)
    .filter(([number, , unit]) => /^[0-9]+(\.[0-9]{1,6})?$/.test(number) && isExactly(number, unit, amount))
    .map(([number, suffix]) => number + suffix);
  return fc.constantFrom(...texts);
}

function isExactly(number: string, unit: number, amount: number): boolean {
  const [whole, fraction = ''] = number.split('.');
  return BigInt(whole + fraction) * BigInt(unit) === BigInt(amount) * 10n ** BigInt(fraction.length);
}

/** Two amounts in ascending order. */
function pair(minimum: number, maximum: number, spellings: readonly Spelling[]): fc.Arbitrary<[string, string]> {
  const amount = fc.oneof(fc.integer({ min: minimum, max: maximum }), fc.constantFrom(minimum, maximum));
  return fc
    .tuple(amount, amount)
    .map(([one, other]) => [Math.min(one, other), Math.max(one, other)])
    .chain(([request, limit]) => fc.tuple(spelled(request, spellings), spelled(limit, spellings)));
}

const amounts = fc.tuple(pair(1, 8000, CPU), pair(2 ** 20, 2 ** 34, BYTES), pair(2 ** 20, 2 ** 40, BYTES));
const anything = fc.constant('1');
const which = struct<DelegateResources>(
  'DelegateResources',
  {
    cpuRequest: anything,
    cpuLimit: anything,
    noCpuLimit: fc.boolean(),
    memoryRequest: anything,
    memoryLimit: anything,
    ephemeralStorageRequest: anything,
    ephemeralStorageLimit: anything,
  },
  [],
);

/** Any resources, with no request above its limit. */
export const resources: fc.Arbitrary<DelegateResources> = fc
  .tuple(which, amounts)
  .map(([chosen, [cpu, memory, disk]]) =>
    named<DelegateResources>('DelegateResources', {
      cpuRequest: chosen.cpuRequest && cpu[0],
      cpuLimit: chosen.noCpuLimit ? undefined : chosen.cpuLimit && cpu[1],
      noCpuLimit: chosen.noCpuLimit,
      memoryRequest: chosen.memoryRequest && memory[0],
      memoryLimit: chosen.memoryLimit && memory[1],
      ephemeralStorageRequest: chosen.ephemeralStorageRequest && disk[0],
      ephemeralStorageLimit: chosen.ephemeralStorageLimit && disk[1],
    }),
  );
