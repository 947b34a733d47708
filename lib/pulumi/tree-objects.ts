/** The objects of a tree, each with its manifest. */
import { ApiObject, type App, DependencyGraph } from 'cdk8s';
import { keepLateInPatches } from './patches';

/** The part of a manifest that every object has. Late texts in it are placeholders. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

/** An object that is registered. */
export interface TreeObject {
  /** The construct that makes it, and, where it is a list, others beside it. */
  readonly construct: ApiObject;
  /** Path of the construct; of an element of a list with its index behind it. */
  readonly path: string;
  readonly manifest: Manifest;
}

/** Every object of the app. cdk8s validates each chart and infers dependencies on the way. */
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

/** A list is no object of Kubernetes, only a way to write several down: the API server takes its elements. */
function elementsOf(object: TreeObject): TreeObject[] {
  const { construct, path, manifest } = object;
  if (!isList(manifest)) {
    return [object];
  }
  // A list of a kind, such as ConfigMapList, need not repeat it in every element.
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
