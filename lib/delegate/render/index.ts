import { renderBindings } from '../../access';
import type { DelegateAccess } from '../../access';
import type { RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { renderAutoscaler } from './autoscaler';
import { renderDeployment } from './deployment';
import { renderDisruptionBudget } from './disruption-budget';
import { renderNamespace } from './namespace';
import { renderNetworkPolicy } from './network-policy';
import { renderServiceAccount } from './service-account';
import { renderToken } from './token';

/** All objects of a delegate, in the order in which they are applied. */
export function renderDelegate(delegate: ResolvedDelegate, access: DelegateAccess): RenderedObject[] {
  const { identity, metadata, profile } = delegate;
  const subject = {
    delegateName: identity.delegateName,
    namespace: identity.namespace,
    serviceAccountName: identity.delegateName,
  };
  const { labels, annotations } = metadata;
  const clusterAdminBindingName = profile.onlyDocumentedFields ? identity.delegateName : undefined;
  return [
    ...(identity.createNamespace ? [renderNamespace(delegate)] : []),
    renderServiceAccount(delegate),
    ...renderBindings(access._grants, subject, { clusterAdminBindingName, labels, annotations }),
    ...renderToken(delegate),
    renderDeployment(delegate),
    ...renderAutoscaler(delegate),
    ...renderDisruptionBudget(delegate),
    ...renderNetworkPolicy(delegate),
  ];
}
