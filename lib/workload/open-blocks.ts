/** Blocks of addresses that a farm opens, without those that stay closed. */
import {
  type AddressBlock,
  everyBlockOf,
  isUnresolved,
  type NetworkDestination,
  NetworkPeer,
  parseBlock,
  type PropertyChecks,
} from '../core';
import { holderOf, isIn, neverOpen, partsOf } from './closed-addresses';

/** A block without its closed parts. */
export function blockWithout(whole: string, closed: readonly string[]): NetworkPeer {
  const block = parseBlock(whole);
  return NetworkPeer.cidr(whole, { except: block && partsOf(block, closed) });
}

/** A destination without the closed parts of its blocks. */
export function withoutClosed({ peer, ...rest }: NetworkDestination): NetworkDestination {
  const open = peer._peers.map((one) => {
    const { cidr = '', except = [] } = one.ipBlock ?? {};
    const missing = closedParts(cidr, except);
    return missing.length === 0 ? one : { ipBlock: { cidr, except: [...except, ...missing] } };
  });
  return { ...rest, peer: NetworkPeer._of(open) };
}

/** Closed parts of a block that its exceptions do not have. */
function closedParts(cidr: string, except: readonly string[]): string[] {
  const whole = isUnresolved(cidr) ? undefined : parseBlock(cidr);
  const excepted = except.flatMap((block) => (isUnresolved(block) ? [] : (parseBlock(block) ?? [])));
  const isExcepted = (block: string) => {
    const part = parseBlock(block);
    return part !== undefined && excepted.some((one) => isIn(part, one));
  };
  return whole === undefined ? [] : partsOf(whole, neverOpen()).filter((block) => !isExcepted(block));
}

const OTHERS = 'a block with other addresses than those of cloud metadata and link-local ones';

/**
 * Refuses a block that has nothing but closed addresses, and one whose closed parts cannot be excluded, because it is
 * known only later. `mayOpen` is for the property that opens what it names.
 */
export function checkClosed(
  checks: PropertyChecks,
  { peer }: NetworkDestination,
  where: string,
  mayOpen: boolean,
): void {
  for (const block of everyBlockOf(peer, `${where}.peer`)) {
    checks.later(block.where, [block.cidr, ...block.except], (cidr, ...except) => {
      const known = parseBlock(cidr);
      if (known !== undefined && !mayOpen) {
        refuseClosed(checks, block.where, cidr, known);
      }
      const left = isUnresolved(block.cidr) ? closedParts(cidr, except) : [];
      if (left.length > 0) {
        checks.refuse(
          block.where,
          cidr,
          `a block without ${left[0]}, because it is known only later`,
          'Pass it as a plain value, from which closed addresses are excluded. Or exclude them with except.',
        );
      }
    });
  }
}

function refuseClosed(checks: PropertyChecks, where: string, cidr: string, block: AddressBlock): void {
  const holder = holderOf(block, neverOpen());
  if (holder !== undefined) {
    checks.refuse(
      where,
      cidr,
      OTHERS,
      'Remove it: DNS servers belong in dnsServers, and a cloud identity opens what it needs. If builds still need the address, list it in additionalEgress, which opens exactly that.',
      `all of it is in ${holder}, which stays closed`,
    );
  }
}
