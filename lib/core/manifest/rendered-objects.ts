/** The objects of an app as they are applied, with everything that users patched or added. */
import { ApiObject, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { lookingAt, type Rendering, rememberedFor } from './looking';

/** Renders every object of the app that a construct belongs to: an app is one cluster. */
export function renderingsOf(scope: IConstruct): readonly Rendering[] {
  const { root } = scope.node;
  return rememberedFor(root, () => root.node.findAll().flatMap((construct) => render(construct)));
}

function render(construct: IConstruct): Rendering[] {
  if (Chart.isChart(construct)) {
    return writesItself(construct) ? renderChart(construct) : [];
  }
  if (!ApiObject.isApiObject(construct) || writesItself(Chart.of(construct))) {
    return [];
  }
  const object = construct;
  const { apiVersion, kind } = object;
  return [{ path: object.node.path, apiVersion, kind, manifests: tried(() => [object.toJson() as unknown]) }];
}

/** Whether the chart's own `toJson()` decides what is written. With a folder for each chart, cdk8s never calls it. */
function writesItself(chart: Chart): boolean {
  const { yamlOutputType } = chart.node.root as IConstruct & { readonly yamlOutputType?: YamlOutputType };
  return (
    Reflect.get(chart, 'toJson') !== Reflect.get(Chart.prototype, 'toJson') &&
    yamlOutputType !== YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE
  );
}

/** What a chart's own `toJson()` returns. Each object has the path of the construct that it comes from, if it is known. */
function renderChart(chart: Chart): Rendering[] {
  const { path } = chart.node;
  const objects = chart.node.root.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  const sources = new Sources();
  const manifests = tried(() => sources.watching(objects, () => Object.values(chart.toJson()) as unknown[]));
  return (
    manifests?.map((manifest) => ({ path: sources.pathOf(manifest) ?? path, manifests: [manifest] })) ?? [{ path }]
  );
}

/** The constructs behind manifests. */
class Sources {
  /** By the manifest itself, which a chart can change and return. */
  private readonly byManifest = new Map<unknown, string>();
  /** By the identity of the object, which a copy keeps. `undefined` if several constructs have it. */
  private readonly byIdentity = new Map<string, string | undefined>();

  /** Remembers what the objects render while `task` runs. */
  public watching<T>(objects: readonly ApiObject[], task: () => T): T {
    const restored = objects.map((object) => this.watch(object));
    try {
      return task();
    } finally {
      restored.forEach((restore) => restore());
    }
  }

  public pathOf(manifest: unknown): string | undefined {
    return this.byManifest.get(manifest) ?? this.byIdentity.get(identityOf(manifest));
  }

  private watch(object: ApiObject): () => void {
    const own = Object.getOwnPropertyDescriptor(object, 'toJson');
    const render = object.toJson.bind(object) as () => unknown;
    const value = () => this.remember(object.node.path, render());
    Object.defineProperty(object, 'toJson', { value, configurable: true, writable: true });
    return () => {
      Reflect.deleteProperty(object, 'toJson');
      if (own !== undefined) {
        Object.defineProperty(object, 'toJson', own);
      }
    };
  }

  private remember(path: string, manifest: unknown): unknown {
    const identity = identityOf(manifest);
    const known = this.byIdentity.get(identity);
    this.byIdentity.set(identity, this.byIdentity.has(identity) && known !== path ? undefined : path);
    this.byManifest.set(manifest, path);
    return manifest;
  }
}

function identityOf(manifest: unknown): string {
  const { apiVersion, kind, metadata } = (manifest ?? {}) as { readonly [member: string]: unknown };
  const { namespace, name } = (metadata ?? {}) as { readonly [member: string]: unknown };
  return JSON.stringify([apiVersion, kind, namespace, name].map(String));
}

function tried<T>(task: () => T): T | undefined {
  try {
    return lookingAt(task);
  } catch {
    return undefined;
  }
}
