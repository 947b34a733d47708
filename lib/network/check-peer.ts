import {
  DNS_LABEL,
  isWithin,
  LABEL_VALUE,
  parseBlock,
  type PropertyChecks,
  QUALIFIED_NAME,
  type Rule,
} from '../values';
import type { NetworkDestination, NetworkPeer } from './network-peer';

const CIDR: Rule = {
  allowed: 'a block of addresses by its first one, for example 10.0.0.0/8 or fd00::/8',
  remedy: 'Correct it; for one address use /32 or /128.',
  holds: (value) => parseBlock(value) !== undefined,
};

/** Throws for a destination that Kubernetes would refuse. */
export function checkDestination(checks: PropertyChecks, { peer, ports }: NetworkDestination, where: string): void {
  checkPeer(checks, peer, `${where}.peer`);
  if (ports?.length === 0) {
    checks.refuse(`${where}.ports`, [], 'at least one port', 'Leave ports out to allow all of them.');
  }
  ports?.forEach((port, at) => checks.integer(`${where}.ports[${at}]`, port, 1, 65535));
}

/** Throws for a peer that Kubernetes would refuse. */
export function checkPeer(checks: PropertyChecks, { _peer: peer }: NetworkPeer, where: string): void {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    checks.text(`${where}.cidr`, cidr, CIDR);
    except.forEach((block, index) => {
      checks.text(`${where}.except[${index}]`, block, CIDR);
      checks.later(`${where}.except[${index}]`, [cidr, block], (whole, part) =>
        checkWithin(checks, `${where}.except[${index}]`, whole, part),
      );
    });
  }
  for (const { matchLabels } of [peer.podSelector, peer.namespaceSelector].filter(
    (selector) => selector !== undefined,
  )) {
    for (const [key, value] of Object.entries(matchLabels ?? {})) {
      checks.plainText(`${where} key`, key, QUALIFIED_NAME);
      checks.text(`${where}["${key}"]`, value, key === 'kubernetes.io/metadata.name' ? DNS_LABEL : LABEL_VALUE);
    }
  }
}

function checkWithin(checks: PropertyChecks, property: string, whole: string, part: string): void {
  const [outer, inner] = [parseBlock(whole), parseBlock(part)];
  if (outer && inner && !isWithin(inner, outer)) {
    checks.refuse(property, part, `a smaller block within ${whole}`, 'Correct it, or leave it out.');
  }
}
