/** The order in which objects are registered: dependencies declared in the tree, and those that follow from references. */
import { ApiObject } from 'cdk8s';
import {
  groupOf,
  type Manifest,
  namespaceOf,
  ObjectIndex,
  type ObjectKey,
  subjectsOf,
  type TreeObject,
} from './object-index';

/* Implicit dependencies of objects. Kubernetes accepts creation in any order, but deletion needs the right one. */

/**
 * Returns the objects that must exist before an object: its namespace, the definition of its kind, and the objects it
 * refers to by name. Pods also need the rights of their ServiceAccount. These dependencies alone never form a cycle.
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

/* Determines the order in which the objects of a construct tree are registered. */

/** The objects that each object waits for. */
type Before = ReadonlyMap<TreeObject, ReadonlySet<TreeObject>>;

/** Sorts objects after those that they wait for: dependencies declared in the tree, and implicit ones. */
export function ordered(objects: readonly TreeObject[]): Before {
  const index = new ObjectIndex(objects);
  const needed = objects.map((object) => [object, needs(object, index)] as const);
  const said = dependenciesOf(objects);
  const both = new Map(needed.map(([object, found]) => [object, new Set([...(said.get(object) ?? []), ...found])]));
  return sorted(both) ?? (sorted(withoutCircles(said, needed)) as Before);
}

/** Returns the ApiObjects on which an object declares a dependency, including those in other trees. */
export function saidBy({ construct }: TreeObject): ApiObject[] {
  return construct.node.dependencies
    .flatMap(({ node }) => node.findAll())
    .filter((found): found is ApiObject => ApiObject.isApiObject(found) && found !== construct);
}

/** Returns the declared dependencies of each object. */
function dependenciesOf(objects: readonly TreeObject[]): Map<TreeObject, Set<TreeObject>> {
  const made = new Map<ApiObject, TreeObject[]>();
  for (const object of objects) {
    const elements = made.get(object.construct) ?? [];
    elements.push(object);
    made.set(object.construct, elements);
  }
  return new Map(
    objects.map((object) => [object, new Set(saidBy(object).flatMap((construct) => made.get(construct) ?? []))]),
  );
}

/** Resolves cycles: a declared dependency takes precedence over an implicit one in the opposite direction. */
function withoutCircles(
  said: Map<TreeObject, Set<TreeObject>>,
  needed: readonly (readonly [TreeObject, readonly TreeObject[]])[],
): Before {
  for (const [object, found] of needed) {
    for (const need of found) {
      if (!waitsFor(need, object, said)) {
        said.get(object)?.add(need);
      }
    }
  }
  return said;
}

/** Sorts the map in dependency order. Returns `undefined` if it contains a cycle. */
function sorted(before: Before): Before | undefined {
  const result = new Map<TreeObject, ReadonlySet<TreeObject>>();
  const begun = new Set<TreeObject>();
  const visit = (object: TreeObject): boolean => {
    if (begun.has(object)) {
      return result.has(object);
    }
    begun.add(object);
    const first = before.get(object) ?? new Set<TreeObject>();
    const isSound = [...first].every(visit);
    result.set(object, first);
    return isSound;
  };
  return [...before.keys()].every(visit) ? result : undefined;
}

function waitsFor(object: TreeObject, other: TreeObject, before: Before, seen = new Set<TreeObject>()): boolean {
  seen.add(object);
  return [...(before.get(object) ?? [])].some(
    (next) => next === other || (!seen.has(next) && waitsFor(next, other, before, seen)),
  );
}

/* The objects that a manifest refers to by name. */

/** A part of a manifest. Manifests can come from third-party constructs, so any member can be missing. */
interface Part {
  readonly [member: string]: unknown;
}

const RBAC = 'rbac.authorization.k8s.io';

/** Path of the pod spec by kind. */
const POD_SPECS = new Map<string, readonly string[]>([
  ['Pod', ['spec']],
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job'].map(
    (kind) => [kind, ['spec', 'template', 'spec']] as const,
  ),
  ['CronJob', ['spec', 'jobTemplate', 'spec', 'template', 'spec']],
]);

