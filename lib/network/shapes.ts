import { instance, listOf, mapOf, NUMBER, optional, required, type Shape, struct, TEXT } from '../values';
import type { NetworkDestination, NetworkPeer } from './network-peer';

/** Either every label or those that are named; a member that is there must be something. */
const LABELS = struct({ matchLabels: required(mapOf(TEXT)) });
const SELECTOR: Shape = (checks, property, selector) =>
  'matchLabels' in (selector as object) ? LABELS(checks, property, selector) : undefined;

export const PEER = instance('NetworkPeer.cidr(…), .namespace(…) or .pods(…)', '_peer', ({ _peer }: NetworkPeer) => [
  ['', optional(struct({ cidr: required(TEXT), except: listOf(TEXT) })), _peer.ipBlock],
  ['', optional(SELECTOR), _peer.podSelector],
  ['', optional(SELECTOR), _peer.namespaceSelector],
]);

export const DESTINATION = struct<NetworkDestination>({ peer: required(PEER), ports: listOf(NUMBER) });
