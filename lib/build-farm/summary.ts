import { shown } from '../values';
import type { ResolvedBuildFarm } from './resolve';

/** What a namespace for builds is, in lines of plain text. */
export function summaryOf(farm: ResolvedBuildFarm, delegates: readonly string[]): string {
  const { namespace, serviceAccountName, egress, quota, istio, shared, admission } = farm;
  const served = delegates.length > 0 ? delegates.join(', ') : 'none yet: use addDelegate';
  return [
    `Builds in namespace ${shown(namespace)}, as ServiceAccount ${shown(serviceAccountName)}, for delegates: ${served}.`,
    ...isolationLines(farm),
    `  Network: in from these delegates only; out to ${egress.toString()}.`,
    ...(quota ? [`  Quota: ${quotaText(quota.hard)}.`] : []),
    ...(istio ? [`  Istio: ${istio.toString()}.`] : []),
    ...(shared
      ? [
          `  EXPOSED: the delegate ${shared.delegateName} lives in the same namespace. Whoever makes a delegate run commands, or may`,
          admission.exists
            ? '    read Secrets there, has its token. The policy keeps build pods from its account, its token and its labels only.'
            : '    read Secrets there, has its token. Without a policy every build pod can take its account, its token and its labels,',
          ...(admission.exists ? [] : ['    and with its labels escape the network policies.']),
        ]
      : []),
  ].join('\n');
}

function isolationLines({ isolation, admission, createNamespace }: ResolvedBuildFarm): string[] {
  const level = `Pod Security level ${isolation.podSecurityLevel}`;
  const kept = admission.exists ? `${level}, and an admission policy` : level;
  return [
    `  Isolation: ${isolation.isLoose ? isolation.toString() : kept}.`,
    ...(isolation.isLoose ? [`  EXPOSED: the node. Reason given: ${shown(isolation.reason ?? '')}`] : []),
    ...(createNamespace
      ? []
      : [
          `  NOTE: the namespace is made elsewhere: label it pod-security.kubernetes.io/enforce=${isolation.podSecurityLevel} there.`,
        ]),
    ...(admission.exists
      ? []
      : [
          `  NOTE: there is no admission policy, since ${admission.why}. Pods may use any ServiceAccount of the namespace`,
          isolation.isLoose ? '    and everything of the node.' : '    and what its Pod Security level allows.',
        ]),
  ];
}

function quotaText(hard: { readonly [resource: string]: string }): string {
  return Object.entries(hard)
    .map(([resource, amount]) => `${resource} ${amount}`)
    .join(', ');
}
