/** Another engine than synthesis, which tells late values in its own way and time. Kept on the root of the tree. */
import type { IConstruct } from 'constructs';

const ENGINE_KEY = Symbol.for('harness-constructs.engine');

/** Where a value stands, for errors. */
export interface Place {
  readonly constructPath: string;
  readonly property: string;
}

/** What another engine does in place of synthesis. */
export interface Engine {
  /** Runs a check when all of its inputs are known; it throws for bad input. */
  defer(inputs: readonly string[], check: (...known: string[]) => void, place: Place): void;
  /** The name of an object that is replaced when its content changes: the engine may find one itself. */
  nameOfReplaced(usual: string): string;
}

/** Hands a tree over to an engine, before anything is in it. */
export function setEngine(root: IConstruct, engine: Engine): void {
  Object.defineProperty(root, ENGINE_KEY, { value: engine });
}

/** The engine of a tree; `undefined` for synthesis. */
export function engineOf(scope: IConstruct): Engine | undefined {
  return (scope.node.root as IConstruct & { readonly [ENGINE_KEY]?: Engine })[ENGINE_KEY];
}

/** The name of an object that cannot be changed, only replaced: under synthesis the usual one. */
export function nameOfReplaced(scope: IConstruct, usual: string): string {
  return engineOf(scope)?.nameOfReplaced(usual) ?? usual;
}
