/** Which admission policies of an app apply to the pods of a namespace, and what they do. */
import { uncontested } from './contested';
import { elementsOf, type KubernetesObject, labelsByDeclaration, objectsOfKind } from './objects';
import { type LabelSelector, requirementsOf, selects } from './selector';

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
  readonly mutations?: readonly { readonly jsonPatch?: { readonly expression: string } | null }[] | null;
}

interface BindingSpec {
  readonly policyName?: string | null;
  readonly paramRef?: object | null;
  readonly validationActions?: readonly string[] | null;
  readonly matchResources?: MatchResources | null;
}

/** Which new pods of a namespace a policy applies to, by the bindings of the app. */
type Covers = (operation: string, resource: string) => boolean;

/**
 * The policies of the app that apply to each new pod of a namespace, with what their bindings cover. Those with parameters or a
 * selector for single pods, and those that fail open, are left out.
 */
function policiesOfPods(
  objects: readonly KubernetesObject[],
  namespace: string,
  kind: 'ValidatingAdmissionPolicy' | 'MutatingAdmissionPolicy',
  acts: (binding: BindingSpec) => boolean,
): { readonly name: string; readonly policy: PolicySpec; readonly covers: Covers }[] {
  const certain = uncontested(objects);
  const bindings = objectsOfKind(certain, ADMISSION, `${kind}Binding`).map(({ spec }) => (spec ?? {}) as BindingSpec);
  return objectsOfKind(certain, ADMISSION, kind).flatMap(({ metadata, spec }) => {
    const policy = (spec ?? {}) as PolicySpec;
    const all = labelsByDeclaration(objects, namespace);
    const places = bindings
      .filter((binding) => binding.policyName === metadata.name && !binding.paramRef && acts(binding))
      .map(({ matchResources }) => [policy.matchConstraints ?? {}, matchResources ?? {}]);
    const covers: Covers = (operation, resource) =>
      places.some(([own, bound]) =>
        all.every(
          (labels) => matches(own, labels, operation, resource) && matchesToo(bound, labels, operation, resource),
        ),
      );
    const isCertain = !policy.paramKind && policy.failurePolicy !== 'Ignore' && covers('CREATE', 'pods');
    return isCertain ? [{ name: metadata.name ?? '', policy, covers }] : [];
  });
}

/**
 * The admission policies of the app that deny new pods of a namespace; those without validations deny nothing.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 */
export function admissionPolicies(objects: readonly KubernetesObject[], namespace: string): AppliedPolicy[] {
  const denies = ({ validationActions }: BindingSpec) => elementsOf(validationActions).includes('Deny');
  return policiesOfPods(objects, namespace, 'ValidatingAdmissionPolicy', denies)
    .filter(({ policy }) => elementsOf(policy.validations).length > 0)
    .map(({ name, policy, covers }) => applied(name, policy, covers));
}

/** Mutations of new pods of a namespace. */
export interface PodMutations {
  /** CEL expressions of JSON Patches. */
  readonly expressions: readonly string[];
  /** CEL expressions that must be true for the policy to apply to a pod. */
  readonly conditions: readonly string[];
}

/**
 * The policies of the app that change new pods of a namespace.
 *
 * @see https://kubernetes.io/docs/reference/access-authn-authz/mutating-admission-policy/
 */
export function podMutations(objects: readonly KubernetesObject[], namespace: string): PodMutations[] {
  return policiesOfPods(objects, namespace, 'MutatingAdmissionPolicy', () => true).map(({ policy }) => ({
    expressions: elementsOf(policy.mutations).flatMap(({ jsonPatch }) => jsonPatch?.expression ?? []),
    conditions: elementsOf(policy.matchConditions).map(({ expression }) => expression),
  }));
}

function applied(name: string, policy: PolicySpec, covers: Covers): AppliedPolicy {
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
