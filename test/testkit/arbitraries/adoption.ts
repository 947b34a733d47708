import * as fc from 'fast-check';
import { DelegateAdoption, type DelegateAdoptionProps, type HelmAdoptionOptions } from '../../../lib/delegate';
import { type ArbitraryOf, anyFactory, struct } from './recorded';
import { dnsLabel, dnsSubdomain } from './texts';

const options = struct<HelmAdoptionOptions>(
  'HelmAdoptionOptions',
  {
    release: dnsLabel,
    resourceName: dnsLabel,
    serviceAccountName: dnsSubdomain,
    createServiceAccount: fc.boolean(),
  },
  ['release'],
);

/** The properties of DelegateAdoptionProps; `consistent` leaves them out of a new delegate. */
export const adoptionProps: ArbitraryOf<DelegateAdoptionProps> = {
  adoption: anyFactory(DelegateAdoption, { helm: fc.tuple(options) }),
};
