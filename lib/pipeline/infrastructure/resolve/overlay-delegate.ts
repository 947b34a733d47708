import { DelegateGeneration, isOlderLegacy, type ISelectableDelegate } from '../../../delegate';
import type { PropertyChecks } from '../../../values';

const OVERLAY_SINCE = '24.09.83900';

/**
 * Throws for a delegate that is known to take no overlay.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export function checkOverlayDelegate(checks: PropertyChecks, property: string, delegate?: ISelectableDelegate): void {
  const { delegateVersion, generation, delegateName } = delegate ?? {};
  const isOld = delegateVersion !== undefined && isOlderLegacy(delegateVersion, OVERLAY_SINCE);
  if (isOld || generation === DelegateGeneration.NEW) {
    checks.refuse(
      property,
      `an overlay with the delegate "${delegateName}" ${delegateVersion ?? 'of the new generation'}`,
      `an overlay with a legacy delegate ${OVERLAY_SINCE} or later: the new delegate has none yet`,
      'Leave it out, or use another delegate.',
    );
  }
}
