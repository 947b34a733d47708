import { DNS_PORTS } from './dns';
import type { NetworkDestination, NetworkPeer, NetworkPolicyPeerShape } from './network-peer';
import type { PolicyPort } from './policy-port';

/** Whom somebody may connect to. */
export interface EgressRule {
  readonly to: NetworkPolicyPeerShape[];
  readonly ports?: PolicyPort[];
}

/** Port of the lite engine in a build pod, to which the delegate connects. */
export const BUILD_PORT = 20001;

/** Link-local addresses at which a cloud identity is asked for. */
export interface MetadataEndpoint {
  readonly cidr: string;
  readonly port: number;
}

export function tcp(ports: readonly number[]): PolicyPort[] {
  return ports.map((port) => ({ protocol: 'TCP', port }));
}

/** The way to the servers of names; none where none is named: a rule without peers would let everybody in. */
export function toDns(servers: readonly NetworkPeer[]): EgressRule[] {
  return servers.length > 0 ? [{ to: servers.map(({ _peer }) => _peer), ports: [...DNS_PORTS] }] : [];
}

export function toDestinations(destinations: readonly NetworkDestination[]): EgressRule[] {
  return destinations.map(({ peer, ports }) => ({ to: [peer._peer], ports: ports && tcp(ports) }));
}

export function toMetadata(endpoints: readonly MetadataEndpoint[]): EgressRule[] {
  return endpoints.map(({ cidr, port }) => ({ to: [{ ipBlock: { cidr } }], ports: tcp([port]) }));
}
