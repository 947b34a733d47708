import type { ServiceAccount } from 'kubernetes-types/core/v1';
import { rendered, type RenderedObject } from '../../../values';
import type { ResolvedDelegate, ResolvedUpgrader } from '../../resolve';
import { objectMetadata } from '../object-metadata';
import { renderUpgraderConfig } from './config';
import { renderCronJob } from './cron-job';
import { renderRights } from './rights';

/**
 * The objects of the upgrader, in the order in which they are applied. Their names are those of the Helm chart, so that it
 * can be taken over from there.
 *
 * @see https://developer.harness.io/docs/platform/delegates/install-delegates/delegate-upgrades-and-expiration
 */
export function renderUpgrader(delegate: ResolvedDelegate): RenderedObject[] {
  const { upgrader } = delegate;
  return upgrader === undefined
    ? []
    : [
        renderServiceAccount(delegate, upgrader),
        ...renderRights(delegate, upgrader),
        renderUpgraderConfig(delegate, upgrader),
        renderCronJob(delegate, upgrader),
      ];
}

function renderServiceAccount(
  delegate: ResolvedDelegate,
  { serviceAccountName: name }: ResolvedUpgrader,
): RenderedObject {
  const object: ServiceAccount = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { ...objectMetadata(delegate), name },
    // Another pod that names this account gets no token unasked; the upgrader's own pods ask for it.
    automountServiceAccountToken: false,
  };
  return rendered('Upgrader.ServiceAccount', object, 'delegateName');
}
