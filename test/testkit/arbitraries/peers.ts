/** The other ends of connections. */
import * as fc from 'fast-check';
import { type CidrOptions, type NetworkDestination, NetworkPeer, type PodsOptions } from '../../../lib/core';
import { anyFactory, eachFactory, named, struct } from './recorded';
import { dnsLabel, labelMap } from './texts';

/** CIDR blocks with smaller blocks inside. */
const BLOCKS: [cidr: string, except: string[]][] = [
  ['10.0.0.0/8', ['10.1.0.0/16', '10.0.0.0/9']],
  ['0.0.0.0/0', ['169.254.169.254/32']],
  ['fd00::/8', ['fd00:1::/32']],
  ['192.168.1.7/32', []],
];

const cidr = fc
  .tuple(fc.constantFrom(...BLOCKS), struct<CidrOptions>('CidrOptions', { except: fc.constant([]) }, []))
  .map(([[block, except], options]): [string, CidrOptions] =>
    options.except ? [block, named('CidrOptions', { except })] : [block, options],
  );

const PUBLISHED = ['192.30.252.0/22', '35.201.91.229', '2606:50c0::/32', '2a0a:a440::1', '140.82.112.0/20'];

const ofOne = {
  cidr,
  cidrs: fc.tuple(fc.uniqueArray(fc.constantFrom(...PUBLISHED), { minLength: 1, maxLength: 3 })),
  namespace: fc.tuple(dnsLabel),
  anyNamespace: fc.constant<[]>([]),
  pods: fc.tuple(labelMap, struct<PodsOptions>('PodsOptions', { namespaceLabels: labelMap }, [])),
};

const onePeer = fc.oneof(
  ...eachFactory<Pick<typeof NetworkPeer, keyof typeof ofOne> & { readonly name: string }>(NetworkPeer, ofOne),
);

/** The other end of a connection. */
export const peer = anyFactory(NetworkPeer, {
  ...ofOne,
  anyOf: fc.tuple(fc.array(onePeer, { minLength: 1, maxLength: 3 })),
});

const port = fc.integer({ min: 1, max: 65535 });
/** An egress destination. */
export const destination = struct<NetworkDestination>(
  'NetworkDestination',
  { peer, ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3 }) },
  ['peer'],
);
