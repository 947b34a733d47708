/** One file for each object, named as by cdk8s. */
import type { App } from 'cdk8s';
import { HarnessConstructsError, toYamlStream, valueOf, type YamlDocument } from '../core';
import { chartName, manifestOf, type Synthesis } from './synthesis';

export function filePerResource(app: App, synthesis: Synthesis): Map<string, string> {
  const manifests = synthesis.charts.flatMap((chart) => synthesis.manifestsOf(chart));
  const documents = manifests.filter(({ content }) => content !== undefined);
  return filesOf(
    '',
    documents.map((document) => ({ named: document.content as NamedObject, documentOf: () => document })),
    app.outputFileExtension,
  );
}

/** Here cdk8s takes the name from the object instead of its manifest, and never calls a chart's own `toJson()`. */
export function folderPerChart(app: App, synthesis: Synthesis): Map<string, string> {
  const files = synthesis.charts.flatMap((chart, index) => {
    const folder = `${chartName(synthesis, chart, index)}/`;
    const objects = synthesis.objectsOf(chart);
    const sources = objects.map((object) => ({ named: object, documentOf: () => manifestOf(object) }));
    return [...filesOf(folder, sources, app.outputFileExtension)];
  });
  return new Map(files);
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
function filesOf(folder: string, sources: readonly Source[], extension: string): Map<string, string> {
  const shared = repeated(sources.map(({ named }) => resourceName(named)));
  const files = new Map<string, string>();
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
