import { renderBindings } from '../../access';
import type { DelegateAccess } from '../../access';
import type { RenderedObject } from '../../values';
import type { ResolvedDelegate } from '../resolve';
import { renderAutoscaler } from './autoscaler';
import { renderConfigMaps } from './config-maps';
import { renderDeployment } from './deployment';
import { renderDisruptionBudget } from './disruption-budget';
import { renderNamespace } from './namespace';
import { renderNetworkPolicy } from './network-policy';
import { renderServiceAccount } from './service-account';
import { renderToken } from './token';
import { renderUpgrader } from './upgrader';

/** All objects of a delegate, in the order in which they are applied. */
export function renderDelegate(delegate: ResolvedDelegate, access: DelegateAccess): RenderedObject[] {
  const { names, identity, metadata, profile } = delegate;
  const subject = {
    delegateName: identity.delegateName,
    namespace: identity.namespace,
    serviceAccountName: names.serviceAccount,
  };
  const { labels, annotations } = metadata;
  const suffixes = Object.entries(profile.bindingSuffixes);
  const bindingNames = Object.fromEntries(suffixes.map(([choice, suffix]) => [choice, `${names.resource}${suffix}`]));
  return [
    ...(identity.createNamespace ? [renderNamespace(delegate)] : []),
    ...(names.makesServiceAccount ? [renderServiceAccount(delegate)] : []),
    ...renderBindings(access._grants, subject, { bindingNames, labels, annotations }),
    ...renderToken(delegate),
    ...renderConfigMaps(delegate),
    renderDeployment(delegate),
    ...renderAutoscaler(delegate),
    ...renderDisruptionBudget(delegate),
    ...renderNetworkPolicy(delegate),
    ...renderUpgrader(delegate),
  ];
}
