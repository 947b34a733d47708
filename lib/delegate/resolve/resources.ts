import { definedOf, parseQuantity, positiveQuantity, type PropertyChecks } from '../../values';
import type { DelegateResources } from '../props';
import type { ResolveContext } from './context';

/** Requests and limits, as in the Kubernetes API. */
export interface ResolvedResources {
  readonly requests: { [resource: string]: string };
  readonly limits: { [resource: string]: string };
}

/** The property of a quantity, and what it is a quantity of. */
interface Quantity {
  readonly property: string;
  readonly text: string;
  readonly amount: bigint;
}

/** Below this a memory quantity is a slip: bytes instead of mebibytes. */
const LEAST_MEMORY = parseQuantity('1Mi') as bigint;
const MILLI = parseQuantity('1m') as bigint;
const ONE = parseQuantity('1') as bigint;

/** What is requested, and what CPU is limited to, where nothing is said. */
export interface UsualAmounts {
  readonly cpuRequest: string;
  readonly cpuLimit?: string;
  readonly memory: string;
}

export function resolveResources({ checks, props, profile, generation }: ResolveContext): ResolvedResources {
  if (props.resources === undefined && profile.asFound?.resources !== undefined) {
    return profile.asFound.resources;
  }
  return resolveAmounts(checks, 'resources', props.resources, {
    cpuRequest: profile.cpuRequest ?? generation.cpuRequest,
    cpuLimit: profile.cpuLimit,
    memory: generation.memory,
  });
}

/** The resources of a container, held against each other. */
export function resolveAmounts(
  checks: PropertyChecks,
  property: string,
  given: DelegateResources = {},
  usual: UsualAmounts,
): ResolvedResources {
  if (given.noCpuLimit && given.cpuLimit !== undefined) {
    checks.refuse(`${property}.cpuLimit`, given.cpuLimit, 'no limit beside noCpuLimit', 'Leave one of the two out.');
  }
  const cpu = pair(checks, `${property}.cpu`, given.cpuRequest, given.cpuLimit, MILLI);
  const memory = pair(checks, `${property}.memory`, given.memoryRequest, given.memoryLimit, ONE);
  const storage = pair(
    checks,
    `${property}.ephemeralStorage`,
    given.ephemeralStorageRequest,
    given.ephemeralStorageLimit,
    ONE,
  );

  const cpuRequest = cpu.request?.text ?? smaller(usual.cpuRequest, cpu.limit);
  const defaultLimit = given.noCpuLimit ? undefined : usual.cpuLimit;
  const cpuLimit = cpu.limit?.text ?? (defaultLimit && larger(defaultLimit, cpuRequest));
  const memoryRequest = memory.request?.text ?? smaller(usual.memory, memory.limit);
  return {
    requests: named(cpuRequest, memoryRequest, storage.request?.text),
    limits: named(cpuLimit, memory.limit?.text ?? memoryRequest, storage.limit?.text),
  };
}

function named(cpu?: string, memory?: string, storage?: string): { [resource: string]: string } {
  return definedOf({ cpu, memory, 'ephemeral-storage': storage });
}

/** Request and limit of one resource, each checked, and against each other. */
function pair(
  checks: PropertyChecks,
  resource: string,
  request: string | undefined,
  limit: string | undefined,
  unit: bigint,
): { request?: Quantity; limit?: Quantity } {
  const parsed = {
    request: request === undefined ? undefined : quantity(checks, `${resource}Request`, request, unit),
    limit: limit === undefined ? undefined : quantity(checks, `${resource}Limit`, limit, unit),
  };
  if (parsed.request && parsed.limit && parsed.request.amount > parsed.limit.amount) {
    checks.refuse(
      parsed.request.property,
      request,
      `at most the limit, which is ${limit}`,
      'Lower the request, or raise the limit.',
    );
  }
  return parsed;
}

function quantity(checks: PropertyChecks, property: string, text: string, unit: bigint): Quantity {
  const amount = positiveQuantity(checks, property, text);
  if (amount % unit !== 0n) {
    const allowed = unit === ONE ? 'whole bytes' : 'whole thousandths of a CPU';
    checks.refuse(
      property,
      text,
      allowed,
      unit === ONE ? 'The suffix m means thousandths; Mi means mebibytes.' : 'Round it.',
    );
  }
  if (/\.memory(Request|Limit)$/.test(property) && amount < LEAST_MEMORY) {
    checks.refuse(
      property,
      text,
      'at least 1Mi',
      /^[0-9]+$/.test(text) ? `A number without suffix is bytes: did you mean ${text}Mi?` : 'Raise it.',
    );
  }
  return { property, text, amount };
}

function smaller(preferred: string, limit?: Quantity): string {
  return limit && limit.amount < (parseQuantity(preferred) as bigint) ? limit.text : preferred;
}

function larger(preferred: string, request: string): string {
  return (parseQuantity(request) as bigint) > (parseQuantity(preferred) as bigint) ? request : preferred;
}
