/** What builds and delegates may do in the cluster. */
import { rulesOf } from '../../access';
import { valueOf } from '../../core';
import {
  type Account,
  type AppliedPolicy,
  inWords,
  isClusterAdmin,
  movedAccountLines,
  Rights,
  rightsWords,
} from '../../evaluation';
import { type DelegatePods, type Described, podsOfDelegate } from './delegate-pods';
import { deniesOtherAccounts } from './isolation-lines';

export function rightsLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { objects, delegates, farm, namespace, path } = described;
  const rights = new Rights(objects);
  const accounts = accountsOfBuilds(described, policies, rights);
  const byWords = new Map<string, string[]>();
  for (const account of accounts) {
    const words = rightsWords(rights.grantsOf(account));
    byWords.set(words, [...(byWords.get(words) ?? []), account.name]);
  }
  const isAdmin = accounts.filter((account) => isClusterAdmin(rights.grantsOf(account)));
  return [
    ...[...byWords].map(([words, names]) => `Rights of builds as ${inWords(names)}: ${words}.`),
    ...(isAdmin.length > 0 ? [`EXPOSED: the cluster. Builds may do everything in it.`] : []),
    ...movedAccountLines(described, path, { namespace, name: valueOf(farm.serviceAccountName) }),
    ...delegates.flatMap((delegate) => {
      const pods = podsOfDelegate(described, delegate);
      return pods.accounts.flatMap((account) => lackedLines(described, rights, delegate.delegateName, pods, account));
    }),
  ];
}

/** Those that the admission policy allows, or every account of the namespace. */
function accountsOfBuilds(described: Described, policies: readonly AppliedPolicy[], rights: Rights): Account[] {
  const { farm, namespace } = described;
  const allowed = farm.allowedAccounts.map(valueOf);
  const others = deniesOtherAccounts(described, policies)
    ? []
    : ['default', ...rights.accountsIn(namespace).map(({ name }) => name)];
  return [...new Set([...allowed, ...others])].map((name) => ({ namespace, name }));
}

function lackedLines(
  described: Described,
  rights: Rights,
  delegateName: string,
  { withoutToken }: DelegatePods,
  account: Account,
): string[] {
  const lacked = withoutToken.includes(account.name)
    ? [`all, because its pods get no token of the ServiceAccount ${account.name}`]
    : missingRights(described, rights, account);
  return lacked.length === 0 ? [] : [`NOTE: delegate ${delegateName} lacks rights for builds: ${inWords(lacked)}.`];
}

/** Rights for builds that a delegate does not have, as far as its roles are known. */
function missingRights({ namespace }: Described, rights: Rights, account: Account): string[] {
  const grants = rights.grantsOf(account);
  if (grants.some((grant) => grant.isOpen && (grant.namespace ?? namespace) === namespace)) {
    return [];
  }
  return rulesOf('ci-builds').flatMap(({ apiGroups: [group], resources: [resource], verbs }) =>
    verbs
      .filter((verb) => !rights.allows(account, { verb, group, resource, namespace }))
      .map((verb) => `${verb} ${resource}`),
  );
}
