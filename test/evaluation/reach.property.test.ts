import * as fc from 'fast-check';
import {
  type Connection,
  type KubernetesObject,
  Network,
  type PodClass,
  portsOpenTo,
  reachOf,
} from '../../lib/evaluation';
import { AddressSet } from '../../lib/evaluation/addresses';
import { runs } from '../testkit/arbitraries/runs';
import { ADDRESSES, labels, policies, target } from './policies';

/** Every set of labels that selectors of these tests can tell apart. */
const VALUES = [undefined, 'x', 'y', '', 'z'];
const LABEL_SETS = VALUES.flatMap((app) =>
  VALUES.map((team) => ({ ...(app === undefined ? {} : { app }), ...(team === undefined ? {} : { team }) })),
);

const pods: fc.Arbitrary<PodClass> = fc.record(
  { namespace: fc.constant('a'), labels, hasOtherLabels: fc.boolean(), never: labels },
  { requiredKeys: ['namespace', 'labels'] },
);

/** Labels that a pod of the class can have. */
function labelSetsOf({ labels: fixed, hasOtherLabels, never = {} }: PodClass): { [key: string]: string }[] {
  const own = JSON.stringify({ ...fixed });
  return LABEL_SETS.filter((set: { [key: string]: string }) =>
    hasOtherLabels
      ? Object.entries(fixed).every(([key, value]) => set[key] === value) &&
        Object.entries(never).every(([key, value]) => Object.hasOwn(fixed, key) || set[key] !== value)
      : JSON.stringify(Object.fromEntries(Object.entries(set).sort())) ===
        JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(own) as object).sort())),
  );
}

/** Whether a pod of the class reaches the address, asked pod by pod. */
function someReaches(
  objects: KubernetesObject[],
  those: PodClass,
  address: string,
  port: Omit<Connection, 'from' | 'to'>,
) {
  const network = new Network(objects);
  return labelSetsOf(those).some(
    (set) => network.judge({ from: { namespace: those.namespace, labels: set }, to: { address }, ...port }).isAllowed,
  );
}

describe('what is said of a set of pods is what each of them is answered', () => {
  test('the open ports of an address', () => {
    fc.assert(
      fc.property(policies, pods, fc.constantFrom(...ADDRESSES), target, (objects, those, address, port) => {
        const open = portsOpenTo(new Network(objects), those, address);
        expect(open?.includes(port) ?? false).toBe(someReaches(objects, those, address, port));
      }),
      { numRuns: runs(5_000) },
    );
  });

  test('the open addresses, on any port', () => {
    fc.assert(
      fc.property(policies, pods, fc.constantFrom(...ADDRESSES), (objects, those, address) => {
        const network = new Network(objects);
        const { isRestricted, openings } = reachOf(network, those, 'Egress');
        const isOpen =
          !isRestricted ||
          openings.some(({ isEveryone, addresses }) => isEveryone || addresses.includes(AddressSet.of(address)!));
        expect(isOpen).toBe(portsOpenTo(network, those, address) !== undefined);
      }),
      { numRuns: runs(5_000) },
    );
  });
});

describe('a set of addresses', () => {
  const block = fc.tuple(fc.constantFrom(...ADDRESSES), fc.nat(32)).map(([address, prefix]) => `${address}/${prefix}`);
  const set = fc
    .tuple(fc.array(block, { maxLength: 4 }), fc.array(block, { maxLength: 3 }))
    .map(([wanted, holes]) => unionOf(wanted).without(unionOf(holes)));
  const unionOf = (blocks: readonly string[]) => AddressSet.union(blocks.map((one) => AddressSet.of(one)!));

  test('is the union of its blocks, which are as few as possible', () => {
    fc.assert(
      fc.property(set, (one) => {
        const blocks = one.blocks();
        const again = unionOf(blocks);
        expect(again.without(one).isEmpty && one.without(again).isEmpty).toBe(true);
        expect(again.blocks()).toEqual(blocks);
      }),
      { numRuns: runs(2_000) },
    );
  });

  test('has no address of what was taken away, and all others', () => {
    fc.assert(
      fc.property(set, set, fc.constantFrom(...ADDRESSES), (one, other, address) => {
        const it = AddressSet.of(address)!;
        expect(one.without(other).includes(it)).toBe(one.includes(it) && !other.includes(it));
      }),
      { numRuns: runs(2_000) },
    );
  });

  /** What `net.ParseCIDR` of Go 1.26 returns, and whether that contains 169.254.169.254. */
  test.each([
    ['::ffff:0:0/96', '0.0.0.0/0', true],
    ['::ffff:a9fe:a9fe/128', '169.254.169.254', true],
    ['0:0:0:0:0:FFFF:a9fe:0/112', '169.254.0.0/16', true],
    ['::ffff:10.0.0.0/104', '10.0.0.0/8', false],
    ['::ffff:0:0/80', '::/80', false],
    ['::a9fe:a9fe/128', '::a9fe:a9fe', false],
    ['::/0', '::/0', false],
  ])('%s is read as Go reads it', (block, read, hasMetadata) => {
    expect(AddressSet.of(block)?.blocks()).toEqual([read]);
    expect(AddressSet.of(block)?.includes(AddressSet.of('169.254.169.254')!)).toBe(hasMetadata);
  });

  test('is written as Kubernetes and people write it', () => {
    const all = ['10.0.0.77/24', '10.0.1.0/24', '1.2.3.4', 'fd00:0:0:1::1/64', '::/128', '::ffff:9.9.9.9/128'];
    expect(unionOf(all).blocks()).toEqual(['1.2.3.4', '9.9.9.9', '10.0.0.0/23', '::', 'fd00:0:0:1::/64']);
    expect(['', 'x', '10.0.0.0/33', '10.0.0/8', '1.2.3.4/-1', 'fd00::/129'].map((text) => AddressSet.of(text))).toEqual(
      Array<undefined>(6).fill(undefined),
    );
  });
});
