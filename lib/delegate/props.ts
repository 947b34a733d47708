import type { DelegateAvailabilityProps } from './availability-props';
import type { DelegateContainerProps } from './container-props';
import type { DelegateIdentityProps } from './identity';
import type { DelegateLegacyProps } from './java-settings';
import type { DelegateMetadataProps } from './metadata';
import type { DelegateNetworkProps } from './network-policy';
import type { DelegateAdoptionProps } from './profile';
import type { DelegateSchedulingProps } from './scheduling';
import type { DelegateUpgraderProps } from './upgrader';

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
