/** IP addresses and blocks of them. */
import { isIP } from 'node:net';
import type { Rule } from '../checks/property-checks';
import { derived } from '../late/late-values';

/** A block of addresses. */
export interface AddressBlock {
  readonly version: 4 | 6;
  readonly prefix: number;
  readonly first: bigint;
  readonly last: bigint;
}

/** An IP address as a number. */
export interface Address {
  readonly version: 4 | 6;
  readonly value: bigint;
}

/** An IPv4 or IPv6 address. Like Kubernetes, refuses zones and IPv4-mapped IPv6 addresses, also in hexadecimal. */
export function parseAddress(text: string): Address | undefined {
  const address = readAddress(text);
  return address === undefined || isMapped(address) || (address.version === 6 && text.includes('.'))
    ? undefined
    : address;
}

const READ = new Map<string, Address | undefined>();

/** An IPv4 or IPv6 address in any spelling, without a zone. Kept: every construct asks about the same ones. */
export function readAddress(text: string): Address | undefined {
  if (!READ.has(text)) {
    READ.set(text, addressIn(text));
  }
  return READ.get(text);
}

function addressIn(text: string): Address | undefined {
  const version = isIP(text);
  if (version === 4) {
    return { version, value: ipv4(text) };
  }
  return version === 6 && !text.includes('%') ? { version, value: ipv6(text) } : undefined;
}

/**
 * Whether it is an IPv4 address within IPv6: `::ffff:10.0.0.1` and `::ffff:a00:1` are the same. Go, and thus Kubernetes, takes
 * it for the former.
 *
 * @see https://pkg.go.dev/net#IP.To4
 */
export function isMapped({ version, value }: Address): boolean {
  return version === 6 && value >> 32n === 0xffffn;
}

function ipv4(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) + BigInt(part), 0n);
}

function ipv6(given: string): bigint {
  const text = given.replace(/[\d.]+$/, (end) =>
    end.includes('.') ? `${(ipv4(end) >> 16n).toString(16)}:${(ipv4(end) & 0xffffn).toString(16)}` : end,
  );
  const [head, tail] = text.split('::').map((part) => part.split(':').filter((group) => group !== ''));
  const groups =
    tail === undefined ? head : [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail];
  return groups.reduce((value, group) => (value << 16n) + BigInt(`0x${group}`), 0n);
}

/** Parses a block such as `10.0.0.0/8`, which must start at its first address. */
export function parseBlock(text: string): AddressBlock | undefined {
  const match = /^(.+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const address = match ? parseAddress(match[1]) : undefined;
  const prefix = Number(match?.[2]);
  const bits = address?.version === 4 ? 32 : 128;
  if (!address || prefix > bits) {
    return undefined;
  }
  const size = 1n << BigInt(bits - prefix);
  const isFirst = address.value % size === 0n;
  return isFirst
    ? { version: address.version, prefix, first: address.value, last: address.value + size - 1n }
    : undefined;
}

/** Whether the block is a proper part of another one. */
export function isWithin(inner: AddressBlock, outer: AddressBlock): boolean {
  return (
    inner.version === outer.version &&
    inner.prefix > outer.prefix &&
    inner.first >= outer.first &&
    inner.last <= outer.last
  );
}

/** A block for a block or a single address. */
export function blockOf(cidr: string): string {
  return derived([cidr], (known) => (isIP(known) === 0 ? known : `${known}/${isIP(known) === 4 ? 32 : 128}`));
}

const CIDR: Rule = {
  allowed: 'a CIDR block that starts at its first address, for example 10.0.0.0/8 or fd00::/8',
  remedy: 'Use an IPv4 or IPv6 address and the length of its prefix.',
  holds: (value) => parseBlock(value) !== undefined,
};

const WHOLE_NUMBER = /^(0|[1-9][0-9]*)$/;

/** The rule for a block, with the remedy for the part of it that is wrong. */
export function blockRule(text: string): Rule {
  if (HOST_NAME.test(text)) {
    return HOST;
  }
  const [, start = text, prefix] = /^(.*)\/(.*)$/s.exec(text) ?? [];
  const address = parseAddress(start);
  if (address === undefined) {
    return CIDR;
  }
  if (/^::ffff:/i.test(start)) {
    return { ...CIDR, remedy: 'Write IPv4 without ::ffff:, for example 10.0.0.0/8.' };
  }
  const bits = address.version === 4 ? 32 : 128;
  if (prefix === undefined) {
    return { ...CIDR, remedy: `Add the length of the prefix: /${bits} for a single address.` };
  }
  return WHOLE_NUMBER.test(prefix) && Number(prefix) <= bits
    ? { ...CIDR, remedy: `Use the first address of the block. For a single address, use /${bits}.` }
    : { ...CIDR, remedy: `Use a prefix length from 0 to ${bits}, for example /${bits} for a single address.` };
}

/** A name such as `github.com`, also with a scheme, a wildcard, a port or a path. */
export const HOST_NAME = /^([a-z]+:\/\/)?(\*\.)?([a-z0-9_-]+\.)+[a-z][a-z0-9-]*\.?([:/].*)?$/i;

/** For a host name in place of addresses. */
export const HOST: Rule = {
  allowed: 'addresses, because a NetworkPolicy knows no host names',
  remedy:
    'Pass the blocks that the host publishes to NetworkPeer.cidrs(…). To restrict host names, use a proxy and list its address, or use a policy of the network plugin (toFQDNs of Cilium, ApplicationNetworkPolicy of EKS Auto Mode).',
  holds: () => false,
};
