import type { LimitRange, ResourceQuota } from 'kubernetes-types/core/v1';
import {
  multiplyQuantity,
  parseQuantity,
  type PropertyChecks,
  rendered,
  type RenderedObject,
  writeQuantity,
} from '../core';
import type { IHarnessDelegate } from '../reference';
import type { Istio } from './istio';
import { type BuildPlace, farmMetadata } from './namespace';
import {
  checkAmounts,
  checkCounts,
  checkDelegateLimits,
  checkRoom,
  GREATEST_COUNT,
  quantitiesOf,
  servicesOf,
} from './quota-checks';
import { type DelegateShare, shareOf, STEP_DISK, STEP_LIMITS, STEP_REQUESTS, withShare } from './quota-delegate';
import type { BuildRequests, TotalRequests } from './quota-props';

/**
 * A limit on what the builds of a namespace take together. A ResourceQuota counts requests, pods, claims and their storage,
 * Secrets and Services, and admits no node ports and no load balancers. A LimitRange gives containers without requests the 10m
 * CPU and 10Mi memory of Harness' own steps; it sets no minimum, which would break them. In a shared namespace, the quota has
 * room for the delegate: its replicas or the maximum of its autoscaler, and what a rollout adds.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export class BuildQuota {
  /** Allows a number of concurrent builds, each with these requests, and the delegate in a shared namespace. */
  public static forConcurrentBuilds(builds: number, requests: BuildRequests): BuildQuota {
    return new BuildQuota({ builds, requests });
  }

  /**
   * Allows a total. If the requests of a build are given, the total must have room for one build; in a shared namespace, it must
   * have room for the delegate and one build.
   */
  public static ofTotal(total: TotalRequests, build?: BuildRequests): BuildQuota {
    return new BuildQuota({ total, requests: build });
  }

  private constructor(
    /** @internal */
    public readonly _source: {
      readonly builds?: number;
      readonly total?: TotalRequests;
      readonly requests?: BuildRequests;
    },
  ) {}

  /** For example `10 builds`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    const { builds, total } = this._source;
    return total ? `${total.pods} pods, ${total.cpu} CPUs, ${total.memory} of memory` : `${builds} builds at a time`;
  }
}

/** The limits of a ResourceQuota. */
export interface ResolvedQuota {
  readonly hard: { readonly [resource: string]: string };
  /** The part of `requests` and `limits` for builds, without the share of a delegate in the same namespace. */
  readonly forBuilds: { readonly [resource: string]: string };
  /** What the delegate in the same namespace takes. */
  readonly share?: DelegateShare;
}

/** Default storage per claim and objects per build: enough for all of them, and far from a flood. */
const STORAGE_OF_CLAIM = '100Gi';
const SECRETS_OF_BUILD = 20;
const SERVICES_OF_BUILD = 10;

/** For registry credentials and other Secrets that are not of builds. */
const SECRETS_OF_NAMESPACE = 20;

/** The namespace of the quota. */
export interface QuotaPlace {
  readonly istio?: Istio;
  /** A delegate in the same namespace. */
  readonly sharedWith?: IHarnessDelegate;
  readonly imagePullSecrets?: readonly string[];
}

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function resolveQuota(
  checks: PropertyChecks,
  quota: BuildQuota | undefined,
  { istio, sharedWith, imagePullSecrets = [] }: QuotaPlace,
): ResolvedQuota | undefined {
  if (quota === undefined) {
    return undefined;
  }
  const source = quota._source;
  const { total, requests } = source;
  const share = shareOf(sharedWith, istio);
  checks.part(() => requests && checkAmounts(checks, total ? 'quota.build' : 'quota.requests', requests));
  if (total !== undefined) {
    checks.apart(
      () => checkAmounts(checks, 'quota.total', total),
      () => checkDelegateLimits(checks, 'quota.total', total.limits, share),
      () => checks.integer('quota.total.pods', total.pods, 1, GREATEST_COUNT),
      () => checkCounts(checks, total, { istio, share, imagePullSecrets }),
    );
    checkRoom(checks, total, requests, share);
    const hard = hardLimits(withCounts(total, total.pods, istio));
    return { hard, forBuilds: withoutShare(hard, share), share };
  }
  checks.part(() => checks.integer('quota.builds', source.builds ?? 0, 1, GREATEST_COUNT));
  checks.part(() => checkDelegateLimits(checks, 'quota.requests', requests?.limits, share));
  const { builds = 0 } = source;
  const all = totalOf(requests as BuildRequests, builds, istio);
  return { hard: hardLimits(all, share), forBuilds: hardLimits(all), share };
}

