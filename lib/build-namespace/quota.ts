import type { LimitRange, ResourceQuota } from 'kubernetes-types/core/v1';
import {
  multiplyQuantity,
  parseQuantity,
  byteQuantity,
  positiveQuantity,
  type PropertyChecks,
  rendered,
  type RenderedObject,
} from '../core';
import { type BuildPlace, farmMetadata } from './namespace';

/** Requests of one build: its whole pod, as Kubernetes quantities. */
export interface BuildRequests {
  /** CPU, for example `2`. */
  readonly cpu: string;
  /** Memory, for example `4Gi`. */
  readonly memory: string;
  /**
   * Ephemeral storage.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /**
   * Number of PersistentVolumeClaims.
   *
   * @default 1
   */
  readonly claims?: number;
}

/** Total requests of all builds of a namespace, as Kubernetes quantities. */
export interface TotalRequests {
  /** CPU, for example `64`. */
  readonly cpu: string;
  /** Memory, for example `256Gi`. */
  readonly memory: string;
  /**
   * Ephemeral storage.
   *
   * @default - not limited
   */
  readonly ephemeralStorage?: string;
  /** Number of pods, one per build. */
  readonly pods: number;
  /**
   * Number of PersistentVolumeClaims.
   *
   * @default - as many as pods
   */
  readonly claims?: number;
}

/**
 * A limit on the total resources of the builds in a namespace: a ResourceQuota for requests, pods, claims and load
 * balancers, and a LimitRange that gives containers without requests the 10m CPU and 10Mi memory of Harness' own steps. It
 * sets neither limits nor a minimum, which would break the steps.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/resource-limits
 * @see https://kubernetes.io/docs/concepts/policy/resource-quotas/
 */
export class BuildQuota {
  /** Allows a number of concurrent builds, each with these requests. */
  public static forConcurrentBuilds(builds: number, requests: BuildRequests): BuildQuota {
    return new BuildQuota({ builds, requests });
  }

  /** Allows a total. If the requests of a build are given, the total must have room for one build. */
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
}

/** Larger counts of pods or claims are mistakes. */
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
      checks.part(() => (name === 'cpu' ? positiveQuantity : byteQuantity)(checks, `${where}.${name}`, quantity));
    }
  }
  if (claims !== undefined) {
    checks.integer(`${where}.claims`, claims, 0, GREATEST_COUNT);
  }
}

/** Refuses a quota without room for a single build. */
function checkRoom(checks: PropertyChecks, total: TotalRequests, build?: BuildRequests): void {
  for (const name of ['cpu', 'memory', 'ephemeralStorage'] as const) {
    const [all, one] = [total[name], build?.[name]];
    if (all !== undefined && one !== undefined && (parseQuantity(all) ?? 0n) < (parseQuantity(one) ?? 0n)) {
      checks.refuse(`quota.total.${name}`, all, `at least ${one}, the request of one build`, 'Increase the total.');
    }
  }
}

/** Requests of Harness' own step containers. A quota admits no container without requests, so others get the same. */
const STEP_REQUESTS = { cpu: '10m', memory: '10Mi' };

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function renderQuota(farm: BuildPlace & { readonly quota?: ResolvedQuota }): RenderedObject[] {
  if (farm.quota === undefined) {
    return [];
  }
  const { hard } = farm.quota;
  const disk: { [resource: string]: string } =
    'requests.ephemeral-storage' in hard ? { 'ephemeral-storage': '10Mi' } : {};
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
    // Limits or a minimum would change or refuse the containers of Harness.
    spec: { limits: [{ type: 'Container', defaultRequest: { ...STEP_REQUESTS, ...disk } }] },
  };
  return [rendered('ResourceQuota', quota, 'quota'), rendered('LimitRange', limits, 'quota')];
}
