import { type NetworkDestination, NetworkPeer } from '../../../lib/core';
import { DelegateEgress } from '../../../lib/delegate';
import { bad, badLabels, type BadInput, shows } from './bad-input';
import { badLabelMaps } from './bad-metadata';
import { made } from './recorded';

const peers = (...metricsFrom: NetworkPeer[]) => ({ networkPolicy: { metricsFrom } });
const cidr = (block: string, except?: string[]) => made(NetworkPeer, 'cidr', block, except && { except });
const FROM = 'networkPolicy.metricsFrom[0]';
const EGRESS = 'networkPolicy.egress[1]';
const egress = (...destinations: NetworkDestination[]) => ({
  networkPolicy: { egress: made(DelegateEgress, 'restrictedTo', [{ peer: cidr('10.0.0.0/8') }, ...destinations]) },
});

export const BAD_NETWORK: readonly BadInput[] = [
  ...[
    '',
    '10.0.0.0',
    '10.0.0.0/33',
    '10.0.0/8',
    '10.0.0.0/08',
    'fd00::/129',
    'fe80::1%eth0/64',
    '10.0.0.5/8',
    'fd00::1/8',
    '::ffff:10.0.0.0/104',
    '::ffff:0:0/96',
    '::ffff:a9fe:a9fe/128',
  ].map((block) =>
    bad(`the block "${block}"`, peers(cidr(block)), `${FROM}.cidr`, /a CIDR block/, shows(JSON.stringify(block))),
  ),
  ...['example.com/8', 'github.com'].map((host) =>
    bad(`the host name "${host}"`, peers(cidr(host)), `${FROM}.cidr`, /no host names/, shows(JSON.stringify(host))),
  ),
  bad(
    'an exception that is no block',
    peers(cidr('10.0.0.0/8', ['10.0.0.1'])),
    `${FROM}.except[0]`,
    /a CIDR block/,
    shows('10.0.0.1'),
  ),
  ...['11.0.0.0/16', '10.0.0.0/8', '0.0.0.0/0', 'fd00::/16', '10.2.0.5/16'].map((except) =>
    bad(
      `the exception ${except}`,
      peers(cidr('10.0.0.0/8', ['10.1.0.0/16', except])),
      `${FROM}.except[1]`,
      /a (CIDR|smaller) block/,
      shows(except),
    ),
  ),
  ...badLabels(`${FROM}["kubernetes.io/metadata.name"]`, (name) => peers(made(NetworkPeer, 'namespace', name))),
  ...badLabelMaps(FROM, (labels) => peers(made(NetworkPeer, 'pods', labels as { [key: string]: string }))),
  ...badLabelMaps(FROM, (labels) =>
    peers(made(NetworkPeer, 'pods', {}, { namespaceLabels: labels as { [key: string]: string } })),
  ),
  bad(
    'a destination that is no block',
    egress({ peer: cidr('x') }),
    `${EGRESS}.peer.cidr`,
    /a CIDR block/,
    shows('"x"'),
  ),
  bad('no port', egress({ peer: cidr('::/0'), ports: [] }), `${EGRESS}.ports`, /at least one port/, shows('[]')),
  ...[0, -1, 65536, 1.5, NaN].map((port) =>
    bad(
      `port ${port}`,
      egress({ peer: cidr('::/0'), ports: [443, port] }),
      `${EGRESS}.ports[1]`,
      /from 1 to 65535/,
      shows(`${port}`),
    ),
  ),
];
