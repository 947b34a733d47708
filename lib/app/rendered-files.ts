import { type App, type Chart, Names, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessConstructsError, toYamlStream, valueOf, type YamlDocument } from '../core';
import { documentsOf, type WrittenDocument } from '../document';
import { manifestOf, type Synthesis } from './synthesis';

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

function filePerResource(app: App, synthesis: Synthesis): Files {
  const manifests = synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart));
  const documents = manifests.filter(({ content }) => content !== undefined);
  return filesOf(
    '',
    documents.map((document) => ({ named: document.content as NamedObject, documentOf: () => document })),
    app.outputFileExtension,
  );
}

/** Here cdk8s takes the name from the object instead of its manifest, and never calls a chart's own `toJson()`. */
function folderPerChart(app: App, synthesis: Synthesis): Files {
  const files = synthesis.charts.flatMap((chart, index) => {
    const folder = `${chartName(synthesis, chart, index)}/`;
    const objects = synthesis.objectsOf(chart);
    const sources = objects.map((object) => ({ named: object, documentOf: () => manifestOf(object) }));
    return [...filesOf(folder, sources, app.outputFileExtension)];
  });
  return new Map(files);
}

function chartName(synthesis: Synthesis, chart: Chart, index: number): string {
  const name = Names.toDnsLabel(chart);
  return synthesis.chartsAreNumbered ? `${String(index).padStart(4, '0')}-${name}` : name;
}

/** A construct, or a manifest. */
interface NamedObject {
  readonly kind: string;
  readonly metadata: { readonly name?: string; readonly namespace?: string };
}

/** The object of a file. */
interface Source {
  /** Decides the name of the file. */
  readonly named: NamedObject;
  readonly documentOf: () => YamlDocument;
}

/** One file for each object. */
function filesOf(folder: string, sources: readonly Source[], extension: string): Files {
  const shared = repeated(sources.map(({ named }) => resourceName(named)));
  const files: Files = new Map();
  for (const { named, documentOf } of sources) {
    const name = resourceName(named);
    const path = folder + (shared.has(name) ? withNamespace(name, named) : name) + extension;
    const document = documentOf();
    if (files.has(path)) {
      throw new HarnessConstructsError({
        constructPath: document.constructPath,
        property: 'metadata.name',
        problem: `two objects would be written to ${path}`,
        given: JSON.stringify(named.metadata.name),
        allowed: 'a different file name for each object',
        remedy: 'Rename one of the objects, or use another yamlOutputType.',
      });
    }
    files.set(path, toYamlStream([document]));
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

/** Resolves a name that is a token. cdk8s itself would call the file "objectObject". */
function knownText(name: string | undefined): string | undefined {
  return name === undefined ? undefined : valueOf(name);
}

function fileName(text: string): string {
  return text.replace(/[^\w.-]/g, '');
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
