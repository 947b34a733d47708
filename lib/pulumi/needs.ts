/** What an object needs without saying so: Kubernetes would take it in any order, but not delete it in any. */
import { namespaceOf, type ObjectIndex, type ObjectKey, subjectsOf } from './object-index';
import { accountOf, podSpecOf, referencesOfKind, referencesOfPods, roleOf } from './references';
import type { TreeObject } from './tree-objects';

/**
 * The objects that come before one: its namespace, what defines its kind, and what it refers to by name. Pods need the
 * rights of their ServiceAccount as well. By themselves these never form a circle: each kind refers to such as refer to
 * less.
 */
export function needs(object: TreeObject, index: ObjectIndex): TreeObject[] {
  const { manifest } = object;
  const namespace = namespaceOf(manifest);
  const pods = podSpecOf(manifest);
  const found = [
    ...(namespace === undefined ? [] : [index.find({ group: '', kind: 'Namespace', name: namespace })]),
    index.definitionOf(manifest),
    ...all(index, [...roleOf(manifest), ...subjectsOf(manifest), ...referencesOfKind(manifest)]),
    ...(pods ? [...all(index, referencesOfPods(pods, namespace)), ...rightsOf(accountOf(pods, namespace), index)] : []),
  ];
  return found.filter((need): need is TreeObject => need !== undefined && need !== object);
}

function rightsOf(account: ObjectKey, index: ObjectIndex): (TreeObject | undefined)[] {
  return index.bindingsOf(account).flatMap((binding) => [binding, ...all(index, roleOf(binding.manifest))]);
}

function all(index: ObjectIndex, keys: readonly ObjectKey[]): (TreeObject | undefined)[] {
  return keys.map((key) => index.find(key));
}
