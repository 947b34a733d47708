import {
  byteQuantity,
  definedOf,
  inWords,
  parseQuantity,
  cpuQuantity,
  type PropertyChecks,
  type Rule,
  writeQuantity,
} from '../core';
import type { Istio } from './istio';
import type { DelegateShare } from './quota-delegate';
import type { BuildLimits, BuildRequests, TotalRequests } from './quota-props';

/** Larger counts of pods or claims are mistakes. */
export const GREATEST_COUNT = 100_000;

/**
 * The quota adds `requests.` itself. Kubernetes takes no name with that prefix for an extended resource, and a quota counts no
 * limits of one.
 *
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#extended-resources
 * @see https://github.com/kubernetes/kubernetes/blob/v1.36.0/pkg/apis/core/v1/helper/helpers.go IsExtendedResourceName
 */
const EXTENDED_RESOURCE: Rule = {
  allowed:
    'the name of an extended resource: a domain, a slash and a name, without requests. and limits., for example nvidia.com/gpu',
  remedy: 'Copy it from the capacity of the node: kubectl describe node.',
  holds: (name) =>
    /^(?!.*kubernetes\.io\/|requests\.|limits\.)[a-z0-9]([-.a-z0-9]*[a-z0-9])?\/[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(
      name,
    ),
};

/** Quantities by the resource in a quota. */
export function quantitiesOf({
  cpu,
  memory,
  ephemeralStorage,
  limits,
}: Pick<BuildRequests, 'cpu' | 'memory' | 'ephemeralStorage' | 'limits'>): { [resource: string]: string } {
  return definedOf({
    'requests.cpu': cpu,
    'requests.memory': memory,
    'requests.ephemeral-storage': ephemeralStorage,
    'limits.cpu': limits?.cpu,
    'limits.memory': limits?.memory,
  });
}

export function checkAmounts(checks: PropertyChecks, where: string, given: BuildRequests | TotalRequests): void {
  const amount = (name: string, quantity?: string) => {
    if (quantity !== undefined) {
      (name.endsWith('cpu') ? cpuQuantity : byteQuantity)(checks, `${where}.${name}`, quantity);
    }
  };
  const count = (name: string, number?: number) => {
    if (number !== undefined) {
      checks.integer(`${where}.${name}`, number, 0, GREATEST_COUNT);
    }
  };
  checks.apart(
    ...(['cpu', 'memory', 'ephemeralStorage', 'storage'] as const).map((name) => () => amount(name, given[name])),
    ...(['cpu', 'memory'] as const).flatMap((name) => [
      () => amount(`limits.${name}`, given.limits?.[name]),
      () => checkLimit(checks, `${where}.limits.${name}`, given[name], given.limits?.[name]),
    ]),
    ...(['claims', 'secrets', 'services'] as const).map((name) => () => count(name, given[name])),
    () => checkExtended(checks, `${where}.extendedResources`, given.extendedResources ?? {}),
  );
}

function checkExtended(checks: PropertyChecks, property: string, resources: { readonly [name: string]: number }): void {
  checks.apart(
    ...Object.keys(resources).flatMap((name) => [
      () => checks.plainText(property, name, EXTENDED_RESOURCE),
      () => checks.integer(`${property}.${name}`, resources[name], 0, GREATEST_COUNT),
    ]),
  );
}

function checkLimit(checks: PropertyChecks, property: string, request: string, limit?: string): void {
  if (limit !== undefined && (parseQuantity(limit) ?? 0n) < (parseQuantity(request) ?? 0n)) {
    checks.refuse(property, limit, `at least ${request}, the request`, 'Increase the limit, or lower the request.');
  }
}

/** Refuses limits that containers of a delegate in the same namespace lack: they would get those of a step. */
export function checkDelegateLimits(
  checks: PropertyChecks,
  where: string,
  limits: BuildLimits = {},
  share?: DelegateShare,
): void {
  for (const name of ['cpu', 'memory'] as const) {
    const container = share?.unlimited[`limits.${name}`];
    if (share !== undefined && limits[name] !== undefined && container !== undefined) {
      checks.refuse(
        `${where}.limits.${name}`,
        inWords(
          `the delegate "${share.delegateName}" in the same namespace, whose container ${container} has no limit`,
        ),
        `a limit of ${name} for all containers of the delegate`,
        'Set the limit of the container, remove the limit of the quota, or use a separate namespace for the builds.',
      );
    }
  }
}

/** The headless Service, without which the delegate cannot reach builds in a mesh. */
export function servicesOf(istio?: Istio): number {
  return istio === undefined ? 0 : 1;
}

/** What a namespace has before the first build. */
interface Furniture {
  readonly istio?: Istio;
  readonly share?: DelegateShare;
  readonly imagePullSecrets: readonly string[];
}

/** Refuses a total below the objects that the namespace itself needs: Kubernetes would refuse those. */
export function checkCounts(
  checks: PropertyChecks,
  { services, secrets }: TotalRequests,
  { istio, share, imagePullSecrets }: Furniture,
): void {
  const tokens = share === undefined ? 0 : 1;
  const least = (name: string, given: number | undefined, needed: number, why: string) => () => {
    if (given !== undefined && given < needed) {
      checks.refuse(`quota.total.${name}`, given, `at least ${needed}: ${why}`, 'Increase it, or remove it.');
    }
  };
  const ofDelegate = share === undefined ? '' : `the Secret with the token of the delegate "${share.delegateName}"`;
  const ofBuilds = imagePullSecrets.length === 0 ? '' : 'imagePullSecrets';
  checks.apart(
    least(
      'services',
      services,
      servicesOf(istio),
      'the headless Service, without which no delegate reaches builds in a mesh',
    ),
    least(
      'secrets',
      secrets,
      tokens + imagePullSecrets.length,
      [ofDelegate, ofBuilds].filter((part) => part !== '').join(' and '),
    ),
  );
}

/** The property of a total that decides on a resource. */
const PROPERTIES: { readonly [resource: string]: string } = {
  'requests.cpu': 'cpu',
  'requests.memory': 'memory',
  'requests.ephemeral-storage': 'ephemeralStorage',
  'limits.cpu': 'limits.cpu',
  'limits.memory': 'limits.memory',
};

/** Refuses a quota without room for a single build, and for a delegate in the same namespace. */
export function checkRoom(
  checks: PropertyChecks,
  total: TotalRequests,
  build?: BuildRequests,
  share?: DelegateShare,
): void {
  const ofBuild = build === undefined ? {} : quantitiesOf(build);
  for (const [resource, all] of Object.entries(quantitiesOf(total))) {
    const one: string | undefined = ofBuild[resource];
    const ofDelegate = share?.amounts[resource] ?? 0n;
    const least = ofDelegate + (parseQuantity(one ?? '0') ?? 0n);
    const amount = parseQuantity(all) ?? 0n;
    // Without the requests of a build, something must be left for one.
    if (amount < least || (ofDelegate > 0n && amount === ofDelegate)) {
      const words = one !== undefined && ofDelegate === 0n ? one : writeQuantity(least, all.endsWith('i'));
      checks.refuse(
        `quota.total.${PROPERTIES[resource]}`,
        all,
        `${one === undefined ? 'more than' : 'at least'} ${words}, ${neededBy(one !== undefined, share)}`,
        'Increase the total.',
      );
    }
  }
  if (share !== undefined && total.pods <= share.pods) {
    checks.refuse(
      'quota.total.pods',
      total.pods,
      `at least ${share.pods + 1}, ${neededBy(true, share)}`,
      'Increase it.',
    );
  }
}

function neededBy(hasBuild: boolean, share?: DelegateShare): string {
  const build = 'the request of one build';
  if (share === undefined) {
    return build;
  }
  const delegate = `${share.pods} pods of the delegate "${share.delegateName}" at most, one rollout included`;
  return hasBuild ? `what one build and the delegate take (${delegate})` : `what the delegate takes (${delegate})`;
}
