/** Workloads of others in the namespace: what builds can take from them, and whether the policy lets their pods start. */
import { valueOf } from '../../core';
import {
  accountNameOf,
  type AppliedPolicy,
  inWords,
  type KubernetesObject,
  secretsOf,
  templateOf,
  tokenSecretsOf,
  workloadsIn,
} from '../../evaluation';
import { tokenRule } from '../admission-shared';
import { type Described, workloadsOf } from './delegate-pods';
import { deniesOtherAccounts, isKept } from './isolation-lines';

export function otherWorkloadLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { objects, namespace } = described;
  return workloadsIn(objects, namespace).flatMap((workload) => [
    ...secretLines(described, policies, workload),
    ...accountLines(described, policies, workload),
  ]);
}

/** The delegate with which the namespace is shared on purpose. Its token and its account are described on their own. */
function isShared(described: Described, workload: KubernetesObject): boolean {
  const { shared } = described.farm;
  return shared !== undefined && workloadsOf(described, shared.delegate).includes(workload);
}

function secretLines(described: Described, policies: readonly AppliedPolicy[], workload: KubernetesObject): string[] {
  const template = templateOf(workload);
  const known = isShared(described, workload) ? tokenSecretsOf(template) : [];
  const open = secretsOf(template).filter(
    (name) => !known.includes(name) && !isKept(described, policies, tokenRule(name)),
  );
  return open.length === 0
    ? []
    : [`EXPOSED: ${nameOf(workload)} is in the same namespace. Builds can mount its Secrets: ${inWords(open)}.`];
}

function accountLines(described: Described, policies: readonly AppliedPolicy[], workload: KubernetesObject): string[] {
  const account = accountNameOf(templateOf(workload));
  return deniesOtherAccounts(described, policies) && !isAdmitted(described, workload, account)
    ? [
        `NOTE: the admission policy refuses the pods of ${nameOf(workload)}, because they use the ServiceAccount ${account}. Put it in another namespace.`,
      ]
    : [];
}

/** The account of a delegate in the namespace is for pods of the ReplicaSet controller only. */
function isAdmitted({ farm: { allowedAccounts, shared } }: Described, { kind }: KubernetesObject, account: string) {
  const isOfReplicaSet = ['Deployment', 'ReplicaSet'].includes(kind);
  return (
    allowedAccounts.map(valueOf).includes(account) ||
    (shared !== undefined && isOfReplicaSet && valueOf(shared.serviceAccountName) === account)
  );
}

function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name ?? ''}`.trim();
}
