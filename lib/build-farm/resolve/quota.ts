import { multiplyQuantity, parseQuantity, positiveQuantity, type PropertyChecks } from '../../values';
import type { BuildQuota, BuildRequests, TotalRequests } from '../props';

/** The limits of a ResourceQuota. */
export interface ResolvedQuota {
  readonly hard: { readonly [resource: string]: string };
}

/** A count of pods or claims that nobody means. */
const GREATEST_COUNT = 100_000;

export function resolveQuota(checks: PropertyChecks, quota?: BuildQuota): ResolvedQuota | undefined {
  if (quota === undefined) {
    return undefined;
  }
  const { builds = 0, total, requests } = quota._source;
  if (requests !== undefined) {
    checkAmounts(checks, total ? 'quota.build' : 'quota.requests', requests);
  }
  if (total !== undefined) {
    checkAmounts(checks, 'quota.total', total);
    checks.integer('quota.total.pods', total.pods, 1, GREATEST_COUNT);
    checkRoom(checks, total, requests);
    return { hard: hardLimits(total, total.pods, total.claims ?? total.pods) };
  }
  checks.integer('quota.builds', builds, 1, GREATEST_COUNT);
  const { cpu, memory, ephemeralStorage, claims = 1 } = requests as BuildRequests;
  const times = (quantity: string): string => multiplyQuantity(quantity, builds);
  const all = { cpu: times(cpu), memory: times(memory), ephemeralStorage: ephemeralStorage && times(ephemeralStorage) };
  return { hard: hardLimits(all, builds, builds * claims) };
}

function hardLimits(
  { cpu, memory, ephemeralStorage }: Pick<BuildRequests, 'cpu' | 'memory' | 'ephemeralStorage'>,
  pods: number,
  claims: number,
): ResolvedQuota['hard'] {
  return {
    'requests.cpu': multiplyQuantity(cpu, 1),
    'requests.memory': multiplyQuantity(memory, 1),
    ...(ephemeralStorage === undefined ? {} : { 'requests.ephemeral-storage': multiplyQuantity(ephemeralStorage, 1) }),
    pods: `${pods}`,
    persistentvolumeclaims: `${claims}`,
    'services.loadbalancers': '0',
  };
}

function checkAmounts(checks: PropertyChecks, where: string, requests: BuildRequests | TotalRequests): void {
  const { cpu, memory, ephemeralStorage, claims } = requests;
  for (const [name, quantity] of Object.entries({ cpu, memory, ephemeralStorage })) {
    if (quantity !== undefined) {
      positiveQuantity(checks, `${where}.${name}`, quantity);
    }
  }
  if (claims !== undefined) {
    checks.integer(`${where}.claims`, claims, 0, GREATEST_COUNT);
  }
}

/** A quota in which no build has room stops every build. */
function checkRoom(checks: PropertyChecks, total: TotalRequests, build?: BuildRequests): void {
  for (const name of ['cpu', 'memory', 'ephemeralStorage'] as const) {
    const [all, one] = [total[name], build?.[name]];
    if (all !== undefined && one !== undefined && (parseQuantity(all) ?? 0n) < (parseQuantity(one) ?? 0n)) {
      checks.refuse(`quota.total.${name}`, all, `at least one build, which requests ${one}`, 'Raise the total.');
    }
  }
}
