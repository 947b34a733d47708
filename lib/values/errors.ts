const MARK = Symbol.for('harness-constructs.HarnessConstructsError');

/** What every error of this package tells. */
export interface ErrorDetails {
  /** Path of the construct in the tree, empty where there is none. */
  readonly constructPath: string;
  /** The property that the user set, with the path into it, for example `tags[1]`. */
  readonly property: string;
  /** The value given, as text. Left out for anything that may be a secret. */
  readonly given?: string;
  /** What is allowed. */
  readonly allowed: string;
  /** What to do. */
  readonly remedy: string;
}

/** Bad input: thrown at construction, or at synth for values that are known only then. */
export class HarnessConstructsError extends Error {
  public static isHarnessConstructsError(error: unknown): error is HarnessConstructsError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  /** The message without the construct path: cdk8s puts the path in front of what a validation reports. */
  public readonly summary: string;

  constructor(public readonly details: ErrorDetails) {
    const { constructPath, property, given, allowed, remedy } = details;
    const got = given === undefined ? '' : ` got ${given};`;
    const summary = `${property}:${got} allowed is ${allowed}. ${remedy}`;
    super(constructPath === '' ? summary : `[${constructPath}] ${summary}`);
    this.summary = summary;
    this.name = 'HarnessConstructsError';
    Object.defineProperty(this, MARK, { value: true });
  }
}
