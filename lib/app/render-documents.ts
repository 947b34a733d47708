import type { App } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { documentsOf, type HarnessDocument } from '../document';
import type { Files } from './render-files';

/** The documents for Harness in an app, by their path relative to the folder of documents. */
export function renderDocuments(app: App): Files {
  const written = documentsOf(app).filter((document) => isWhole(document) && document._isWritten());
  return new Map(written.map((document) => [document.documentPath, document.toYaml()]));
}

/** Neither one whose construction was refused, nor one that was taken out of the tree again. */
function isWhole(document: HarnessDocument): boolean {
  return document.documentPath !== undefined && isInTree(document);
}

function isInTree(construct: IConstruct): boolean {
  const { id, scope } = construct.node;
  return scope === undefined || (scope.node.tryFindChild(id) === construct && isInTree(scope));
}
