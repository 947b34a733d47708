import type { DelegateAvailabilityProps } from './availability';
import type { DelegateContainerProps } from './container';
import type { DelegateIdentityProps } from './identity';
import type { DelegateMetadataProps } from './metadata';
import type { DelegateNetworkProps } from './network';
import type { DelegateSchedulingProps } from './scheduling';

export * from './availability';
export * from './cloud-identity';
export * from './container';
export * from './delegate-image';
export * from './delegate-token';
export * from './identity';
export * from './metadata';
export * from './network';
export * from './scheduling';

/** Properties of `HarnessDelegate`. */
export interface HarnessDelegateProps
  extends
    DelegateIdentityProps,
    DelegateAvailabilityProps,
    DelegateContainerProps,
    DelegateSchedulingProps,
    DelegateNetworkProps,
    DelegateMetadataProps {}
