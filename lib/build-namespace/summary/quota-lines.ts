/** How much builds can request, and the share of a delegate in the same namespace. */
import { exceeds, parseQuantity, writeQuantity } from '../../core';
import { declaredQuota, inWords, mostPodsOf, namespaceOf, templateOf } from '../../evaluation';
import { type DelegateShare, shareOf } from '../quota-delegate';
import { servicesOf } from '../quota-checks';
import { type Described, workloadsOf } from './delegate-pods';

/** The resources of builds come first. */
const ORDER = ['requests.cpu', 'requests.memory', 'requests.ephemeral-storage', 'limits.cpu', 'limits.memory', 'pods'];

type Amounts = { readonly [resource: string]: string };

export function quotaLines(described: Described): string[] {
  const { hard, scoped, defaultRequests } = declaredQuota(described.objects, described.namespace);
  const place = (name: string) => (ORDER.indexOf(name) + ORDER.length + 1) % (ORDER.length + 1);
  const sorted = Object.entries(hard).sort(([one], [other]) => place(one) - place(other));
  const defaults = amountsIn(Object.entries(defaultRequests));
  return [
    ...(sorted.length > 0
      ? [
          `Quota: ${amountsIn(sorted)}.`,
          ...shareLines(described, hard),
          ...limitLines(hard),
          ...noneLines(described, hard),
        ]
      : []),
    ...(scoped.length > 0 ? [`Quota of some pods: ${scoped.join(', ')}.`] : []),
    ...(defaults === '' ? [] : [`Containers without requests get ${defaults}.`]),
  ];
}

/** The delegate's share of the quota. */
function shareLines(described: Described, hard: Amounts): string[] {
  return sharesIn(described).flatMap((share) => {
    if (share === undefined) {
      return ["NOTE: a DaemonSet has a pod on every node, so the delegate's share of the quota is unknown."];
    }
    const { delegateName, pods, isAssumed, amounts } = share;
    const taken = [
      ...ORDER.filter((resource) => resource in hard && resource in amounts).map((resource): [string, string] => [
        resource,
        writeQuantity(amounts[resource], !resource.endsWith('cpu')),
      ]),
      ['pods', `${pods}`] as [string, string],
    ];
    const isMore = ([resource, amount]: [string, string]) => resource in hard && exceeds(amount, hard[resource]);
    const over = taken.filter(isMore).map(([resource]) => resource);
    return [
      `  The delegate ${delegateName} takes at most ${amountsIn(taken)} of it, including one rollout.`,
      ...(over.length > 0 ? [`NOTE: that is more ${inWords(over)} than the quota has: it refuses further pods.`] : []),
      ...(isAssumed
        ? [`NOTE: the delegate ${delegateName} is created elsewhere: this is the share of a documented one.`]
        : []),
    ];
  });
}

/** One for each declaration of the delegate in the namespace; `undefined` for one that cannot be counted. */
function sharesIn(described: Described): (DelegateShare | undefined)[] {
  const { farm, objects, namespace } = described;
  if (farm.shared === undefined) {
    return [];
  }
  const { delegate } = farm.shared;
  const declared = workloadsOf(described, delegate);
  if (declared.length === 0) {
    return [shareOf(delegate, farm.istio)];
  }
  return declared
    .filter((workload) => namespaceOf(workload) === namespace)
    .map((workload) => {
      const pods = mostPodsOf(objects, workload);
      const { containers, initContainers } = templateOf(workload).spec ?? {};
      return pods === undefined
        ? undefined
        : shareOf(delegate, farm.istio, {
            pods,
            containers: containers ?? [],
            initContainers: initContainers ?? [],
          });
    });
}

/** What it does not count. */
function limitLines(hard: Amounts): string[] {
  const uncounted = ['cpu', 'memory'].filter((name) => !(`limits.${name}` in hard));
  return uncounted.length > 0
    ? [`  It does not count limits of ${uncounted.join(' and ')}: a build can use what is free on its node.`]
    : [];
}

/**
 * Objects that builds cannot create.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
function noneLines({ farm: { istio } }: Described, hard: Amounts): string[] {
  const counts: [resources: string[], needed: number, note: string][] = [
    [
      ['count/secrets', 'secrets'],
      0,
      'Secret: Harness creates Secrets for the secrets and registry credentials of builds',
    ],
    [['count/services', 'services'], servicesOf(istio), 'Service of builds: steps reach Background steps through one'],
    [
      ['count/persistentvolumeclaims', 'persistentvolumeclaims'],
      0,
      'new claim: those that stages mount must exist before',
    ],
  ];
  return counts
    .filter(([resources, needed]) => resources.some((resource) => isAtMost(hard[resource], needed)))
    .map(([, , note]) => `NOTE: the quota admits no ${note}.`);
}

function isAtMost(amount: string | undefined, most: number): boolean {
  return amount !== undefined && (parseQuantity(amount) ?? 0n) <= (parseQuantity(`${most}`) ?? 0n);
}

function amountsIn(amounts: readonly [resource: string, amount: string][]): string {
  return amounts.map(([resource, amount]) => `${resource} ${amount}`).join(', ');
}
