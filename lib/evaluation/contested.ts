/** Objects that an app declares more than once. Which of them the cluster has depends on the order in which they are applied. */
import { isDeepStrictEqual } from 'node:util';
import { groupOf, type KubernetesObject, namespaceOf } from './objects';

const CLUSTER_SCOPED = /^(Namespace|Cluster.*|ValidatingAdmission.*)$/;

/** Kinds whose labels say something: those that selectors of other objects can select. */
const SELECTED_BY_LABELS = ['Namespace', 'ClusterRole'];

/** The objects with another declaration that differs. Only what all declarations agree on is certain. */
export function contested(objects: readonly KubernetesObject[]): ReadonlySet<KubernetesObject> {
  const byIdentity = new Map<string, KubernetesObject[]>();
  for (const object of objects.filter(({ metadata }) => metadata.name !== undefined)) {
    const identity = JSON.stringify([groupOf(object.apiVersion), object.kind, placeOf(object), object.metadata.name]);
    byIdentity.set(identity, [...(byIdentity.get(identity) ?? []), object]);
  }
  const differing = [...byIdentity.values()].filter(
    ([one, ...others]) => !others.every((other) => isDeepStrictEqual(contentOf(one), contentOf(other))),
  );
  return new Set(differing.flat());
}

/** The same objects without those that are contested: for what only restricts. */
export function uncontested(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const uncertain = contested(objects);
  return objects.filter((object) => !uncertain.has(object));
}

/** `undefined` for a kind without namespaces. */
function placeOf(object: KubernetesObject): string | undefined {
  return CLUSTER_SCOPED.test(object.kind) ? undefined : namespaceOf(object);
}

function contentOf({ apiVersion: _version, metadata, ...content }: KubernetesObject): object {
  return { ...content, labels: SELECTED_BY_LABELS.includes(content.kind) ? (metadata.labels ?? {}) : {} };
}

/** The contested objects, in words: `NetworkPolicy own in namespace builds`. */
export function contestedWords(objects: readonly KubernetesObject[]): string[] {
  const words = [...contested(objects)].map((object) => {
    const place = placeOf(object);
    return `${object.kind} ${object.metadata.name}${place === undefined ? '' : ` in namespace ${place}`}`;
  });
  return [...new Set(words)];
}
