/** What pods of a namespace are kept from, and how much they can request. */
import { parseQuantity } from '../core';
import { uncontested } from './contested';
import { elementsOf, type KubernetesObject, labelsByDeclaration, namespaceOf, objectsOfKind } from './objects';

/** The Pod Security level that a namespace enforces, if it is among the objects. */
export interface DeclaredNamespace {
  readonly isDeclared: boolean;
  /** `undefined` if the label is not set: the default of the cluster applies. */
  readonly podSecurityLevel?: string;
  /** The level that it both warns about and audits, if that is stricter than the one it enforces. */
  readonly reportedLevel?: string;
  /**
   * The version of Kubernetes whose rules the level has, for example `v1.24`, or several, if the namespace is declared with
   * different ones. Older rules forbid less. `undefined` for the rules of the cluster.
   */
  readonly podSecurityVersion?: string;
}

/** @see https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export function declaredNamespace(objects: readonly KubernetesObject[], namespace: string): DeclaredNamespace {
  const isDeclared = objectsOfKind(objects, '', 'Namespace').some(({ metadata }) => metadata.name === namespace);
  const declarations = labelsByDeclaration(objects, namespace);
  const [level, ...reports] = ['enforce', 'warn', 'audit'].map((mode) =>
    loosest(declarations.map((labels) => labels[`${POD_SECURITY}/${mode}`])),
  );
  const reported = loosest(reports);
  const isStricter = reported !== undefined && LEVELS.indexOf(reported) > LEVELS.indexOf(level);
  const versions = [...new Set(declarations.map((labels) => labels[VERSION] ?? LATEST))].sort();
  return {
    isDeclared,
    ...(level === undefined ? {} : { podSecurityLevel: level }),
    ...(isStricter ? { reportedLevel: reported } : {}),
    ...(level === undefined || versions.join() === LATEST ? {} : { podSecurityVersion: versions.join(' or ') }),
  };
}

/** The level in words: `restricted`, `restricted with the rules of Kubernetes v1.24`. `undefined` without one. */
export function levelWords({ podSecurityLevel, podSecurityVersion }: DeclaredNamespace): string | undefined {
  return podSecurityLevel === undefined || podSecurityVersion === undefined
    ? podSecurityLevel
    : `${podSecurityLevel} with the rules of Kubernetes ${podSecurityVersion}`;
}

const POD_SECURITY = 'pod-security.kubernetes.io';

const VERSION = `${POD_SECURITY}/enforce-version`;

const LATEST = 'latest';

/** From the loosest on. Without a label, the default of the cluster can be any of them, but is rarely set. */
const LEVELS: readonly (string | undefined)[] = ['privileged', undefined, 'baseline', 'restricted'];

function loosest(levels: readonly (string | undefined)[]): string | undefined {
  return levels.reduce((one, other) => (LEVELS.indexOf(other) < LEVELS.indexOf(one) ? other : one));
}

/** The limits of the ResourceQuotas of a namespace: each of them holds, so the smallest counts. */
export interface DeclaredQuota {
  readonly hard: { readonly [resource: string]: string };
  /** Names of quotas that apply to some pods only. */
  readonly scoped: readonly string[];
  /** What containers without requests get, from the LimitRanges. */
  readonly defaultRequests: { readonly [resource: string]: string };
}

interface QuotaSpec {
  readonly hard?: { readonly [resource: string]: unknown } | null;
  readonly scopes?: readonly string[] | null;
  readonly scopeSelector?: object | null;
}

type Given = { readonly [resource: string]: unknown } | null;

interface Limits {
  readonly type?: string;
  readonly max?: Given;
  readonly min?: Given;
  readonly default?: Given;
  readonly defaultRequest?: Given;
}

interface LimitRangeSpec {
  readonly limits?: readonly Limits[] | null;
}

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
export function declaredQuota(objects: readonly KubernetesObject[], namespace: string): DeclaredQuota {
  const certain = uncontested(objects);
  const of = (kind: string) => objectsOfKind(certain, '', kind).filter((object) => namespaceOf(object) === namespace);
  const quotas = of('ResourceQuota').map(({ metadata, spec }) => ({
    ...((spec ?? {}) as QuotaSpec),
    name: metadata.name,
  }));
  const isScoped = ({ scopes, scopeSelector }: QuotaSpec) => elementsOf(scopes).length > 0 || !!scopeSelector;
  const requests = of('LimitRange').map(({ spec }) => defaultRequestsOf((spec ?? {}) as LimitRangeSpec));
  return {
    hard: quotas.filter((quota) => !isScoped(quota)).reduce<Amounts>((all, { hard }) => smallest(all, hard ?? {}), {}),
    scoped: quotas.filter(isScoped).map(({ name }) => name ?? ''),
    defaultRequests: requests.reduce<Amounts>(eitherOf, {}),
  };
}

type Amounts = { readonly [resource: string]: string };

/**
 * The API server completes limits of containers: without a default limit, the maximum counts; without a default request, the
 * default limit, and else the minimum.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 * @see https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem
 */
function defaultRequestsOf({ limits }: LimitRangeSpec): Amounts {
  return elementsOf(limits)
    .filter(({ type }) => type === 'Container')
    .reduce<Amounts>((all, { min, max, default: limit, defaultRequest }) => {
      const own = { ...min, ...max, ...limit, ...defaultRequest };
      return { ...all, ...textsOf(own) };
    }, {});
}

/** If there are several LimitRanges, any of them can apply first. */
function eitherOf(one: Amounts, other: Amounts): Amounts {
  const added = Object.entries(other).map(([name, amount]): [string, string] => {
    const before = Object.hasOwn(one, name) ? one[name].split(' or ') : [];
    return [name, [...new Set([...before, amount])].join(' or ')];
  });
  return { ...one, ...Object.fromEntries(added) };
}

function smallest(one: Amounts, other: { readonly [resource: string]: unknown }): Amounts {
  const added = Object.entries(textsOf(other)).filter(([name, amount]) => {
    const before = Object.hasOwn(one, name) ? parseQuantity(one[name]) : undefined;
    const after = parseQuantity(amount);
    return before === undefined || (after !== undefined && after < before);
  });
  return { ...one, ...Object.fromEntries(added) };
}

function textsOf(amounts: { readonly [resource: string]: unknown }): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
}