/** Returns the spec of the pods that an object runs. */
function podSpecOf(manifest: Manifest): Part | undefined {
  const path = POD_SPECS.get(manifest.kind);
  return path?.reduce<Part | undefined>((found, member) => part(found?.[member]), manifest);
}

/** Returns the key of the ServiceAccount of pods. */
function accountOf(pods: Part, namespace: unknown): ObjectKey {
  return { group: '', kind: 'ServiceAccount', namespace, name: pods.serviceAccountName ?? pods.serviceAccount };
}

/** Returns the objects that pods need to start. */
function referencesOfPods(pods: Part, namespace: unknown): ObjectKey[] {
  const containers = [...parts(pods.containers), ...parts(pods.initContainers), ...parts(pods.ephemeralContainers)];
  const variables = containers.flatMap(({ env }) => parts(env)).map(({ valueFrom }) => part(valueFrom));
  const files = containers.flatMap(({ envFrom }) => parts(envFrom));
  const volumes = parts(pods.volumes);
  const projected = volumes.flatMap((volume) => parts(part(volume.projected)?.sources));
  const core = (kind: string, names: readonly unknown[]) =>
    names.filter((name) => name !== undefined).map((name) => ({ group: '', kind, namespace, name }));
  return [
    accountOf(pods, namespace),
    ...core('ConfigMap', [
      ...variables.map((variable) => part(variable?.configMapKeyRef)?.name),
      ...files.map((file) => part(file.configMapRef)?.name),
      ...[...volumes, ...projected].map((volume) => part(volume.configMap)?.name),
    ]),
    ...core('Secret', [
      ...parts(pods.imagePullSecrets).map(({ name }) => name),
      ...variables.map((variable) => part(variable?.secretKeyRef)?.name),
      ...files.map((file) => part(file.secretRef)?.name),
      ...volumes.map((volume) => part(volume.secret)?.secretName),
      ...projected.map((source) => part(source.secret)?.name),
    ]),
    ...core(
      'PersistentVolumeClaim',
      volumes.map((volume) => part(volume.persistentVolumeClaim)?.claimName),
    ),
    { group: 'scheduling.k8s.io', kind: 'PriorityClass', name: pods.priorityClassName },
  ];
}

/** Returns the key of the role of a binding. */
function roleOf({ kind, metadata, roleRef }: Manifest): ObjectKey[] {
  const role = part(roleRef);
  return kind.endsWith('RoleBinding') && role
    ? [{ group: RBAC, kind: role.kind as string, namespace: metadata.namespace, name: role.name }]
    : [];
}

/** Returns the references of other kinds: Secrets of an account, workload of an autoscaler, policy of a binding. */
function referencesOfKind({ apiVersion, kind, metadata, ...manifest }: Manifest): ObjectKey[] {
  const { namespace } = metadata;
  const spec = part(manifest.spec) ?? {};
  switch (kind) {
    case 'ServiceAccount':
      return parts(manifest.imagePullSecrets).map(({ name }) => ({ group: '', kind: 'Secret', namespace, name }));
    case 'HorizontalPodAutoscaler': {
      const target = part(spec.scaleTargetRef) ?? {};
      const group = groupOf((target.apiVersion ?? '') as string);
      return [{ group, kind: target.kind as string, namespace, name: target.name }];
    }
    case 'MutatingAdmissionPolicyBinding':
    case 'ValidatingAdmissionPolicyBinding':
      return [{ group: groupOf(apiVersion), kind: kind.replace(/Binding$/, ''), name: spec.policyName }];
    default:
      return [];
  }
}

function part(value: unknown): Part | undefined {
  return typeof value === 'object' && value !== null ? (value as Part) : undefined;
}

function parts(value: unknown): Part[] {
  return Array.isArray(value) ? value.map(part).filter((found) => found !== undefined) : [];
}
