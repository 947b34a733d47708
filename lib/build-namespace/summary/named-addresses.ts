/** Addresses that the summary names in words. */
import { once } from '../../core';
import { AddressSet, type NamedAddresses } from '../../evaluation';
import { INTERNET_V6, NAT64, neverOpen, notInternet } from '../../workload';

/** The addresses of some blocks. */
export function addressesOf(blocks: readonly string[]): AddressSet {
  return AddressSet.union(blocks.flatMap((block) => AddressSet.of(block) ?? []));
}

/** The addresses of the Internet, by version. */
export const internet = once((): readonly AddressSet[] =>
  ['0.0.0.0/0', INTERNET_V6].map((whole) => addressesOf([whole]).without(addressesOf(notInternet()))),
);

/** The addresses of the Internet, and those by which hosts without IPv4 reach it. */
export const publicAddresses = once(() =>
  AddressSet.union([...internet(), addressesOf([NAT64]).without(addressesOf(notInternet()))]),
);

/** What the choices of egress open. */
export const namedAddresses = once((): readonly NamedAddresses[] => [
  {
    words: 'every address but those of cloud metadata and link-local ones',
    addresses: addressesOf(['0.0.0.0/0', '::/0']).without(addressesOf(neverOpen())),
  },
  { words: 'every public address', addresses: publicAddresses() },
]);
