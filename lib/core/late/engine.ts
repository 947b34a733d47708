/** An engine other than synthesis, which resolves unresolved values in its own way. Kept on the root of the tree. */
import type { IConstruct } from 'constructs';
import { inProcess } from '../shared';

const ENGINE_KEY = Symbol.for('harness-constructs.engine');

/** Location of a value, for errors. */
export interface Place {
  readonly constructPath: string;
  readonly property: string;
}

/** What another engine does instead of synthesis. */
export interface Engine {
  /** Runs a check once all of its inputs are known. The check throws for invalid input. */
  defer(inputs: readonly string[], check: (...known: string[]) => void, place: Place): void;
  /** Name of an object that is replaced when its content changes. The engine can choose another one. */
  nameOfReplaced(usual: string): string;
}

/** Assigns an engine to a tree that is still empty. */
export function setEngine(root: IConstruct, engine: Engine): void {
  Object.defineProperty(root, ENGINE_KEY, { value: engine });
}

/** The engine of a tree; `undefined` for synthesis. */
export function engineOf(scope: IConstruct): Engine | undefined {
  return (scope.node.root as IConstruct & { readonly [ENGINE_KEY]?: Engine })[ENGINE_KEY];
}

/** Name of an object that cannot be changed, only replaced. Synthesis uses the usual one. */
export function nameOfReplaced(scope: IConstruct, usual: string): string {
  return engineOf(scope)?.nameOfReplaced(usual) ?? usual;
}

/** Values of another engine, which properties take only after a conversion. */
export interface EngineValueKind {
  /** With an article, for example `an Output of Pulumi`. */
  readonly name: string;
  readonly is: (value: unknown) => boolean;
  /** How to convert one to a string that is known only later. */
  readonly remedy: string;
}

const valueKinds = inProcess('engine-value-kinds', (): EngineValueKind[] => []);

/** Makes errors recognize the values of an engine. */
export function registerEngineValues(kind: EngineValueKind): void {
  valueKinds.push(kind);
}

/** The kind of a value of another engine; `undefined` for any other value. */
export function engineValueKind(value: unknown): EngineValueKind | undefined {
  return valueKinds.find(({ is }) => is(value));
}
