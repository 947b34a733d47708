/** Objects by what Kubernetes tells them apart by. */
import type { Manifest, TreeObject } from './tree-objects';

/** What names an object. Without a namespace it is one of the cluster. */
export interface ObjectKey {
  /** Empty for the core group. */
  readonly group: string;
  readonly kind: string;
  readonly namespace?: unknown;
  readonly name: unknown;
}

/** Kinds of the cluster. cdk8s writes the namespace of a chart into them nevertheless; the API server leaves it out. */
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

/** The group of an apiVersion; an object of another version of it is the same object. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
}

/** The namespace of an object; `undefined` for one of the cluster. */
export function namespaceOf({ kind, metadata }: Manifest): unknown {
  return OF_CLUSTER.has(kind) ? undefined : metadata.namespace;
}

/** What names the object of a manifest. */
export function keyOf(manifest: Manifest): ObjectKey {
  const { apiVersion, kind, metadata } = manifest;
  return { group: groupOf(apiVersion), kind, namespace: namespaceOf(manifest), name: metadata.name };
}

/** The key as a text. */
export function textOfKey({ group, kind, namespace, name }: ObjectKey): string {
  return [group, kind, OF_CLUSTER.has(kind) ? '' : (namespace ?? ''), name].join('\n');
}

/** Finds objects without a walk over all of them. */
export class ObjectIndex {
  private readonly byKey = new Map<string, TreeObject>();
  /** Definitions, by the kind that they define. */
  private readonly definitions = new Map<string, TreeObject>();
  /** Bindings, by each ServiceAccount that they give rights to. */
  private readonly bindings = new Map<string, TreeObject[]>();

  constructor(objects: readonly TreeObject[]) {
    objects.forEach((object) => this.add(object));
  }

  /** The object of this name. */
  public find(key: ObjectKey): TreeObject | undefined {
    return key.name === undefined ? undefined : this.byKey.get(textOfKey(key));
  }

  /** What defines the kind of the manifest. */
  public definitionOf({ apiVersion, kind }: Manifest): TreeObject | undefined {
    return this.definitions.get(`${groupOf(apiVersion)}\n${kind}`);
  }

  /** What gives rights to the ServiceAccount. */
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

/** The ServiceAccounts that a binding gives rights to. */
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
