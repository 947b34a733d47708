/**
 * Addresses that builds reach, against tables and a matcher that are independent of this package: the registries of IANA,
 * the addresses that clouds document, and the block lists of Node.js.
 */
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { BuildEgress, type BuildFarmNamespaceProps, ClusterPlatform } from '../../lib/build-namespace';
import { NetworkPeer } from '../../lib/core';
import { LINK_LOCAL, LOCAL_NAT64, METADATA as METADATA_ROWS, NOT_PUBLIC } from '../../lib/workload';
import {
  admissionOf,
  blockOf,
  CLOSED,
  closedAddress,
  familyOf,
  has,
  imageOf,
  inAny,
  listOf,
  METADATA,
  pickedFrom,
  random,
  type Rule,
  textOf,
  wide,
  within,
} from '../testkit/addresses';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { only } from '../testkit/synth';
import { synthFarm } from './farms';

/**
 * Rows of the special-purpose registries that are not globally reachable, and multicast. Of IPv6, those within 2000::/3:
 * nothing else is global unicast.
 */
const SPECIAL = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4', '255.255.255.255/32'],
  ...['2001::/23', '2001::/32', '2001:2::/48', '2001:10::/28', '2001:db8::/32', '2002::/16', '3fff::/20'],
];

/** Rows of the IPv6 registry elsewhere, and ranges that nobody has. */
const ELSEWHERE = [
  ...['::/128', '::1/128', '64:ff9b:1::/48', '100::/64', '100:0:0:1::/64', '5f00::/16', 'fc00::/7', 'fe80::/10'],
  ...['fec0::/10', 'ff00::/8', '4000::/3', '200::/7'],
];

/** Whether the policy of a farm admits an address on a port. */
function admission(props: BuildFarmNamespaceProps): (address: string, port: number) => boolean {
  const { egress } = only(synthFarm(props).manifests, 'NetworkPolicy').spec as { egress: Rule[] };
  return admissionOf(egress);
}

const platforms = [
  ...[ClusterPlatform.generic(), ClusterPlatform.eks(), ClusterPlatform.eksFargate(), ClusterPlatform.gke()],
  ...[ClusterPlatform.gkeAutopilot(), ClusterPlatform.aks(), ClusterPlatform.openShift()],
];
const ports = fc.constantFrom(80, 443, 988, 8080);
const RUNS = { seed: SEED, numRuns: runs(2_000) };

