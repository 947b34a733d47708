import { Names, Yaml, YamlOutputType, type App, type Chart } from 'cdk8s';
import type { Synthesis } from './synthesis';

/** Texts of files by their path relative to the output folder, with `/`. */
export type Files = Map<string, string>;

/** Renders the manifests of an app as cdk8s names and divides them. Where two get one name, the later one stays. */
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
    resources[object.name] = { path: object.node.path };
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
  const files: Files = new Map();
  for (const chart of synthesis.charts) {
    for (const manifest of synthesis.manifestsOf(chart).filter((candidate) => candidate !== undefined)) {
      files.set(resourceName(manifest as NamedObject) + app.outputFileExtension, Yaml.stringify(manifest));
    }
  }
  return files;
}

/** Here cdk8s takes the name from the object instead of its manifest, and never asks a chart's own `toJson()`. */
function folderPerChart(app: App, synthesis: Synthesis): Files {
  const files: Files = new Map();
  synthesis.charts.forEach((chart, index) => {
    const folder = chartName(synthesis, chart, index);
    for (const object of synthesis.objectsOf(chart)) {
      files.set(`${folder}/${resourceName(object)}${app.outputFileExtension}`, Yaml.stringify(object.toJson()));
    }
  });
  return files;
}

function chartName(synthesis: Synthesis, chart: Chart, index: number): string {
  const name = Names.toDnsLabel(chart);
  return synthesis.chartsAreNumbered ? `${String(index).padStart(4, '0')}-${name}` : name;
}

interface NamedObject {
  readonly kind: string;
  readonly metadata: { readonly name?: string };
}

function resourceName({ kind, metadata }: NamedObject): string {
  return `${kind}.${metadata.name}`.replace(/[^\w.-]/g, '');
}
