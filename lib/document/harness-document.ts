import { Construct, type IConstruct } from 'constructs';
import { onRoot } from '../values';
import { evaluated } from './evaluated';
import { toYaml } from './yaml';

const REGISTRY_KEY = Symbol.for('harness-constructs.documents');

/**
 * A document for Harness: a connector, a stage. It is a construct, and no Kubernetes object; HarnessApp writes it beside
 * the output folder, where no tool takes it for one.
 */
export abstract class HarnessDocument extends Construct {
  /** Path of its file below the folder of documents, for example `connectors/account/ci.yaml`. */
  public abstract readonly documentPath: string;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    documentsOf(scope).push(this);
  }

  /** The document as plain data. */
  public toDocument(): { [key: string]: unknown } {
    return evaluated(this._lateDocument());
  }

  /** The document with placeholders for what is known later. @internal */
  public abstract _lateDocument(): { [key: string]: unknown };

  /** The document as YAML, which readers of YAML 1.1 and 1.2 understand alike. */
  public toYaml(): string {
    return toYaml(this.toDocument());
  }

  /** Whether it has a file of its own, and is not merely a part of another document. @internal */
  public _isWritten(): boolean {
    return true;
  }
}

/** The documents of an app, kept on its root, so that nobody has to walk the tree. */
export function documentsOf(scope: IConstruct): HarnessDocument[] {
  return onRoot(scope, REGISTRY_KEY, (): HarnessDocument[] => []);
}
