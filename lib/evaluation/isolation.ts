/** What pods of a namespace are kept from, and how much they can request. */
import { parseQuantity } from '../core';
import { uncontested } from './contested';
import { elementsOf, type KubernetesObject, labelsByDeclaration, namespaceOf, objectsOfKind } from './objects';
import { type LabelSelector, requirementsOf, selects } from './selector';

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

const ADMISSION = 'admissionregistration.k8s.io';

/** An admission policy that denies pods of a namespace what it does not validate. */
export interface AppliedPolicy {
  readonly name: string;
  /** CEL expressions that must be true. */
  readonly validations: readonly string[];
  /** Expressions that its validations use, by name. */
  readonly variables: { readonly [name: string]: string };
  /** CEL expressions that must be true for the policy to apply to a pod. */
  readonly conditions: readonly string[];
  /** Whether it also applies to new ephemeral containers. */
  readonly coversEphemeralContainers: boolean;
  /** Whether it also applies to updates of existing pods. */
  readonly coversUpdates: boolean;
}

interface MatchResources {
  readonly namespaceSelector?: LabelSelector | null;
  readonly objectSelector?: LabelSelector | null;
  readonly resourceRules?: readonly ResourceRule[] | null;
  readonly excludeResourceRules?: readonly ResourceRule[] | null;
}

interface ResourceRule {
  readonly apiGroups?: readonly string[] | null;
  readonly apiVersions?: readonly string[] | null;
  readonly operations?: readonly string[] | null;
  readonly resources?: readonly string[] | null;
  readonly resourceNames?: readonly string[] | null;
  /** `Cluster` for kinds without namespaces only. @default '*' */
  readonly scope?: string | null;
}

interface PolicySpec {
  readonly paramKind?: object | null;
  readonly failurePolicy?: string | null;
  readonly matchConstraints?: MatchResources | null;
  readonly matchConditions?: readonly { readonly expression: string }[] | null;
  readonly variables?: readonly { readonly name: string; readonly expression: string }[] | null;
  readonly validations?: readonly { readonly expression: string }[] | null;
}

interface BindingSpec {
  readonly policyName?: string | null;
  readonly paramRef?: object | null;
  readonly validationActions?: readonly string[] | null;
  readonly matchResources?: MatchResources | null;
}

/**
 * The admission policies of the app that apply to new pods of a namespace. Those with parameters or a selector for single
 * pods, and those that fail open, are left out, because they do not apply to each pod; those without validations deny nothing.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function admissionPolicies(objects: readonly KubernetesObject[], namespace: string): AppliedPolicy[] {
  const certain = uncontested(objects);
  const bindings = objectsOfKind(certain, ADMISSION, 'ValidatingAdmissionPolicyBinding').map(
    ({ spec }) => (spec ?? {}) as BindingSpec,
  );
  return objectsOfKind(certain, ADMISSION, 'ValidatingAdmissionPolicy').flatMap(({ metadata, spec }) => {
    const policy = (spec ?? {}) as PolicySpec;
    const all = labelsByDeclaration(objects, namespace);
    const places = bindings
      .filter((binding) => binding.policyName === metadata.name && !binding.paramRef)
      .filter(({ validationActions }) => elementsOf(validationActions).includes('Deny'))
      .map(({ matchResources }) => [policy.matchConstraints ?? {}, matchResources ?? {}]);
    const covers = (operation: string, resource: string) =>
      places.some(([own, bound]) =>
        all.every(
          (labels) => matches(own, labels, operation, resource) && matchesToo(bound, labels, operation, resource),
        ),
      );
    return !policy.paramKind &&
      policy.failurePolicy !== 'Ignore' &&
      elementsOf(policy.validations).length > 0 &&
      covers('CREATE', 'pods')
      ? [applied(metadata.name ?? '', policy, covers)]
      : [];
  });
}

function applied(
  name: string,
  policy: PolicySpec,
  covers: (operation: string, resource: string) => boolean,
): AppliedPolicy {
  return {
    name,
    validations: elementsOf(policy.validations).map(({ expression }) => expression),
    variables: Object.fromEntries(elementsOf(policy.variables).map((variable) => [variable.name, variable.expression])),
    conditions: elementsOf(policy.matchConditions).map(({ expression }) => expression),
    coversEphemeralContainers: covers('UPDATE', 'pods/ephemeralcontainers'),
    coversUpdates: covers('UPDATE', 'pods'),
  };
}

function matches(resources: MatchResources, labels: { [key: string]: string }, operation: string, resource: string) {
  return (
    elementsOf(resources.resourceRules).some((rule) => isMatch(rule, operation, resource)) &&
    matchesToo({ ...resources, resourceRules: undefined }, labels, operation, resource)
  );
}

/** A binding can narrow its policy down; without rules for resources it does not. */
function matchesToo(
  { namespaceSelector, objectSelector, resourceRules, excludeResourceRules }: MatchResources,
  labels: { [key: string]: string },
  operation: string,
  resource: string,
): boolean {
  const rules = elementsOf(resourceRules);
  return (
    selects(namespaceSelector, labels) &&
    requirementsOf(objectSelector).length === 0 &&
    (rules.length === 0 || rules.some((rule) => isMatch(rule, operation, resource))) &&
    !elementsOf(excludeResourceRules).some((rule) => mayMatch(rule, operation, resource))
  );
}

function isMatch(rule: ResourceRule, operation: string, resource: string): boolean {
  return mayMatch(rule, operation, resource) && elementsOf(rule.resourceNames).length === 0;
}

/** Whether the rule matches some of the pods. */
function mayMatch(
  { apiGroups, apiVersions, operations, resources, scope }: ResourceRule,
  operation: string,
  resource: string,
) {
  const [kind, subresource] = resource.split('/');
  const names = subresource === undefined ? ['*', '*/*', kind] : ['*/*', resource, `${kind}/*`, `*/${subresource}`];
  return (
    scope !== 'Cluster' &&
    hasOne(apiGroups, ['*', '']) &&
    hasOne(apiVersions, ['*', 'v1']) &&
    hasOne(operations, ['*', operation]) &&
    hasOne(resources, names)
  );
}

function hasOne(list: readonly string[] | null | undefined, wanted: readonly string[]): boolean {
  return elementsOf(list).some((element) => wanted.includes(element));
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