/** A total with every count. */
type Total = TotalRequests & Required<Pick<TotalRequests, 'claims' | 'storage' | 'secrets' | 'services'>>;

function withCounts(total: TotalRequests, builds: number, istio?: Istio): Total {
  const { claims = builds, secrets = builds * SECRETS_OF_BUILD + SECRETS_OF_NAMESPACE } = total;
  const { services = builds * SERVICES_OF_BUILD + servicesOf(istio) } = total;
  const { storage = multiplyQuantity(STORAGE_OF_CLAIM, claims) } = total;
  return { ...total, claims, secrets, services, storage };
}

function totalOf(requests: BuildRequests, builds: number, istio?: Istio): Total {
  const { cpu, memory, ephemeralStorage, limits, extendedResources = {}, storage } = requests;
  const { claims = 1, secrets = SECRETS_OF_BUILD, services = SERVICES_OF_BUILD } = requests;
  const times = (quantity: string): string => multiplyQuantity(quantity, builds);
  const all = {
    cpu: times(cpu),
    memory: times(memory),
    ephemeralStorage: ephemeralStorage && times(ephemeralStorage),
    limits: limits && { cpu: limits.cpu && times(limits.cpu), memory: limits.memory && times(limits.memory) },
    extendedResources: Object.fromEntries(Object.entries(extendedResources).map(([name, one]) => [name, one * builds])),
    pods: builds,
    claims: builds * claims,
    storage: storage && times(storage),
    secrets: builds * secrets + SECRETS_OF_NAMESPACE,
    services: builds * services + servicesOf(istio),
  };
  return withCounts(all, builds, istio);
}

function hardLimits(total: Total, share?: DelegateShare): ResolvedQuota['hard'] {
  const { extendedResources = {}, pods, claims, storage, secrets, services } = total;
  const quantities = Object.entries(quantitiesOf(total));
  return {
    ...Object.fromEntries(quantities.map(([resource, amount]) => [resource, withShare(resource, amount, share)])),
    ...Object.fromEntries(Object.entries(extendedResources).map(([name, count]) => [`requests.${name}`, `${count}`])),
    pods: `${pods + (share?.pods ?? 0)}`,
    persistentvolumeclaims: `${claims}`,
    'requests.storage': multiplyQuantity(storage, 1),
    'count/secrets': `${secrets}`,
    services: `${services}`,
    'services.nodeports': '0',
    'services.loadbalancers': '0',
  };
}

/** What is left for builds; the total has room for the delegate. */
function withoutShare(hard: ResolvedQuota['hard'], share?: DelegateShare): ResolvedQuota['hard'] {
  const left = Object.entries(share?.amounts ?? {})
    .filter(([resource]) => resource in hard)
    .map(([resource, amount]) => {
      const all = hard[resource];
      return [resource, writeQuantity((parseQuantity(all) ?? 0n) - amount, all.endsWith('i'))];
    });
  return { ...hard, ...(Object.fromEntries(left) as ResolvedQuota['hard']) };
}

/** Requests of Harness' own step containers, for those without: a quota admits no others. */
export function renderQuota(farm: BuildPlace & { readonly quota?: ResolvedQuota }): RenderedObject[] {
  if (farm.quota === undefined) {
    return [];
  }
  const { hard } = farm.quota;
  const disk: { [resource: string]: string } =
    'requests.ephemeral-storage' in hard ? { 'ephemeral-storage': STEP_DISK } : {};
  const counted = Object.entries(STEP_LIMITS).filter(([resource]) => `limits.${resource}` in hard);
  const quota: ResourceQuota = {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: farmMetadata(farm),
    spec: { hard: { ...hard } },
  };
  const limits: LimitRange = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: farmMetadata(farm),
    // Other limits, or a minimum, would change or refuse the containers of Harness.
    spec: {
      limits: [
        {
          type: 'Container',
          defaultRequest: { ...STEP_REQUESTS, ...disk },
          ...(counted.length > 0 ? { default: Object.fromEntries(counted) } : {}),
        },
      ],
    },
  };
  return [rendered('ResourceQuota', quota, 'quota'), rendered('LimitRange', limits, 'quota')];
}
