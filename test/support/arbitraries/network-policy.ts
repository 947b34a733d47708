import {
  type CidrOptions,
  DelegateEgress,
  type DelegateNetworkPolicy,
  type DelegateNetworkProps,
  type NetworkDestination,
  NetworkPeer,
  type PodsOptions,
} from 'harness-constructs';
import * as fc from 'fast-check';
import { customCa, mutualTls, proxy } from './connections';
import { anyFactory, type ArbitraryOf, named, struct } from './recorded';
import { dnsLabel, labelMap } from './texts';

/** Each block with smaller ones within it. */
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

/** The other end of a connection. */
export const peer = anyFactory(NetworkPeer, {
  cidr,
  namespace: fc.tuple(dnsLabel),
  anyNamespace: fc.constant([]),
  pods: fc.tuple(labelMap, struct<PodsOptions>('PodsOptions', { namespaceLabels: labelMap }, [])),
});

const port = fc.integer({ min: 1, max: 65535 });
/** Where somebody may connect to. */
export const destination = struct<NetworkDestination>(
  'NetworkDestination',
  { peer, ports: fc.uniqueArray(port, { minLength: 1, maxLength: 3 }) },
  ['peer'],
);

const networkPolicy = struct<DelegateNetworkPolicy>(
  'DelegateNetworkPolicy',
  {
    metricsFrom: fc.array(peer, { maxLength: 3 }),
    egress: anyFactory(DelegateEgress, {
      open: fc.constant([]),
      restrictedTo: fc.tuple(fc.array(destination, { maxLength: 3 })),
    }),
    dnsServers: fc.array(peer, { minLength: 1, maxLength: 2 }),
  },
  [],
);

/** The properties of DelegateNetworkProps. */
export const networkProps: ArbitraryOf<DelegateNetworkProps> = { networkPolicy, proxy, customCa, mutualTls };
