import type { DelegateAdoptionProps } from './adoption';
import type { DelegateAvailabilityProps } from './availability';
import type { DelegateContainerProps } from './container';
import type { DelegateIdentityProps } from './identity';
import type { DelegateLegacyProps } from './legacy';
import type { DelegateMetadataProps } from './metadata';
import type { DelegateNetworkProps } from './network';
import type { DelegateSchedulingProps } from './scheduling';
import type { DelegateUpgraderProps } from './upgrader';

export * from './adoption';
export * from './availability';
export * from './cloud-identity';
export * from './container';
export * from './custom-ca';
export * from './delegate-image';
export * from './delegate-token';
export * from './identity';
export * from './legacy';
export * from './metadata';
export * from './mutual-tls';
export * from './network';
export * from './proxy';
export * from './scheduling';
export * from './upgrade-schedule';
export * from './upgrader';

/** Properties of `HarnessDelegate`. */
export interface HarnessDelegateProps
  extends
    DelegateIdentityProps,
    DelegateAvailabilityProps,
    DelegateContainerProps,
    DelegateSchedulingProps,
    DelegateNetworkProps,
    DelegateLegacyProps,
    DelegateMetadataProps,
    DelegateUpgraderProps,
    DelegateAdoptionProps {}
