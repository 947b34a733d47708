import type { ResourceRequirements } from 'kubernetes-types/core/v1';
import { byteQuantity, definedOf, milli, parseQuantity, cpuQuantity, type PropertyChecks } from '../core';
import type { ResolveContext } from './context';

/** Requests and limits of the delegate's container, as Kubernetes quantities (`500m`, `256Mi`). */
export interface DelegateResources {
  /**
   * CPU request.
   *
   * @default '500m', as documented; '1' for the legacy delegate, as in the Helm chart
   */
  readonly cpuRequest?: string;
  /**
   * CPU limit.
   *
   * @default - '1', for the legacy delegate '2', or the request if that is higher (inferred: Harness documents no limit); none in profile `DOCUMENTED`
   */
  readonly cpuLimit?: string;
  /**
   * Sets no CPU limit.
   *
   * @default false
   */
  readonly noCpuLimit?: boolean;
  /**
   * Memory request.
   *
   * @default '256Mi', as documented, '2Gi' for the legacy delegate; the limit if only that is set and is lower
   */
  readonly memoryRequest?: string;
  /**
   * Memory limit. A container that exceeds it is killed.
   *
   * @default - the memory request, as documented
   */
  readonly memoryLimit?: string;
  /**
   * Ephemeral storage request.
   *
   * @default - none
   */
  readonly ephemeralStorageRequest?: string;
  /**
   * Ephemeral storage limit. A pod that exceeds it is evicted.
   *
   * @default - none
   */
  readonly ephemeralStorageLimit?: string;
}

/** Requests and limits, as in the Kubernetes API. */
export interface ResolvedResources {
  readonly requests: { [resource: string]: string };
  readonly limits: { [resource: string]: string };
}

/** The property of a quantity, and its resource. */
interface Quantity {
  readonly property: string;
  readonly text: string;
  readonly amount: bigint;
}

/** Default requests, and the default CPU limit. */
export interface UsualAmounts {
  readonly cpuRequest: string;
  readonly cpuLimit?: string;
  readonly memory: string;
}

export function resolveResources({
  checks,
  props,
  profile,
  generation,
}: ResolveContext<{ readonly resources?: DelegateResources }>): ResolvedResources {
  if (props.resources === undefined && profile.asFound?.resources !== undefined) {
    return profile.asFound.resources;
  }
  return resolveAmounts(checks, 'resources', props.resources, {
    cpuRequest: profile.cpuRequest ?? generation.cpuRequest,
    cpuLimit: profile.cpuLimit,
    memory: generation.memory,
  });
}

/** Resolves the resources of a container, and checks requests against limits. */
export function resolveAmounts(
  checks: PropertyChecks,
  property: string,
  given: DelegateResources = {},
  usual: UsualAmounts,
): ResolvedResources {
  checks.part(() => {
    if (given.noCpuLimit && given.cpuLimit !== undefined) {
      checks.refuse(
        `${property}.cpuLimit`,
        given.cpuLimit,
        'no value when noCpuLimit is set',
        'Remove one of the two.',
      );
    }
  });
  const pairs = [
    checks.part(() => pair(checks, property, given, ['cpuRequest', 'cpuLimit'], containerCpu)),
    checks.part(() => pair(checks, property, given, ['memoryRequest', 'memoryLimit'], byteQuantity)),
    checks.part(() =>
      pair(checks, property, given, ['ephemeralStorageRequest', 'ephemeralStorageLimit'], byteQuantity),
    ),
  ];
  const [cpu, memory, storage] = pairs.map(({ value }) => value);

  const cpuRequest = cpu.request?.text ?? smaller(usual.cpuRequest, cpu.limit);
  const defaultLimit = given.noCpuLimit ? undefined : usual.cpuLimit;
  const cpuLimit = cpu.limit?.text ?? (defaultLimit && larger(defaultLimit, cpu.request));
  const memoryRequest = memory.request?.text ?? smaller(usual.memory, memory.limit);
  return {
    requests: named(cpuRequest, memoryRequest, storage.request?.text),
    limits: named(cpuLimit, memory.limit?.text ?? memoryRequest, storage.limit?.text),
  };
}

function named(cpu?: string, memory?: string, storage?: string): { [resource: string]: string } {
  return definedOf({ cpu, memory, 'ephemeral-storage': storage });
}

/** Checks the request and limit of one resource, and the request against the limit. */
function pair(
  checks: PropertyChecks,
  property: string,
  given: DelegateResources,
  names: readonly [Exclude<keyof DelegateResources, 'noCpuLimit'>, Exclude<keyof DelegateResources, 'noCpuLimit'>],
  amountOf: typeof containerCpu,
): { request?: Quantity; limit?: Quantity } {
  const parts = names.map((name) =>
    checks.part((): Quantity | undefined => {
      const [place, text] = [`${property}.${name}`, given[name]];
      return text === undefined ? undefined : { property: place, text, amount: amountOf(checks, place, text) };
    }),
  );
  const [request, limit] = parts.map(({ value }) => value);
  if (request && limit && request.amount > limit.amount) {
    checks.refuse(
      request.property,
      request.text,
      `at most the limit, which is ${limit.text}`,
      'Lower the request, or increase the limit.',
    );
  }
  return { request, limit };
}

function containerCpu(checks: PropertyChecks, property: string, text: string): bigint {
  const amount = cpuQuantity(checks, property, text);
  if (amount % milli() !== 0n) {
    checks.refuse(property, text, 'a whole number of thousandths of a CPU', 'Round it to a multiple of 1m.');
  }
  return amount;
}

function smaller(preferred: string, limit?: Quantity): string {
  return limit && limit.amount < (parseQuantity(preferred) as bigint) ? limit.text : preferred;
}

function larger(preferred: string, request?: Quantity): string {
  return request && request.amount > (parseQuantity(preferred) as bigint) ? request.text : preferred;
}

/** @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/ */
export function renderResources({ requests, limits }: ResolvedResources): ResourceRequirements {
  return { requests, limits };
}
