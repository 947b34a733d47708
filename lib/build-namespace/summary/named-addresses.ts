/** Addresses that the summary names in words. */
import { AddressSet, type NamedAddresses } from '../../evaluation';
import { INTERNET_V6, NAT64, NEVER_OPEN, NOT_INTERNET } from '../closed-addresses';

/** The addresses of some blocks. */
export function addressesOf(blocks: readonly string[]): AddressSet {
  return AddressSet.union(blocks.flatMap((block) => AddressSet.of(block) ?? []));
}

/** The addresses of the Internet, by version. */
export const INTERNET: readonly AddressSet[] = ['0.0.0.0/0', INTERNET_V6].map((whole) =>
  addressesOf([whole]).without(addressesOf(NOT_INTERNET)),
);

/** The addresses of the Internet, and those by which hosts without IPv4 reach it. */
export const PUBLIC = AddressSet.union([...INTERNET, addressesOf([NAT64]).without(addressesOf(NOT_INTERNET))]);

/** What the choices of egress open. */
export const NAMED: readonly NamedAddresses[] = [
  {
    words: 'every address but those of cloud metadata and link-local ones',
    addresses: addressesOf(['0.0.0.0/0', '::/0']).without(addressesOf(NEVER_OPEN)),
  },
  { words: 'every public address', addresses: PUBLIC },
];
