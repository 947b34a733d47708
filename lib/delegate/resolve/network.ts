import type { PodDNSConfig } from 'kubernetes-types/core/v1';
import { checkDestination, checkPeer, DNS_SERVERS, type NetworkDestination, NetworkPeer } from '../../network';
import { derived } from '../../values';
import { DelegateEgress, type HarnessDelegateProps } from '../props';
import type { ResolveContext } from './context';
import { checkProxyEgress } from './proxy-egress';

/** A NetworkPolicy, with every default. */
export interface ResolvedNetworkPolicy {
  readonly metricsFrom: readonly NetworkPeer[];
  /** `undefined`: everything. */
  readonly destinations?: readonly NetworkDestination[];
  readonly dnsServers: readonly NetworkPeer[];
  /** Namespaces whose build pods the delegate talks to. */
  readonly buildNamespaces: readonly string[];
}

export function resolveNetworkPolicy(context: ResolveContext): ResolvedNetworkPolicy | undefined {
  const { checks, props } = context;
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
  egress._destinations.forEach((destination, index) =>
    checkDestination(checks, destination, `networkPolicy.egress[${index}]`),
  );
  if (!egress._isOpen) {
    checkProxyEgress(context, egress._destinations);
  }
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
