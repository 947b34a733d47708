import type { PodDNSConfig } from 'kubernetes-types/core/v1';
import {
  derived,
  DNS_LABEL,
  isWithin,
  LABEL_VALUE,
  parseBlock,
  type PropertyChecks,
  QUALIFIED_NAME,
  type Rule,
} from '../../values';
import { DelegateEgress, type HarnessDelegateProps, type NetworkDestination, NetworkPeer } from '../props';
import type { ResolveContext } from './context';

const CIDR: Rule = {
  allowed: 'a block of addresses by its first one, for example 10.0.0.0/8 or fd00::/8',
  remedy: 'Correct it; for one address use /32 or /128.',
  holds: (value) => parseBlock(value) !== undefined,
};

/** Where the DNS of a cluster is found: its pods, the cache on each node, and the DNS of Google Cloud. */
const DNS_SERVERS = [
  NetworkPeer.anyNamespace(),
  NetworkPeer.cidr('169.254.20.10/32'),
  NetworkPeer.cidr('169.254.169.254/32'),
];

/** A NetworkPolicy, with every default. */
export interface ResolvedNetworkPolicy {
  readonly metricsFrom: readonly NetworkPeer[];
  /** `undefined`: everything. */
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  /** Namespaces whose build pods the delegate talks to. */
  readonly buildNamespaces: readonly string[];
}

export function resolveNetworkPolicy({ checks, props }: ResolveContext): ResolvedNetworkPolicy | undefined {
  const policy = props.networkPolicy;
  if (policy === undefined) {
    return undefined;
  }
  const {
    metricsFrom = [],
    egress = DelegateEgress.open(),
    dnsServers = [...DNS_SERVERS, ...ownServers(props)],
  } = policy;
  dnsServers.forEach((peer, index) => checkPeer(checks, peer, `networkPolicy.dnsServers[${index}]`));
  metricsFrom.forEach((peer, index) => checkPeer(checks, peer, `networkPolicy.metricsFrom[${index}]`));
  egress._destinations.forEach(({ peer, ports }, index) => {
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
  return {
    metricsFrom,
    destinations: egress._isOpen ? undefined : egress._destinations,
    dnsServers,
    buildNamespaces: [...new Set(builds)],
  };
}

/** The servers of the pod's own DNS settings. */
function ownServers({ dnsConfig }: HarnessDelegateProps): NetworkPeer[] {
  const { nameservers = [] } = (dnsConfig ?? {}) as PodDNSConfig;
  return nameservers.map((server) =>
    NetworkPeer.cidr(derived([server], (known) => `${known}/${known.includes(':') ? 128 : 32}`)),
  );
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
