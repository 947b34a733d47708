/** Sets of IP addresses. */
import { type Address, isMapped, readAddress } from '../core';

type Version = 4 | 6;

/** Addresses from `first` to `last`, both included. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS: { readonly [version in Version]: number } = { 4: 32, 6: 128 };

/** A set of IPv4 and IPv6 addresses. */
export class AddressSet {
  /** All addresses of a version. */
  public static all(version: Version): AddressSet {
    return new AddressSet({ [version]: [{ first: 0n, last: (1n << BigInt(BITS[version])) - 1n }] });
  }

  /**
   * A block such as `10.0.0.0/8`, or a single address. As in Kubernetes, a block need not start at its first address, and one of
   * IPv4 addresses within IPv6 is IPv4.
   *
   * @returns `undefined` for text that is neither
   */
  public static of(text: string): AddressSet | undefined {
    const [address, prefix] = text.split('/');
    const parsed = readAddress(address);
    const given = prefix === undefined ? BITS[parsed?.version ?? 4] : Number(prefix);
    if (!parsed || given > BITS[parsed.version] || !/^[0-9]+$/.test(prefix ?? '0')) {
      return undefined;
    }
    const { version, value, length } =
      isMapped(parsed) && given >= MAPPED ? asIpv4(parsed, given) : { ...parsed, length: given };
    const size = 1n << BigInt(BITS[version] - length);
    const first = value - (value % size);
    return new AddressSet({ [version]: [{ first, last: first + size - 1n }] });
  }

  /** The addresses of all sets. */
  public static union(sets: readonly AddressSet[]): AddressSet {
    const of = (version: Version) => joined(sets.flatMap(({ ranges }) => ranges[version] ?? []));
    return new AddressSet({ 4: of(4), 6: of(6) });
  }

  /** The ranges of each version are sorted and do not overlap. */
  private constructor(private readonly ranges: { readonly [version in Version]?: readonly Range[] }) {}

  /** Whether it has no address. */
  public get isEmpty(): boolean {
    return this.of(4).length === 0 && this.of(6).length === 0;
  }

  /** These addresses without those of another set. */
  public without(other: AddressSet): AddressSet {
    const rest = (version: Version) => cut(this.of(version), other.of(version));
    return new AddressSet({ 4: rest(4), 6: rest(6) });
  }

  /** Whether all addresses of another set are in this one. */
  public includes(other: AddressSet): boolean {
    return other.without(this).isEmpty;
  }

  /** The addresses of one version. */
  public ofVersion(version: Version): AddressSet {
    return new AddressSet({ [version]: this.of(version) });
  }

  /** The fewest blocks that make up the set; single addresses without a prefix. */
  public blocks(): string[] {
    return ([4, 6] as const).flatMap((version) => this.of(version).flatMap((range) => blocksOf(range, version)));
  }

  private of(version: Version): readonly Range[] {
    return this.ranges[version] ?? [];
  }
}

/** The bits of IPv6 in front of an IPv4 address within it. */
const MAPPED = 96;

function asIpv4({ value }: Address, length: number): Address & { readonly length: number } {
  return { version: 4, value: value & 0xffff_ffffn, length: length - MAPPED };
}

/** Sorts ranges and joins those that touch. */
function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : 0));
  const all: Range[] = [];
  for (const range of sorted) {
    const last = all.at(-1);
    if (last === undefined || range.first > last.last + 1n) {
      all.push(range);
    } else if (range.last > last.last) {
      all[all.length - 1] = { first: last.first, last: range.last };
    }
  }
  return all;
}

/** The ranges without the holes. Both are sorted, so each hole is visited once, and once more for each range that it touches. */
function cut(ranges: readonly Range[], holes: readonly Range[]): Range[] {
  const rest: Range[] = [];
  let next = 0;
  for (const { first, last } of ranges) {
    let start = first;
    while (next < holes.length && holes[next].last < first) {
      next += 1;
    }
    for (let index = next; index < holes.length && holes[index].first <= last; index += 1) {
      if (start < holes[index].first) {
        rest.push({ first: start, last: holes[index].first - 1n });
      }
      start = holes[index].last + 1n;
    }
    if (start <= last) {
      rest.push({ first: start, last });
    }
  }
  return rest;
}

function blocksOf({ first, last }: Range, version: Version): string[] {
  const blocks: string[] = [];
  for (let start = first; start <= last;) {
    let length = BITS[version];
    while (length > 0 && fits(start, BITS[version] - length + 1, last)) {
      length -= 1;
    }
    const address = textOf(start, version);
    blocks.push(length === BITS[version] ? address : `${address}/${length}`);
    start += 1n << BigInt(BITS[version] - length);
  }
  return blocks;
}

/** Whether a block of 2^`bits` addresses starts at `start` and ends by `last`. */
function fits(start: bigint, bits: number, last: bigint): boolean {
  const size = 1n << BigInt(bits);
  return start % size === 0n && start + size - 1n <= last;
}

function textOf(value: bigint, version: Version): string {
  const width = version === 4 ? 8 : 16;
  const count = BITS[version] / width;
  const parts = Array.from({ length: count }, (_, index) =>
    ((value >> BigInt((count - 1 - index) * width)) & ((1n << BigInt(width)) - 1n)).toString(version === 4 ? 10 : 16),
  );
  return version === 4 ? parts.join('.') : shortened(parts);
}

/** Writes the longest run of zeros as `::`. */
function shortened(groups: readonly string[]): string {
  const runs = groups.map((_, start) => {
    const end = groups.findIndex((group, index) => index >= start && group !== '0');
    return { start, length: (end === -1 ? groups.length : end) - start };
  });
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best));
  if (longest.length < 2) {
    return groups.join(':');
  }
  const [head, tail] = [groups.slice(0, longest.start), groups.slice(longest.start + longest.length)];
  return `${head.join(':')}::${tail.join(':')}`;
}
