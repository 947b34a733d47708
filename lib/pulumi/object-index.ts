import { ApiObject, type App, DependencyGraph } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { propsOf } from './arguments';
import { refuseEndless } from './argument-limits';

/** Internals of cdk8s patches, which its types do not declare. */
interface Patched {
  readonly patches?: ReadonlyArray<{ _toJson(): { value?: unknown } }>;
}

/** Replaces Outputs in patches with placeholders, because cdk8s serializes patch values to JSON. */
export function keepLateInPatches(construct: IConstruct): void {
  const { patches = [] } = ApiObject.isApiObject(construct) ? (construct as unknown as Patched) : {};
  for (const patch of patches) {
    const operation = patch._toJson();
    if ('value' in operation) {
      refuseEndless(construct.node.path, { patch: operation.value });
      operation.value = propsOf(operation.value);
    }
  }
}

/* Collects the objects of a construct tree with their manifests. */

/** A manifest, typed with the fields that every object has. Unresolved strings in it are placeholders. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

/** An object to register. */
export interface TreeObject {
  /** Construct of the object. A list construct has several objects. */
  readonly construct: ApiObject;
  /** Path of the construct. For an element of a list, its index is appended. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** Returns every object of the app. cdk8s also validates each chart and infers dependencies here. */
export function objectsIn(app: App): TreeObject[] {
  app.node.findAll().forEach(keepLateInPatches);
  return app.charts.flatMap((chart) => {
    const manifests = chart.toJson() as Manifest[];
    const constructs = new DependencyGraph(chart.node).topology();
    const objects = constructs.filter((construct): construct is ApiObject => ApiObject.isApiObject(construct));
    return objects
      .filter((object) => object.chart === chart)
      .flatMap((construct, index) => elementsOf({ construct, path: construct.node.path, manifest: manifests[index] }));
  });
}

/** Expands lists. A list is not an object in Kubernetes: only its elements are created. */
function elementsOf(object: TreeObject): TreeObject[] {
  const { construct, path, manifest } = object;
  if (!isList(manifest)) {
    return [object];
  }
  // Elements of a typed list such as ConfigMapList can omit the kind.
  const { apiVersion, kind, items } = manifest;
  const common = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
  return items.flatMap((item, index) => {
    const element = { ...common, ...item, metadata: item.metadata ?? {} } as Manifest;
    return elementsOf({ construct, path: `${path}/${index}`, manifest: element });
  });
}

function isList(manifest: Manifest): manifest is Manifest & { readonly items: readonly Partial<Manifest>[] } {
  return manifest.kind.endsWith('List') && Array.isArray(manifest.items);
}

/* Indexes objects by their identity in Kubernetes. */

/** Identity of an object. It is cluster-scoped if it has no namespace. */
export interface ObjectKey {
  /** API group. Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace?: unknown;
  readonly name: unknown;
}

/** Cluster-scoped kinds. cdk8s also sets the namespace of the chart on these; the API server ignores it. */
const OF_CLUSTER = new Set([
  'APIService',
  'CSIDriver',
  'ClusterRole',
  'ClusterRoleBinding',
  'CustomResourceDefinition',
  'IngressClass',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'MutatingWebhookConfiguration',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'RuntimeClass',
  'StorageClass',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'ValidatingWebhookConfiguration',
]);

/** Returns the group of an apiVersion. Objects of different versions of a group are the same object. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** Returns the namespace of an object, or `undefined` for a cluster-scoped object. */
export function namespaceOf({ kind, metadata }: Manifest): unknown {
  return OF_CLUSTER.has(kind) ? undefined : metadata.namespace;
}

/** Returns the key of the object in a manifest. */
export function keyOf(manifest: Manifest): ObjectKey {
  const { apiVersion, kind, metadata } = manifest;
  return { group: groupOf(apiVersion), kind, namespace: namespaceOf(manifest), name: metadata.name };
}

/** Serializes a key. */
export function textOfKey({ group, kind, namespace, name }: ObjectKey): string {
  return [group, kind, OF_CLUSTER.has(kind) ? '' : (namespace ?? ''), name].join('\n');
}

/** Finds objects without iterating over all of them. */
export class ObjectIndex {
  private readonly byKey = new Map<string, TreeObject>();
  /** CustomResourceDefinitions by the kind that they define. */
  private readonly definitions = new Map<string, TreeObject>();
  /** Bindings by ServiceAccount. */
  private readonly bindings = new Map<string, TreeObject[]>();

  constructor(objects: readonly TreeObject[]) {
    objects.forEach((object) => this.add(object));
  }

  /** Returns the object with this key. */
  public find(key: ObjectKey): TreeObject | undefined {
    return key.name === undefined ? undefined : this.byKey.get(textOfKey(key));
  }

  /** Returns the CustomResourceDefinition of the kind of a manifest. */
  public definitionOf({ apiVersion, kind }: Manifest): TreeObject | undefined {
    return this.definitions.get(`${groupOf(apiVersion)}\n${kind}`);
  }

  /** Returns the bindings that grant rights to a ServiceAccount. */
  public bindingsOf(account: ObjectKey): readonly TreeObject[] {
    return this.bindings.get(textOfKey(account)) ?? [];
  }

  private add(object: TreeObject): void {
    const { manifest } = object;
    this.byKey.set(textOfKey(keyOf(manifest)), object);
    if (manifest.kind === 'CustomResourceDefinition') {
      const { group, names } = (manifest.spec ?? {}) as { readonly group?: string; readonly names?: { kind?: string } };
      this.definitions.set(`${group}\n${names?.kind}`, object);
    }
    for (const account of subjectsOf(manifest)) {
      const key = textOfKey(account);
      this.bindings.set(key, [...(this.bindings.get(key) ?? []), object]);
    }
  }
}

/** Returns the ServiceAccounts to which a binding grants rights. */
export function subjectsOf({ kind, subjects, metadata }: Manifest): ObjectKey[] {
  if (!kind.endsWith('RoleBinding') || !Array.isArray(subjects)) {
    return [];
  }
  return (subjects as readonly { kind?: unknown; namespace?: unknown; name?: unknown }[])
    .filter((subject) => subject.kind === 'ServiceAccount')
    .map(({ namespace, name }) => ({
      group: '',
      kind: 'ServiceAccount',
      namespace: namespace ?? metadata.namespace,
      name,
    }));
}
