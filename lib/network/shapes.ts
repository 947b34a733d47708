import { instance, listOf, mapOf, NUMBER, optional, optionsOf, required, type Shape, struct, TEXT } from '../values';
import type { CidrOptions, NetworkDestination, NetworkPeer, PodsOptions } from './network-peer';

/** Either every label or those that are named; a member that is there must be something. */
const LABELS = struct({ matchLabels: required(mapOf(TEXT)) });
const SELECTOR: Shape = (checks, property, selector) =>
  'matchLabels' in (selector as object) ? LABELS(checks, property, selector) : undefined;

const CIDR_OPTIONS = struct<CidrOptions>({ except: listOf(TEXT) });
const PODS_OPTIONS = struct<PodsOptions>({ namespaceLabels: mapOf(TEXT) });

const WAYS = 'NetworkPeer.cidr(…), .namespace(…) or .pods(…)';
export const PEER = instance(WAYS, '_peer', ({ _peer, _options }: NetworkPeer): [string, Shape, unknown][] => [
  ['', optionsOf(CIDR_OPTIONS), _options?.cidr],
  ['', optionsOf(PODS_OPTIONS), _options?.pods],
  ['', optional(struct({ cidr: required(TEXT), except: listOf(TEXT) })), _peer.ipBlock],
  ['', optional(SELECTOR), _peer.podSelector],
  ['', optional(SELECTOR), _peer.namespaceSelector],
]);

export const DESTINATION = struct<NetworkDestination>({ peer: required(PEER), ports: listOf(NUMBER) });
