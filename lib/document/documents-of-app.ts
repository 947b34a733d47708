import type { IConstruct } from 'constructs';
import { onRoot } from '../core';

/** What an app writes of a document. */
export interface WrittenDocument extends IConstruct {
  /** Path of its file below the folder for documents. */
  readonly documentPath: string;
  /** Returns the document as YAML. */
  toYaml(): string;
  /** Whether it has its own file instead of being part of another document. @internal */
  _isWritten(): boolean;
}

const REGISTRY_KEY = Symbol.for('harness-constructs.documents');

/** The documents of an app, kept on its root to avoid walks over the tree. */
export function documentsOf(scope: IConstruct): WrittenDocument[] {
  return onRoot(scope, REGISTRY_KEY, (): WrittenDocument[] => []);
}
