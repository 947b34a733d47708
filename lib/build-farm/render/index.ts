import type { RenderedObject } from '../../values';
import type { ResolvedBuildFarm } from '../resolve';
import { renderAdmissionPolicy } from './admission-policy';
import { renderNamespace } from './namespace';
import { renderNetworkPolicy } from './network-policy';
import { renderOpenShift } from './open-shift';
import { renderQuota } from './quota';
import { renderServiceAccount } from './service-account';

export { renderBuildGrant, renderBuildRole } from './build-rights';
export { renderIngress } from './network-policy';

/** All objects of a namespace for builds, in the order in which they are applied. */
export function renderBuildFarm(farm: ResolvedBuildFarm): RenderedObject[] {
  return [
    ...(farm.createNamespace ? [renderNamespace(farm)] : []),
    ...renderAdmissionPolicy(farm),
    renderServiceAccount(farm),
    ...renderOpenShift(farm),
    ...renderNetworkPolicy(farm),
    ...renderQuota(farm),
  ];
}
