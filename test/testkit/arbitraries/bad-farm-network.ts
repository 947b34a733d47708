/** Ways to get network, labels and annotations of a namespace for builds wrong. */
import { BuildEgress } from '../../../lib/build-namespace';
import { type NetworkDestination, NetworkPeer } from '../../../lib/core';
import { badFarm, type BadFarm } from './bad-farm-row';

const BLOCK = /a CIDR block/;
const WORLD = NetworkPeer.cidr('::/0');
const NO_NAMES = /no host names/;

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
  ...destinations('no key', { peer: NetworkPeer.pods({ 'a b': 'c' }) }, 'peer["a b"]', /DNS prefix/),
  ...destinations('no port', { peer: WORLD, ports: [] }, 'ports', /at least one port/),
  ...destinations('port 0', { peer: WORLD, ports: [443, 0] }, 'ports[1]', /from 1 to 65535/),
  ...destinations('no block of several', { peer: NetworkPeer.cidrs([]) }, 'peer.cidrs', /at least one block/),
  ...destinations('no peer of several', { peer: NetworkPeer.anyOf([]) }, 'peer.peers', /at least one peer/),
  ...destinations('a bad block of several', { peer: NetworkPeer.cidrs(['1.1.1.1', 'x']) }, 'peer.cidrs[1]', BLOCK),
  ...destinations(
    'a bad block of a peer of several',
    { peer: NetworkPeer.anyOf([WORLD, NetworkPeer.cidrs(['10.0.0.1/8'])]) },
    'peer.peers[1].cidrs[0]',
    BLOCK,
  ),
  ...destinations('no list of blocks', { peer: NetworkPeer.cidrs('10.0.0.0/8' as never) }, 'peer.cidrs', /a list/),
  ...destinations('no list of peers', { peer: NetworkPeer.anyOf([1] as never) }, 'peer.peers[0]', /a NetworkPeer/),
  ...['github.com', '*.example.com', 'https://app.harness.io/gateway', 'registry.local:5000', 'example.com/8'].flatMap(
    (host) => [
      ...destinations(`the host name ${host}`, { peer: NetworkPeer.cidr(host) }, 'peer.cidr', NO_NAMES),
      ...destinations(`${host} in a list`, { peer: NetworkPeer.cidrs([host]) }, 'peer.cidrs[0]', NO_NAMES),
      ...destinations(`${host} for a peer`, { peer: host as never }, 'peer', NO_NAMES),
      badFarm(`${host}, egress`, { egress: BuildEgress.restrictedTo([host as never]) }, 'egress[0]', NO_NAMES),
      badFarm(`${host}, in addition`, { additionalEgress: [host as never] }, 'additionalEgress[0]', NO_NAMES),
    ],
  ),
  // The exact addresses, parts of closed ranges, closed ranges, and their images in IPv6.
  ...['169.254.169.254/32', '169.254.171.0/24', '169.254.0.0/16', '100.100.100.200/32', '168.63.129.16/32']
    .concat(['fd00:ec2::254/128', 'fe80::/64', '64:ff9b::a9fe:a9fe/128'])
    .map((block) =>
      badFarm(
        `the closed block ${block}`,
        { egress: BuildEgress.restrictedTo([{ peer: WORLD }, { peer: NetworkPeer.cidr(block) }]) },
        'egress[1].peer.cidr',
        /other addresses than those of cloud metadata/,
      ),
    ),
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
  badFarm('the key of a label', { labels: { 'a b': 'c' } }, 'labels["a b"]', /DNS prefix/),
  badFarm('the key of an annotation', { annotations: { 'a b': 'c' } }, 'annotations["a b"]', /DNS prefix/),
  badFarm('annotations without end', { annotations: { a: 'x'.repeat(262_144) } }, 'annotations', /bytes in total/),
];
