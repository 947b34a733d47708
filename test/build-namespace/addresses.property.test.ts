/**
 * Addresses that builds reach, against tables and a matcher that are independent of this package: the registries of IANA,
 * the addresses that clouds document, and the block lists of Node.js.
 */
import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import * as fc from 'fast-check';
import { BuildEgress, type BuildFarmNamespaceProps, ClusterPlatform } from '../../lib/build-namespace';
import { LINK_LOCAL, METADATA as METADATA_ROWS, NOT_PUBLIC } from '../../lib/build-namespace/closed-addresses';
import { NetworkPeer } from '../../lib/core';
import { runs } from '../testkit/arbitraries/runs';
import { SEED } from '../testkit/arbitraries/seed';
import { only } from '../testkit/synth';
import { synthFarm } from './farms';

/** Metadata and link-local addresses, closed by every choice but one. */
const METADATA = [
  ...['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
  ...['fe80::/10', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128'],
  ...['fd00:42::42/128', 'fd00:a9fe:a9fe::1/128', 'fd00:100::100:200/128'],
];

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

const WELL_KNOWN = '64:ff9b::';

interface Block {
  readonly family: 'ipv4' | 'ipv6';
  readonly first: bigint;
  readonly bits: number;
  readonly prefix: number;
}

function blockOf(text: string): Block {
  const [address, prefix] = text.split('/');
  const family = address.includes(':') ? 'ipv6' : 'ipv4';
  const bits = family === 'ipv4' ? 32 : 128;
  return { family, first: numberOf(address), bits, prefix: Number(prefix ?? bits) };
}

function numberOf(address: string): bigint {
  if (!address.includes(':')) return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head, tail = ''] = address.split('::').map((half) => half.split(':').filter(Boolean));
  const zeros = Array<string>(8 - head.length - tail.length).fill('0');
  return [...head, ...(address.includes('::') ? [...zeros, ...tail] : [])].reduce(
    (sum, group) => sum * 65536n + BigInt(`0x${group}`),
    0n,
  );
}

function textOf(value: bigint, family: Block['family']): string {
  const [count, base, radix] = family === 'ipv4' ? [4, 256n, 10] : [8, 65536n, 16];
  const parts = Array.from({ length: count }, (_, at) => (value / base ** BigInt(count - 1 - at)) % base);
  return parts.map((part) => part.toString(radix)).join(family === 'ipv4' ? '.' : ':');
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4');

/** One list each: Node.js takes IPv4 addresses for IPv6 addresses, too, and network policies do not. */
type Lists = Readonly<Record<Block['family'], BlockList>>;

function listOf(blocks: readonly string[]): Lists {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const block of blocks) {
    const family = familyOf(block);
    lists[family].addSubnet(block.split('/')[0], blockOf(block).prefix, family);
  }
  return lists;
}

const has = (lists: Lists, address: string) => lists[familyOf(address)].check(address, familyOf(address));

/** The IPv6 address by which hosts without IPv4 reach an IPv4 address. */
const imageOf = (address: string) => textOf(numberOf(WELL_KNOWN) + numberOf(address), 'ipv6');

/** An address of a block: any, the first or the last. */
function within(text: string): fc.Arbitrary<string> {
  const { family, first, bits, prefix } = blockOf(text);
  const last = (1n << BigInt(bits - prefix)) - 1n;
  const offset = fc.oneof(fc.constantFrom(0n, last), fc.bigInt({ min: 0n, max: last }));
  return offset.map((value) => textOf(first + value, family));
}

const inAny = (blocks: readonly string[]) => fc.oneof(...blocks.map(within));

/** A block around an address, wider than the closed range that it is in. */
const wide = fc.tuple(fc.constantFrom(...METADATA, '0.0.0.0/0', '::/0'), fc.nat(127)).map(([text, shorter]) => {
  const { family, first, bits, prefix } = blockOf(text);
  const length = prefix === 0 ? 0 : shorter % prefix;
  const size = 1n << BigInt(bits - length);
  return `${textOf((first / size) * size, family)}/${length}`;
});

interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly to: readonly Peer[];
  readonly ports?: readonly { readonly port: number }[];
}

/** Whether the policy of a farm admits an address on a port. */
function admission(props: BuildFarmNamespaceProps): (address: string, port: number) => boolean {
  const { egress } = only(synthFarm(props).manifests, 'NetworkPolicy').spec as { egress: Rule[] };
  const rules = egress.map(({ to, ports }) => ({
    ports: ports?.map(({ port }) => port),
    blocks: to.flatMap(({ ipBlock }) =>
      ipBlock ? [{ open: listOf([ipBlock.cidr]), not: listOf(ipBlock.except ?? []) }] : [],
    ),
  }));
  return (address, port) =>
    rules.some(
      ({ ports, blocks }) =>
        (ports === undefined || ports.includes(port)) &&
        blocks.some(({ open, not }) => has(open, address) && !has(not, address)),
    );
}

const platforms = [
  ...[ClusterPlatform.generic(), ClusterPlatform.eks(), ClusterPlatform.eksFargate(), ClusterPlatform.gke()],
  ...[ClusterPlatform.gkeAutopilot(), ClusterPlatform.aks(), ClusterPlatform.openShift()],
];
const ports = fc.constantFrom(80, 443, 988, 8080);
const closedAddress = inAny(METADATA).chain((address) =>
  fc.constantFrom(address, ...(familyOf(address) === 'ipv4' ? [imageOf(address)] : [])),
);
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
    const closed = listOf([...METADATA, ...METADATA.filter((one) => familyOf(one) === 'ipv4').map(imageBlockOf)]);
    fc.assert(
      fc.property(
        fc.uniqueArray(wide, { minLength: 1, maxLength: 3 }),
        fc.array(closedAddress, { minLength: 20, maxLength: 20 }),
        fc.boolean(),
        fc.infiniteStream(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n })),
        (blocks, addresses, isAdditional, random) => {
          const destinations = [{ peer: NetworkPeer.cidrs(blocks), ports: [443] }];
          const admits = admission(
            isAdditional
              ? { egress: BuildEgress.restrictedTo([]), additionalEgress: destinations }
              : { egress: BuildEgress.restrictedTo(destinations) },
          );
          expect(addresses.filter((address) => admits(address, 443))).toEqual([]);
          const inside = blocks.map((text) => {
            const { family, first, bits, prefix } = blockOf(text);
            const { value } = random.next() as { value: bigint };
            return textOf(first + (value % (1n << BigInt(bits - prefix))), family);
          });
          expect(inside.filter((address) => admits(address, 443) === has(closed, address))).toEqual([]);
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

function imageBlockOf(text: string): string {
  return `${imageOf(text.split('/')[0])}/${96 + blockOf(text).prefix}`;
}

test('every closed range has a source and a day, and the page on farms lists those of cloud metadata', () => {
  const page = readFileSync('docs/build-farm.md', 'utf8');
  for (const { block, what, source, asOf } of [...METADATA_ROWS, ...LINK_LOCAL, ...NOT_PUBLIC]) {
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
