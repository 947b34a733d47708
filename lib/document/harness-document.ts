import { Construct, type IConstruct } from 'constructs';
import {
  type Claim,
  claimAll,
  HarnessConstructsError,
  isPlainObject,
  onRoot,
  placed,
  placeholderOf,
  refuseInOtherApps,
  toYaml,
  valueOf,
} from '../core';
import { documentsOf } from './documents-of-app';
import { textOf } from './expressions';

/** A time as Harness writes it, for example `1h`, `10m` or `1m30s`. */
export function durationText(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const;
  return parts.map(([amount, unit]) => (amount > 0 ? `${amount}${unit}` : '')).join('');
}

/** The file of a document, which must be unique in the app. */
export interface DocumentClaim extends Pick<Claim, 'kind' | 'property' | 'remedy'> {
  /** Path below the folder for documents. */
  readonly path: string;
  /** The rule that a second document breaks, for example `an identifier that no other connector of the scope has`. */
  readonly allowed: string;
}

/** Claims the path and returns it, or one like it. Throws if another document of the kind has it. */
export function claimDocument(construct: Construct, { path, ...claim }: DocumentClaim): string {
  claimAll(construct, [{ ...claim, id: construct.node.id, name: path }]);
  return fileOf(construct, path);
}

const FILES = Symbol.for('harness-constructs.documentFiles');

/**
 * Identifiers in Harness are case-sensitive, and not every file system is: of paths that differ only in case, all but the
 * first get a number after `~`, which no identifier contains.
 */
function fileOf(construct: Construct, path: string): string {
  const files = onRoot(construct, FILES, (): Map<string, string[]> => new Map());
  const alike = files.get(path.toLowerCase()) ?? [];
  if (!alike.includes(path)) {
    alike.push(path);
    files.set(path.toLowerCase(), alike);
  }
  const number = alike.indexOf(path) + 1;
  return number === 1 ? path : path.replace(/\.yaml$/, `~${number}.yaml`);
}

/**
 * The document with every late value resolved, and without members that are not set.
 *
 * @throws an error with the path of the document's construct and the member of the document, for a value that cannot be
 * resolved.
 */
function evaluated<T>(document: T, constructPath: string): T {
  return copy(document, (text, place) => resolved(text, constructPath, place)) as T;
}

function resolved(text: string, constructPath: string, property: string): string {
  try {
    return valueOf(text);
  } catch (error) {
    if (HarnessConstructsError.isHarnessConstructsError(error)) {
      throw error;
    }
    throw new HarnessConstructsError({
      constructPath,
      property,
      problem: `the value cannot be resolved (${error instanceof Error ? error.message : String(error)})`,
      allowed: 'a string that is known at synth',
      remedy: 'Check where the value comes from.',
    });
  }
}

/** The document without unset members. */
export function defined<T>(document: T): T {
  return copy(document, same) as T;
}

/**
 * A copy without unset members, so that later changes by the program have no effect. A runtime input becomes its
 * expression.
 */
export function copied<T>(given: T): T {
  return copy(given, same, textOf) as T;
}

type Tell = (text: string, place: string) => string;

function copy(value: unknown, tell: Tell, convert: (value: unknown) => unknown = same, place = ''): unknown {
  const known = convert(placeholderOf(value));
  if (typeof known === 'string') {
    return tell(known, place);
  }
  if (Array.isArray(known)) {
    return known.map((element, index) => copy(element, tell, convert, `${place}[${index}]`));
  }
  if (!isPlainObject(known)) {
    return known;
  }
  const members = Object.entries(known).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.map(([name, member]) => [name, copy(member, tell, convert, place === '' ? name : `${place}.${name}`)]),
  );
}

function same<T>(value: T): T {
  return value;
}

/**
 * A Harness document, such as a connector or a stage. It is a construct but not a Kubernetes object: HarnessApp writes it
 * outside the output folder, where no tool takes it as one.
 *
 * cdk8s' own App writes objects only. `synth()` of such an app fails unless the program has called `toYaml()` or
 * `toDocument()` of each document before, and so has it to write. `Testing.synth` and `toJson()` of a chart work with any
 * app.
 */
export abstract class HarnessDocument extends Construct {
  /** Path of its file below the folder for documents, for example `connectors/account/ci.yaml`. */
  public abstract readonly documentPath: string;

  private isTaken = false;
  private isImplied = false;

  constructor(scope: Construct, id: string) {
    super(placed(scope, id), id);
    documentsOf(scope).push(this);
    // A document has no path if its construction failed.
    refuseIfLost(this, () => this.documentPath !== undefined && this._isWritten() && !this.isTaken && !this.isImplied);
  }

  /** Returns the document as plain data. */
  public toDocument(): { [key: string]: unknown } {
    this.isTaken = true;
    return evaluated(this._lateDocument(), this.node.path);
  }

  /** The document with placeholders for unresolved values. @internal */
  public abstract _lateDocument(): { [key: string]: unknown };

  /**
   * Returns the document as YAML that has the same meaning in YAML 1.1 and 1.2.
   *
   * @throws for a string that no YAML reader accepts: with NUL, or half of a surrogate pair.
   */
  public toYaml(): string {
    return toYaml(this.toDocument(), this.node.path);
  }

  /** Marks a document that the program did not ask for: an app that writes no documents may ignore it. @internal */
  public _imply(): void {
    this.isImplied = true;
  }

  /** Whether it has its own file instead of being part of another document. @internal */
  public _isWritten(): boolean {
    return true;
  }
}

/** Refuses documents that no app writes: `isLost` is asked at `App.synth()`, unless the app writes documents. */
function refuseIfLost(document: IConstruct & { readonly documentPath?: string }, isLost: () => boolean): void {
  refuseInOtherApps(document, ['synth'], () => (isLost() ? [lost(document.documentPath)] : []));
}

function lost(documentPath = ''): string {
  return new HarnessConstructsError({
    constructPath: '',
    property: 'documentPath',
    problem: 'the App of cdk8s writes no Harness documents',
    given: JSON.stringify(documentPath),
    allowed: 'a HarnessApp, or a call of toYaml() before synth()',
    remedy: 'Use HarnessApp instead of App, or write the result of toYaml() to a file before synth().',
  }).summary;
}
