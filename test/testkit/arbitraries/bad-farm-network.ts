/** Ways to get network, labels and annotations of a namespace for builds wrong. */
import { BuildEgress } from '../../../lib/build-namespace';
import { type NetworkDestination, NetworkPeer } from '../../../lib/core';
import { badFarm, type BadFarm } from './bad-farm';

const BLOCK = /a CIDR block/;
const WORLD = NetworkPeer.cidr('::/0');

/** The same destinations in both places. */
function destinations(what: string, destination: NetworkDestination, below: string, allowed: RegExp): BadFarm[] {
  return [
    badFarm(`${what}, egress`, { egress: BuildEgress.restrictedTo([destination]) }, `egress[0].${below}`, allowed),
    badFarm(
      `${what}, in addition`,
      { additionalEgress: [{ peer: WORLD }, destination] },
      `additionalEgress[1].${below}`,
      allowed,
    ),
  ];
}

export const BAD_FARM_NETWORK: readonly BadFarm[] = [
  ...destinations('no block', { peer: NetworkPeer.cidr('10.0.0.1') }, 'peer.cidr', BLOCK),
  ...destinations(
    'an exception outside',
    { peer: NetworkPeer.cidr('10.0.0.0/8', { except: ['11.0.0.0/16'] }) },
    'peer.except[0]',
    /a smaller block/,
  ),
  ...destinations('no label', { peer: NetworkPeer.pods({ a: 'b c' }) }, 'peer["a"]', /at most 63/),
  ...destinations('no key', { peer: NetworkPeer.pods({ 'a b': 'c' }) }, 'peer key', /DNS prefix/),
  ...destinations('no port', { peer: WORLD, ports: [] }, 'ports', /at least one port/),
  ...destinations('port 0', { peer: WORLD, ports: [443, 0] }, 'ports[1]', /from 1 to 65535/),
  ...destinations('no peer', {} as NetworkDestination, 'peer', /NetworkPeer/),
  badFarm('no list', { egress: BuildEgress.restrictedTo('a' as never) }, 'egress', /a list/),
  badFarm('a DNS server', { dnsServers: [WORLD, NetworkPeer.cidr('x')] }, 'dnsServers[1].cidr', BLOCK),
  badFarm(
    'a namespace',
    { dnsServers: [NetworkPeer.namespace('A')] },
    'dnsServers[0]["kubernetes.io/metadata.name"]',
    /DNS label/,
  ),
  badFarm('a label', { labels: { a: 'b c' } }, 'labels["a"]', /at most 63/),
  badFarm('the key of a label', { labels: { 'a b': 'c' } }, 'labels key', /DNS prefix/),
  badFarm('the key of an annotation', { annotations: { 'a b': 'c' } }, 'annotations key', /DNS prefix/),
  badFarm('annotations without end', { annotations: { a: 'x'.repeat(262_144) } }, 'annotations', /bytes in total/),
];
