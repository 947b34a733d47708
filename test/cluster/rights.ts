/** What may be done, counted: every verb on every resource that the server knows, in several places. */
import type { AccessRule } from '../../lib/access';
import type { Actor } from './client/actor';
import type { Account, Cluster } from './client/cluster';
import { discover } from './client/discovery';
import { eventually } from './client/eventually';

/** A verb on a resource. */
export interface Pair {
  readonly group: string;
  readonly resource: string;
  readonly verb: string;
}

/** A namespace, or `undefined` for the whole cluster. */
export type Where = string | undefined;

/** All pairs that discovery lists, but for kinds that another test has made. */
export async function pairsOf(cluster: Cluster): Promise<Pair[]> {
  const resources = await discover(cluster.admin);
  const own = resources.filter(({ group }) => !group.includes('.') || group.endsWith('.k8s.io'));
  return own.flatMap(({ group, name, verbs }) => verbs.map((verb) => ({ group, resource: name, verb })));
}

/** Those of the pairs that the server allows the account, as texts. */
export async function allowed(cluster: Cluster, account: Account, pairs: readonly Pair[], where: Where) {
  const actor: Actor = await cluster.as(account);
  const answers = await Promise.all(pairs.map((pair) => actor.can({ ...pair, namespace: where })));
  return pairs.filter((_, index) => answers[index]).map(textOf);
}

/** The same, sorted, once it is what is wanted: rights take effect with a delay. */
export function allowedInTheEnd(
  cluster: Cluster,
  account: Account,
  pairs: readonly Pair[],
  where: Where,
  wanted: Iterable<string>,
): Promise<string[]> {
  const expected = JSON.stringify([...wanted].sort());
  return eventually(
    async () => (await allowed(cluster, account, pairs, where)).sort(),
    (found) => JSON.stringify(found) === expected,
  );
}

/** Those of the pairs that the rules grant, as texts. */
export function granted(rules: readonly AccessRule[], pairs: readonly Pair[]): string[] {
  return pairs.filter((pair) => rules.some((rule) => grants(rule, pair))).map(textOf);
}

/** @see https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources */
function grants({ apiGroups, resources, verbs }: AccessRule, { group, resource, verb }: Pair): boolean {
  const subresource = resource.split('/')[1];
  const names = ['*', resource, ...(subresource === undefined ? [] : [`*/${subresource}`])];
  return (
    ['*', group].some((name) => apiGroups.includes(name)) &&
    ['*', verb].some((name) => verbs.includes(name)) &&
    names.some((name) => resources.includes(name))
  );
}

function textOf({ group, resource, verb }: Pair): string {
  return `${verb} ${resource}${group === '' ? '' : `.${group}`}`;
}
