/**
 * Addresses that are closed, and which ones a policy admits, independent of this package: what clouds document, and the block
 * lists of Node.js.
 */
import { BlockList } from 'node:net';
import * as fc from 'fast-check';

/** Metadata and link-local addresses, and those by which a network can reach them, closed by every choice but one. */
export const METADATA = [
  ...['169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32', '192.0.0.192/32'],
  ...['100.96.0.96/32', '100.80.80.80/32'],
  ...['fe80::/10', 'fd00:ec2::254/128', 'fd00:ec2::23/128', 'fd20:ce::254/128', 'fd00:c1::a9fe:a9fe/128'],
  ...['fd00:42::42/128', 'fd00:a9fe:a9fe::1/128', 'fd00:100::100:200/128', '64:ff9b:1::/48'],
];

const WELL_KNOWN = '64:ff9b::';

interface Block {
  readonly family: 'ipv4' | 'ipv6';
  readonly first: bigint;
  readonly bits: number;
  readonly prefix: number;
}

export function blockOf(text: string): Block {
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

export function textOf(value: bigint, family: Block['family']): string {
  const [count, base, radix] = family === 'ipv4' ? [4, 256n, 10] : [8, 65536n, 16];
  const parts = Array.from({ length: count }, (_, at) => (value / base ** BigInt(count - 1 - at)) % base);
  return parts.map((part) => part.toString(radix)).join(family === 'ipv4' ? '.' : ':');
}

export const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4');

/** One list each: Node.js takes IPv4 addresses for IPv6 addresses, too, and network policies do not. */
type Lists = Readonly<Record<Block['family'], BlockList>>;

export function listOf(blocks: readonly string[]): Lists {
  const lists = { ipv4: new BlockList(), ipv6: new BlockList() };
  for (const block of blocks) {
    const family = familyOf(block);
    lists[family].addSubnet(block.split('/')[0], blockOf(block).prefix, family);
  }
  return lists;
}

export const has = (lists: Lists, address: string) => lists[familyOf(address)].check(address, familyOf(address));

/** The IPv6 address by which hosts without IPv4 reach an IPv4 address. */
export const imageOf = (address: string) => textOf(numberOf(WELL_KNOWN) + numberOf(address), 'ipv6');

/** An address of a block: any, the first or the last. */
export function within(text: string): fc.Arbitrary<string> {
  const { family, first, bits, prefix } = blockOf(text);
  const last = (1n << BigInt(bits - prefix)) - 1n;
  const offset = fc.oneof(fc.constantFrom(0n, last), fc.bigInt({ min: 0n, max: last }));
  return offset.map((value) => textOf(first + value, family));
}

export const inAny = (blocks: readonly string[]) => fc.oneof(...blocks.map(within));

/** A block around an address, wider than the closed range that it is in. */
export const wide = fc.tuple(fc.constantFrom(...METADATA, '0.0.0.0/0', '::/0'), fc.nat(127)).map(([text, shorter]) => {
  const { family, first, bits, prefix } = blockOf(text);
  const length = prefix === 0 ? 0 : shorter % prefix;
  const size = 1n << BigInt(bits - length);
  return `${textOf((first / size) * size, family)}/${length}`;
});

interface Peer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
export interface Rule {
  readonly to: readonly Peer[];
  readonly ports?: readonly { readonly port: number }[];
}

export function imageBlockOf(text: string): string {
  return `${imageOf(text.split('/')[0])}/${96 + blockOf(text).prefix}`;
}

/** A metadata or link-local address, also as hosts without IPv4 reach it. */
export const closedAddress = inAny(METADATA).chain((address) =>
  fc.constantFrom(address, ...(familyOf(address) === 'ipv4' ? [imageOf(address)] : [])),
);

/** Which addresses some egress rules admit, by port. */
export function admissionOf(egress: readonly Rule[]): (address: string, port: number) => boolean {
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

/** METADATA, also as hosts without IPv4 reach it. */
export const CLOSED = listOf([...METADATA, ...METADATA.filter((one) => familyOf(one) === 'ipv4').map(imageBlockOf)]);

/** Random numbers for `pickedFrom`. */
export const random = fc.infiniteStream(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }));

/** An address in each of the blocks. */
export function pickedFrom(blocks: readonly string[], numbers: Iterator<bigint>): string[] {
  return blocks.map((text) => {
    const { family, first, bits, prefix } = blockOf(text);
    const { value } = numbers.next() as { value: bigint };
    return textOf(first + (value % (1n << BigInt(bits - prefix))), family);
  });
}
