import * as fc from 'fast-check';
import { DelegateEgress, type DelegateNetworkPolicy, type DelegateNetworkProps } from '../../../lib/delegate';
import { customCa, mutualTls, proxy } from './connections';
import { destination, peer } from './peers';
import { anyFactory, type ArbitraryOf, struct } from './recorded';

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
