import { NetworkPeer } from './network-peer';
import type { PolicyPort } from './policy-port';

/** Where the DNS of a cluster is found: its pods, the cache on each node, and the DNS of Google Cloud. */
export const DNS_SERVERS: readonly NetworkPeer[] = [
  NetworkPeer.anyNamespace(),
  NetworkPeer.cidr('169.254.20.10/32'),
  NetworkPeer.cidr('169.254.169.254/32'),
];

/** 53, and 5353 where the pods of the cluster's DNS listen there, as on OpenShift. */
export const DNS_PORTS: readonly PolicyPort[] = [53, 5353].flatMap((port) =>
  ['UDP' as const, 'TCP' as const].map((protocol) => ({ protocol, port })),
);
