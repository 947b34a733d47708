import { BlockList, isIP } from 'node:net';
import type { PropertyChecks, Rule } from '../../values';
import { DNS_LABEL, LABEL_VALUE, QUALIFIED_NAME } from '../../values';
import { DelegateEgress, type NetworkDestination, type NetworkPeer } from '../props';
import type { ResolveContext } from './context';

const CIDR: Rule = {
  allowed: 'a block of addresses, for example 10.0.0.0/8 or fd00::/8',
  remedy: 'Correct it.',
  holds: (value) => parseCidr(value) !== undefined,
};

/** A NetworkPolicy, with every default. */
export interface ResolvedNetworkPolicy {
  readonly metricsFrom: readonly NetworkPeer[];
  /** `undefined`: everything. */
  readonly destinations?: readonly NetworkDestination[];
  /** Namespaces whose build pods the delegate talks to. */
  readonly buildNamespaces: readonly string[];
}

export function resolveNetworkPolicy({ checks, props }: ResolveContext): ResolvedNetworkPolicy | undefined {
  const policy = props.networkPolicy;
  if (policy === undefined) {
    return undefined;
  }
  const { metricsFrom = [], egress = DelegateEgress.open() } = policy;
  metricsFrom.forEach((peer, index) => checkPeer(checks, peer, `networkPolicy.metricsFrom[${index}]`));
  egress._destinations?.forEach(({ peer, ports }, index) => {
    const where = `networkPolicy.egress[${index}]`;
    checkPeer(checks, peer, `${where}.peer`);
    if (ports?.length === 0) {
      checks.refuse(`${where}.ports`, [], 'at least one port', 'Leave ports out to allow all of them.');
    }
    ports?.forEach((port, at) => checks.integer(`${where}.ports[${at}]`, port, 1, 65535));
  });
  const builds = props.access._grants
    .filter(({ choice }) => choice === 'ci-builds')
    .flatMap(({ namespaces }) => namespaces ?? []);
  return { metricsFrom, destinations: egress._destinations, buildNamespaces: [...new Set(builds)] };
}

function checkPeer(checks: PropertyChecks, { _peer: peer }: NetworkPeer, where: string): void {
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
    for (const [key, value] of Object.entries(matchLabels)) {
      checks.plainText(`${where} key`, key, QUALIFIED_NAME);
      checks.text(`${where}["${key}"]`, value, key === 'kubernetes.io/metadata.name' ? DNS_LABEL : LABEL_VALUE);
    }
  }
}

interface Cidr {
  readonly address: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly prefix: number;
}

function parseCidr(text: string): Cidr | undefined {
  const match = /^([0-9a-fA-F:.]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  const version = match ? isIP(match[1]) : 0;
  if (!match || version === 0 || Number(match[2]) > (version === 4 ? 32 : 128)) {
    return undefined;
  }
  return { address: match[1], family: version === 4 ? 'ipv4' : 'ipv6', prefix: Number(match[2]) };
}

function checkWithin(checks: PropertyChecks, property: string, whole: string, part: string): void {
  const [outer, inner] = [parseCidr(whole), parseCidr(part)];
  if (!outer || !inner) {
    return;
  }
  const block = new BlockList();
  block.addSubnet(outer.address, outer.prefix, outer.family);
  if (inner.family !== outer.family || inner.prefix <= outer.prefix || !block.check(inner.address, inner.family)) {
    checks.refuse(property, part, `a smaller block within ${whole}`, 'Correct it, or leave it out.');
  }
}
