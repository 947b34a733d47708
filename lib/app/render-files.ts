import { Names, Yaml, YamlOutputType, type App, type Chart } from 'cdk8s';
import { valueOf } from '../values';
import type { Synthesis } from './synthesis';

/** Texts of files by their path relative to the output folder, with `/`. */
export type Files = Map<string, string>;

/**
 * Renders the manifests of an app as cdk8s names and divides them. Where cdk8s would give two objects one file and lose
 * the first, as for Roles of one name in two namespaces, the namespace is added to the names.
 */
export function renderFiles(app: App, synthesis: Synthesis): Files {
  switch (app.yamlOutputType) {
    case YamlOutputType.FILE_PER_APP:
      return filePerApp(app, synthesis);
    case YamlOutputType.FILE_PER_CHART:
      return filePerChart(app, synthesis);
    case YamlOutputType.FILE_PER_RESOURCE:
      return filePerResource(app, synthesis);
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return folderPerChart(app, synthesis);
    default:
      return new Map();
  }
}

/** The file by which the validation plugins of cdk8s-cli find the construct behind an object. */
export function renderConstructMetadata(synthesis: Synthesis): Files {
  const resources: Record<string, { path: string }> = {};
  for (const object of synthesis.charts.flatMap((chart) => synthesis.objectsOf(chart))) {
    resources[valueOf(object.name)] = { path: object.node.path };
  }
  return new Map([['construct-metadata.json', JSON.stringify({ version: '1.0.0', resources })]]);
}

function filePerApp(app: App, synthesis: Synthesis): Files {
  const manifests = synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart));
  return synthesis.charts.length > 0
    ? new Map([[`app${app.outputFileExtension}`, Yaml.stringify(...manifests)]])
    : new Map<string, string>();
}

function filePerChart(app: App, synthesis: Synthesis): Files {
  const files: Files = new Map();
  synthesis.charts.forEach((chart, index) => {
    const name = chartName(synthesis, chart, index) + app.outputFileExtension;
    files.set(name, Yaml.stringify(...synthesis.manifestsOf(chart)));
  });
  return files;
}

function filePerResource(app: App, synthesis: Synthesis): Files {
  const manifests = synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart));
  const named = manifests.filter((candidate) => candidate !== undefined) as NamedObject[];
  return filesOf('', named, app.outputFileExtension, (manifest) => manifest);
}

/** Here cdk8s takes the name from the object instead of its manifest, and never asks a chart's own `toJson()`. */
function folderPerChart(app: App, synthesis: Synthesis): Files {
  const files = synthesis.charts.flatMap((chart, index) => {
    const folder = `${chartName(synthesis, chart, index)}/`;
    return [
      ...filesOf(folder, synthesis.objectsOf(chart), app.outputFileExtension, (object) => object.toJson() as unknown),
    ];
  });
  return new Map(files);
}

function chartName(synthesis: Synthesis, chart: Chart, index: number): string {
  const name = Names.toDnsLabel(chart);
  return synthesis.chartsAreNumbered ? `${String(index).padStart(4, '0')}-${name}` : name;
}

interface NamedObject {
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** One file for each object. */
function filesOf<T extends NamedObject>(
  folder: string,
  objects: readonly T[],
  extension: string,
  manifestOf: (object: T) => unknown,
): Files {
  const shared = repeated(objects.map(resourceName));
  const files: Files = new Map();
  for (const object of objects) {
    const name = resourceName(object);
    const path = folder + (shared.has(name) ? withNamespace(name, object) : name) + extension;
    if (files.has(path)) {
      throw new Error(`two objects would be written to ${path}: rename one of them, or use another yamlOutputType`);
    }
    files.set(path, Yaml.stringify(manifestOf(object)));
  }
  return files;
}

function repeated(names: readonly string[]): Set<string> {
  const [seen, again] = [new Set<string>(), new Set<string>()];
  names.forEach((name) => (seen.has(name) ? again : seen).add(name));
  return again;
}

function resourceName({ kind, metadata }: NamedObject): string {
  return fileName(`${kind}.${knownText(metadata.name)}`);
}

function withNamespace(name: string, { metadata }: NamedObject): string {
  return metadata.namespace === undefined ? name : `${name}.${fileName(`${knownText(metadata.namespace)}`)}`;
}

/** The name of an object may be a token, where cdk8s' own files are called "objectObject". */
function knownText(name: string | undefined): string | undefined {
  return name === undefined ? undefined : valueOf(name);
}

function fileName(text: string): string {
  return text.replace(/[^\w.-]/g, '');
}
