/**
 * cdk8s' own App, told to write one file for each object, names the file by kind and name alone: of two objects of one
 * name in two namespaces only the last is left. HarnessApp keeps both; under any other App that is an error.
 */
import { App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { HarnessConstructsError } from './errors';
import { onRoot } from './on-root';
import { checkLater, placeholderOf } from './unresolved';

const REGISTRY_KEY = Symbol.for('harness-constructs.files-of-objects');
/** What a file is made of. */
interface WrittenObject {
  readonly manifest: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** By file: the object in it. */
type Files = Map<string, string>;

/** Refuses objects that cdk8s would write over others of this package. */
export function refuseLostObjects(scope: IConstruct, objects: readonly WrittenObject[]): void {
  const folder = folderOf(scope);
  if (folder === undefined) {
    return;
  }
  const files = onRoot(scope, REGISTRY_KEY, (): Files => new Map());
  for (const { manifest } of objects) {
    const { name, namespace = '' } = manifest.metadata;
    checkLater(scope, [placeholderOf(name), placeholderOf(namespace)], (knownName, knownNamespace) => {
      const file = `${folder}${manifest.kind}.${knownName}`;
      const other = files.get(file);
      if (other !== undefined && other !== knownNamespace) {
        refuse(scope, file, [other, knownNamespace]);
      }
      files.set(file, knownNamespace);
    });
  }
}

/** Where cdk8s itself writes one file for each object; `undefined` where it does not. */
function folderOf(scope: IConstruct): string | undefined {
  const app = scope.node.root as App;
  if (app.synth !== App.prototype.synth) {
    return undefined;
  }
  switch (app.yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return '';
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return `${Chart.of(scope).node.path}/`;
    default:
      return undefined;
  }
}

function refuse(scope: IConstruct, file: string, namespaces: readonly string[]): never {
  throw new HarnessConstructsError({
    constructPath: scope.node.path,
    property: 'yamlOutputType of the App',
    given: `objects for one file, ${file}, in the namespaces ${[...namespaces]
      .sort()
      .map((name) => `"${name}"`)
      .join(' and ')}`,
    allowed: "a file for each object, of which cdk8s' own App would keep only the last",
    remedy: 'Use HarnessApp, which keeps all, or another yamlOutputType.',
  });
}