describe('closed addresses', () => {
  test.each<[string, BuildEgress]>([
    ['everything but cloud metadata', BuildEgress.everythingButCloudMetadata()],
    ['public addresses', BuildEgress.publicOnly()],
    ['every address as a list', BuildEgress.restrictedTo([{ peer: NetworkPeer.cidrs(['0.0.0.0/0', '::/0']) }])],
  ])('are admitted on no platform: %s', (_choice, egress) => {
    for (const platform of platforms) {
      const admits = admission({ egress, platform });
      fc.assert(
        fc.property(closedAddress, ports, (address, port) => !admits(address, port)),
        RUNS,
      );
    }
  });

  test('are taken out of any block that contains them, and nothing else is', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(wide, { minLength: 1, maxLength: 3 }),
        fc.array(closedAddress, { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        random,
        (blocks, addresses, isAdditional, numbers) => {
          const destinations = [{ peer: NetworkPeer.cidrs(blocks), ports: [443] }];
          const admits = admission(
            isAdditional
              ? { egress: BuildEgress.restrictedTo([]), additionalEgress: destinations }
              : { egress: BuildEgress.restrictedTo(destinations) },
          );
          expect(addresses.filter((address) => admits(address, 443))).toEqual([]);
          const inside = pickedFrom(blocks, numbers);
          expect(inside.filter((address) => admits(address, 443) === has(CLOSED, address))).toEqual([]);
        },
      ),
      { ...RUNS, numRuns: runs(300) },
    );
  });

  test('that are named one by one are opened by additionalEgress only', () => {
    const lattice = { peer: NetworkPeer.cidr('169.254.171.0/24'), ports: [443] };
    const admits = admission({ additionalEgress: [lattice] });
    expect([admits('169.254.171.1', 443), admits('169.254.171.1', 80), admits('169.254.172.1', 443)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

test('every closed range has a source and a day, and the page on farms lists those of cloud metadata', () => {
  const page = readFileSync('docs/build-farm.md', 'utf8');
  for (const { block, what, source, asOf } of [...METADATA_ROWS, ...LINK_LOCAL, ...LOCAL_NAT64, ...NOT_PUBLIC]) {
    expect([block, what, source, asOf]).toEqual([
      block,
      expect.stringMatching(/^\S/),
      expect.stringMatching(/^https:\/\/\S+$/),
      expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    ]);
  }
  for (const block of METADATA) expect(page).toContain(`\`${block.replace(/\/(32|128)$/, '')}\``);
});

test('public addresses exclude blocks in the form that the API server writes', () => {
  const { egress } = only(synthFarm({ egress: BuildEgress.publicOnly() }).manifests, 'NetworkPolicy').spec as {
    egress: Rule[];
  };
  const blocks = egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => [...(ipBlock?.except ?? [])]));
  const v6 = blocks.map((block) => block.split('/')[0]).filter((address) => familyOf(address) === 'ipv6');
  expect(v6.map((address) => new URL(`http://[${address}]`).hostname)).toEqual(v6.map((address) => `[${address}]`));
  expect(v6.length).toBeGreaterThan(10);
});

describe('public addresses', () => {
  const admits = admission({ egress: BuildEgress.publicOnly() });
  const special = listOf([...SPECIAL, ...METADATA]);
  const v4 = within('0.0.0.0/0').filter((address) => !has(special, address));
  const v6 = within('2000::/3').filter((address) => !has(special, address));

  test('are all admitted, also by way of a translator', () => {
    fc.assert(
      fc.property(fc.oneof(v4, v6, v4.map(imageOf)), ports, (address, port) => admits(address, port)),
      RUNS,
    );
  });

  test('are the only ones: nothing private, shared, for benchmarks, reserved or of nobody is admitted', () => {
    const image = inAny(SPECIAL.filter((one) => familyOf(one) === 'ipv4')).map(imageOf);
    fc.assert(
      fc.property(fc.oneof(inAny(SPECIAL), inAny(ELSEWHERE), image), ports, (address, port) => !admits(address, port)),
      { ...RUNS, numRuns: runs(5_000) },
    );
  });

  test('begin and end where the registries say', () => {
    const edges = SPECIAL.flatMap((text) => {
      const { family, first, bits, prefix } = blockOf(text);
      return [first - 1n, first, first + (1n << BigInt(bits - prefix))]
        .filter((value) => value >= 0n && value < 1n << BigInt(bits))
        .map((value) => textOf(value, family));
    });
    const inUse = listOf(['2000::/3']);
    const isPublic = (address: string) =>
      !has(special, address) && (familyOf(address) === 'ipv4' || has(inUse, address));
    expect(edges.filter((address) => admits(address, 443) !== isPublic(address))).toEqual([]);
    expect(edges.filter(isPublic).length).toBeGreaterThan(20);
  });
});

test('every exception is a smaller block of its own block, as the API server demands', () => {
  fc.assert(
    fc.property(wide, (text) => {
      const props = { egress: BuildEgress.restrictedTo([{ peer: NetworkPeer.cidr(text) }]) };
      const { egress } = only(synthFarm(props).manifests, 'NetworkPolicy').spec as { egress: Rule[] };
      for (const { cidr, except = [] } of egress.flatMap(({ to }) => to.flatMap(({ ipBlock }) => ipBlock ?? []))) {
        const whole = listOf([cidr]);
        expect(except.filter((one) => !has(whole, one.split('/')[0]))).toEqual([]);
        expect(except.filter((one) => blockOf(one).prefix <= blockOf(cidr).prefix)).toEqual([]);
      }
    }),
    { ...RUNS, numRuns: runs(200) },
  );
});
