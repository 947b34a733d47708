import { type NetworkDestination, NetworkPeer, type NetworkPolicyPeerShape } from './network-peer';

/** A port of a NetworkPolicy. Declared here because the public API must not need the types of Kubernetes. */
export interface PolicyPort {
  readonly protocol: 'TCP' | 'UDP';
  readonly port: number;
}

/** DNS servers of any cluster: its pods, the cache on each node, LocalDNS of AKS, and the DNS of Google Cloud. */
export const DNS_SERVERS: readonly NetworkPeer[] = [
  NetworkPeer.anyNamespace(),
  NetworkPeer.cidr('169.254.20.10/32'),
  NetworkPeer.cidr('169.254.10.11/32'),
  NetworkPeer.cidr('169.254.169.254/32'),
];

/** 53, and 5353, on which the DNS pods listen on OpenShift. */
export const DNS_PORTS: readonly number[] = [53, 5353];

/** DNS servers of a cluster, and their ports. */
export interface ClusterDns {
  readonly servers: readonly NetworkPeer[];
  readonly ports: readonly number[];
}

/** An egress rule of a NetworkPolicy. */
export interface EgressRule {
  readonly to: NetworkPolicyPeerShape[];
  readonly ports?: PolicyPort[];
}

/** Port of the lite engine in a build pod, to which the delegate connects. */
export const BUILD_PORT = 20001;

/** Port of a pod at which the tunnels of Istio's ambient mesh end. Other pods of the mesh connect to it instead of other ports. */
export const TUNNEL_PORT = 15008;

/** A link-local endpoint that serves cloud identities. */
export interface MetadataEndpoint {
  readonly cidr: string;
  readonly port: number;
}

export function tcp(ports: readonly number[]): PolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

/** Egress to the DNS servers. No rule for an empty list, because a rule without peers allows every destination. */
export function toDns(servers: readonly NetworkPeer[], ports: readonly number[]): EgressRule[] {
  const both = ports.flatMap((port) => (['UDP', 'TCP'] as const).map((protocol) => ({ protocol, port })));
  return servers.length > 0 ? [{ to: servers.flatMap(({ _peers }) => _peers), ports: both }] : [];
}

export function toDestinations(destinations: readonly NetworkDestination[]): EgressRule[] {
  return destinations.map(({ peer, ports }) => ({ to: [...peer._peers], ports: ports && tcp(ports) }));
}

/** What the tunnels to pods of an ambient mesh need in addition to ports. Addresses are outside of the mesh. */
export function tunnelsTo(destinations: readonly NetworkDestination[]): NetworkDestination[] {
  return destinations
    .filter(({ ports }) => ports !== undefined)
    .map(({ peer }) => peer._peers.filter(({ ipBlock }) => ipBlock === undefined))
    .filter((pods) => pods.length > 0)
    .map((pods) => ({ peer: NetworkPeer._of(pods), ports: [TUNNEL_PORT] }));
}

export function toMetadata(endpoints: readonly MetadataEndpoint[]): EgressRule[] {
  return endpoints.map(({ cidr, port }) => ({ to: [{ ipBlock: { cidr } }], ports: tcp([port]) }));
}
