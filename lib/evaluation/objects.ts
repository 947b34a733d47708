/** The objects of an app that are evaluated, and what they have in common. */
/** Labels of a pod or a namespace. */
export type Labels = { readonly [key: string]: string };

/** A Kubernetes object, as JSON. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly labels?: Labels | null;
    readonly annotations?: Labels | null;
  };
  readonly spec?: unknown;
}

/** What the evaluator does not consider, but which changes what pods reach. */
const FOREIGN_POLICY = /NetworkPolicy$/;

/** Whether it is a policy of a kind that the evaluator does not know. */
export function isForeignPolicy({ apiVersion, kind }: Pick<KubernetesObject, 'apiVersion' | 'kind'>): boolean {
  return FOREIGN_POLICY.test(kind) && groupOf(apiVersion) !== 'networking.k8s.io';
}

/** The API group of a version; empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** All objects of a kind of one API group, whatever its version. */
export function objectsOfKind(
  objects: readonly KubernetesObject[],
  group: string,
  kind: string,
): readonly KubernetesObject[] {
  return objects.filter((object) => object.kind === kind && groupOf(object.apiVersion) === group);
}

/** The namespace of an object of a namespaced kind. */
export function namespaceOf({ metadata }: KubernetesObject): string {
  return metadata.namespace ?? 'default';
}

/**
 * The labels of a namespace, as the API server has them, by each declaration of it. One that is not among the objects has only
 * its name.
 */
export function labelsByDeclaration(
  objects: readonly KubernetesObject[],
  name: string,
): readonly [Labels, ...(readonly Labels[])] {
  const own = { 'kubernetes.io/metadata.name': name };
  const [first, ...others] = objectsOfKind(objects, '', 'Namespace')
    .filter(({ metadata }) => metadata.name === name)
    .map(({ metadata }) => ({ ...metadata.labels, ...own }));
  return first === undefined ? [own] : [first, ...others];
}

/** The labels of a namespace that all its declarations have. */
export function labelsOfNamespace(objects: readonly KubernetesObject[], name: string): Labels {
  return commonLabels(labelsByDeclaration(objects, name));
}

/** The labels that are in each of the sets. */
export function commonLabels([first, ...others]: readonly [Labels, ...(readonly Labels[])]): Labels {
  const isEverywhere = ([key, value]: [string, string]) =>
    others.every((labels) => Object.hasOwn(labels, key) && labels[key] === value);
  return Object.fromEntries(Object.entries(first).filter(isEverywhere));
}

/** Policies of kinds that the evaluator does not know, as `Kind name`. They can open and close what it describes. */
export function foreignPolicies(objects: readonly KubernetesObject[]): string[] {
  return objects.filter(isForeignPolicy).map(({ kind, metadata }) => `${kind} ${metadata.name}`);
}

/** The elements of a list in an object that users can have patched: none where it is no list. */
export function elementsOf<T>(value: readonly T[] | null | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]).filter((element) => element !== null) : [];
}
