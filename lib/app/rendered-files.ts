import { type App, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { toYamlStream, valueOf } from '../core';
import { documentsOf, type WrittenDocument } from '../document';
import { filePerResource, folderPerChart } from './files-per-object';
import { chartName, type Synthesis } from './synthesis';

/** Content of files by path relative to the output folder, with `/`. */
export type Files = Map<string, string>;

/**
 * Renders the manifests of an app to the same files as cdk8s. If cdk8s would write two objects to one file and lose the
 * first, as for Roles of the same name in two namespaces, the namespace is added to the names.
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

/** `cdk8s synth --stdout` prints all files at the same time, and mixes up large ones: under it, everything is in one. */
export function inOneFile(files: Files): Files {
  const [first] = files.keys();
  return first === undefined ? files : new Map([[first, [...files.values()].join('')]]);
}

/** The file that the validation plugins of cdk8s-cli use to find the construct behind an object. */
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
    ? new Map([[`app${app.outputFileExtension}`, toYamlStream(manifests)]])
    : new Map<string, string>();
}

function filePerChart(app: App, synthesis: Synthesis): Files {
  const files: Files = new Map();
  synthesis.charts.forEach((chart, index) => {
    const name = chartName(synthesis, chart, index) + app.outputFileExtension;
    files.set(name, toYamlStream(synthesis.manifestsOf(chart)));
  });
  return files;
}

/** The Harness documents in an app, by path relative to the folder for documents. */
export function renderDocuments(app: App): Files {
  return new Map(documentsToWrite(app).map((document) => [document.documentPath, document.toYaml()]));
}

/** The documents of an app that have files of their own. */
export function documentsToWrite(app: App): WrittenDocument[] {
  return documentsOf(app).filter((document) => isWhole(document) && document._isWritten());
}

/** False for a document whose construction failed or that was removed from the tree. */
function isWhole(document: WrittenDocument): boolean {
  return document.documentPath !== undefined && isInTree(document);
}

function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
