/**
 * With one file per object, cdk8s' own App names the file by kind and name only: of two objects with the same name in
 * two namespaces, only the last is left. HarnessApp keeps both; in any other App it is an error: for two objects of this
 * package when they are created, and for one of them and any other object when the app writes.
 */
import { ApiObject, type App, Chart, YamlOutputType } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type ErrorDetails, HarnessConstructsError } from '../errors';
import { checkLater } from '../late/check-later';
import { placeholderOf } from '../late/late-values';
import { onRoot } from '../shared';
import { isOurs } from './changed-elsewhere';
import { refuseWhileWriting } from './other-apps';

const OBJECTS_KEY = Symbol.for('harness-constructs.files-of-objects');

/** The object in a file. */
interface WrittenObject {
  readonly manifest: {
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
  };
}

/** The namespace of the object in each file. */
type Files = Map<string, string>;

/** Refuses objects whose files would overwrite those of other objects. */
export function refuseLostObjects(scope: IConstruct, objects: readonly WrittenObject[]): void {
  const folder = folderOf(scope);
  if (folder === undefined) {
    return;
  }
  const files = onRoot(scope, OBJECTS_KEY, (): Files => {
    const { root } = scope.node;
    refuseWhileWriting(root, ['synth'], () => lostFilesIn(root));
    return new Map();
  });
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

/** Folder in which cdk8s writes one file per object; `undefined` if it does not. */
function folderOf(scope: IConstruct): string | undefined {
  switch ((scope.node.root as App).yamlOutputType) {
    case YamlOutputType.FILE_PER_RESOURCE:
      return '';
    case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
      return `${Chart.of(scope).node.path}/`;
    default:
      return undefined;
  }
}

const ONE_FILE_EACH = {
  allowed: "a file for each object, because cdk8s' own App keeps only the last",
  remedy: 'Use HarnessApp, which keeps all of them, or another yamlOutputType.',
};

function refuse(scope: IConstruct, file: string, namespaces: readonly string[]): never {
  throw new HarnessConstructsError({
    constructPath: scope.node.path,
    property: 'yamlOutputType',
    problem: `objects in different namespaces would be written to one file, ${file}`,
    given: `the namespaces ${[...namespaces]
      .sort()
      .map((name) => `"${name}"`)
      .join(' and ')}`,
    ...ONE_FILE_EACH,
  });
}

/** The files that an object of this package would share with any other object, as messages. */
function lostFilesIn(root: IConstruct): string[] {
  const files = new Map<string, ApiObject[]>();
  for (const object of root.node.findAll().filter((construct) => ApiObject.isApiObject(construct))) {
    const file = fileOf(object);
    files.set(file, [...(files.get(file) ?? []), object]);
  }
  return [...files]
    .filter(([, objects]) => objects.length > 1 && objects.some(isOurs))
    .map(([file, objects]) => new HarnessConstructsError(sharedFile(file, objects)).summary);
}

/** The path of an object's file without the extension, as cdk8s names it. */
function fileOf(object: ApiObject): string {
  const folder = folderOf(object) ?? '';
  const { kind, metadata } = folder === '' ? (object.toJson() as WrittenObject['manifest']) : object;
  return folder + `${kind}.${metadata.name}`.replace(/[^\w.-]/g, '');
}

function sharedFile(file: string, objects: readonly ApiObject[]): ErrorDetails {
  return {
    constructPath: '',
    property: 'yamlOutputType',
    problem: `several objects would be written to one file, ${file}`,
    given: objects.map(({ node }) => `[${node.path}]`).join(' and '),
    ...ONE_FILE_EACH,
    remedy: 'Use HarnessApp, which keeps objects in different namespaces, rename one, or use another yamlOutputType.',
  };
}
