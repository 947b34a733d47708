/** Sets of IP addresses. */
import { parseAddress } from '../core';

type Version = 4 | 6;

/** Addresses from `first` to `last`, both included. */
interface Range {
  readonly first: bigint;
  readonly last: bigint;
}

const BITS: { readonly [version in Version]: number } = { 4: 32, 6: 128 };

/** IPv4 addresses within IPv6. Go, and thus Kubernetes, treats them as IPv4. */
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/** A set of IPv4 and IPv6 addresses. */
export class AddressSet {
  /** All addresses of a version. */
  public static all(version: Version): AddressSet {
    return new AddressSet({ [version]: [{ first: 0n, last: (1n << BigInt(BITS[version])) - 1n }] });
  }

  /**
   * A block such as `10.0.0.0/8`, or a single address. As in Kubernetes, a block need not start at its first address.
   *
   * @returns `undefined` for text that is neither
   */
  public static of(text: string): AddressSet | undefined {
    const [address, prefix] = text.split('/');
    const mapped = MAPPED.exec(address);
    const parsed = parseAddress(mapped?.[1] ?? address);
    const bits = parsed && BITS[parsed.version];
    const length = prefix === undefined ? bits : Number(prefix) - (mapped ? 96 : 0);
    if (!parsed || !bits || length === undefined || !(length >= 0 && length <= bits) || /[^0-9]/.test(prefix ?? '')) {
      return undefined;
    }
    const size = 1n << BigInt(bits - length);
    const first = parsed.value - (parsed.value % size);
    return new AddressSet({ [parsed.version]: [{ first, last: first + size - 1n }] });
  }

  /** The addresses of all sets. */
  public static union(sets: readonly AddressSet[]): AddressSet {
    const of = (version: Version) => joined(sets.flatMap(({ ranges }) => ranges[version] ?? []));
    return new AddressSet({ 4: of(4), 6: of(6) });
  }

  private constructor(private readonly ranges: { readonly [version in Version]?: readonly Range[] }) {}

  /** Whether it has no address. */
  public get isEmpty(): boolean {
    return this.of(4).length === 0 && this.of(6).length === 0;
  }

  /** These addresses without those of another set. */
  public without(other: AddressSet): AddressSet {
    const rest = (version: Version) => other.of(version).reduce(cut, this.of(version));
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

/** Sorts ranges and joins those that touch. */
function joined(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((one, other) => (one.first < other.first ? -1 : one.first > other.first ? 1 : 0));
  return sorted.reduce<Range[]>((all, range) => {
    const last = all.at(-1);
    if (last === undefined || range.first > last.last + 1n) {
      return [...all, range];
    }
    return [...all.slice(0, -1), { first: last.first, last: range.last > last.last ? range.last : last.last }];
  }, []);
}

function cut(ranges: readonly Range[], hole: Range): Range[] {
  return ranges.flatMap(({ first, last }) => [
    ...(first < hole.first ? [{ first, last: last < hole.first ? last : hole.first - 1n }] : []),
    ...(last > hole.last ? [{ first: first > hole.last ? first : hole.last + 1n, last }] : []),
  ]);
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
