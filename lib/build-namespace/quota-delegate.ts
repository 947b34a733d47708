/** What a delegate takes from the quota of a namespace that it shares with builds. */
import { parseQuantity, writeQuantity } from '../core';
import {
  type CountedContainer,
  DelegateGeneration,
  demandOf,
  type DelegateDemand,
  type IHarnessDelegate,
} from '../reference';
import type { Istio } from './istio';

/** Requests and limits of Harness' own step containers. A container without them gets the same from the LimitRange. */
export const STEP_REQUESTS = { cpu: '10m', memory: '10Mi' };
export const STEP_LIMITS = { cpu: '400m', memory: '500Mi' };
export const STEP_DISK = '10Mi';

const DEFAULTS: { readonly [resource: string]: string } = { ...STEP_REQUESTS, 'ephemeral-storage': STEP_DISK };

/**
 * The container that Istio injects.
 *
 * @see https://github.com/istio/istio/blob/1.26.0/manifests/charts/istio-control/istio-discovery/values.yaml
 */
const PROXY: CountedContainer = {
  name: 'istio-proxy',
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } },
};

/**
 * A delegate that is installed elsewhere, as documented: one pod, and one more while it is rolled out.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 * @see https://github.com/harness/delegate-helm-chart
 */
function assumedDemand({ generation }: IHarnessDelegate): DelegateDemand {
  const requests =
    generation === DelegateGeneration.LEGACY ? { cpu: '1', memory: '2Gi' } : { cpu: '500m', memory: '256Mi' };
  return { pods: 2, containers: [{ name: 'delegate', resources: { requests, limits: requests } }] };
}

/** What all pods of a delegate count for in a quota. */
export interface DelegateShare {
  readonly delegateName: string;
  readonly pods: number;
  /** Whether the delegate is installed elsewhere, so that this is an assumption. */
  readonly isAssumed: boolean;
  /** Amounts from `parseQuantity`, by the resource in a quota, for example `requests.cpu`. */
  readonly amounts: { readonly [resource: string]: bigint };
  /** The first container without a limit, by the resource. */
  readonly unlimited: { readonly [resource: string]: string | undefined };
}

/** The demand is that of the delegate's properties, unless it is known from its objects. */
export function shareOf(
  delegate?: IHarnessDelegate,
  istio?: Istio,
  known = delegate && demandOf(delegate),
): DelegateShare | undefined {
  if (delegate === undefined) {
    return undefined;
  }
  const { pods, containers, initContainers = [] } = known ?? assumedDemand(delegate);
  const all = istio === undefined || istio._mode === 'ambient' ? containers : [...containers, PROXY];
  const sumOf = (read: (container: CountedContainer) => string | undefined) =>
    BigInt(pods) * podAmount(all, initContainers, (one) => parseQuantity(read(one) ?? '0') ?? 0n);
  const requests = Object.keys(DEFAULTS).map((resource) => [
    `requests.${resource}`,
    sumOf(({ resources }) => resources?.requests?.[resource] ?? resources?.limits?.[resource] ?? DEFAULTS[resource]),
  ]);
  const limits = Object.keys(STEP_LIMITS).map((resource) => [
    `limits.${resource}`,
    sumOf(({ resources }) => resources?.limits?.[resource]),
  ]);
  const unlimited = Object.keys(STEP_LIMITS).map((resource) => [
    `limits.${resource}`,
    [...all, ...initContainers].find(({ resources }) => resources?.limits?.[resource] === undefined)?.name,
  ]);
  return {
    delegateName: delegate.delegateName,
    pods,
    isAssumed: known === undefined,
    amounts: Object.fromEntries([...requests, ...limits]) as DelegateShare['amounts'],
    unlimited: Object.fromEntries(unlimited) as DelegateShare['unlimited'],
  };
}

/**
 * The amount that counts for a pod: its containers with its sidecars, or an init container, whichever is more.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
 */
function podAmount(
  containers: readonly CountedContainer[],
  initContainers: readonly CountedContainer[],
  amountOf: (container: CountedContainer) => bigint,
): bigint {
  let [beside, greatest] = [0n, 0n];
  for (const container of initContainers) {
    const amount = beside + amountOf(container);
    if (container.restartPolicy === 'Always') beside = amount;
    greatest = amount > greatest ? amount : greatest;
  }
  const together = containers.reduce((sum, container) => sum + amountOf(container), beside);
  return together > greatest ? together : greatest;
}

/** An amount with that of the delegate, in the notation of the amount. */
export function withShare(resource: string, amount: string, share?: DelegateShare): string {
  return writeQuantity((parseQuantity(amount) ?? 0n) + (share?.amounts[resource] ?? 0n), amount.endsWith('i'));
}
