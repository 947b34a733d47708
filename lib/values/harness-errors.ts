import { HarnessConstructsError } from './errors';

/** What an error of this package tells, for programs that show it in their own way. */
export interface HarnessErrorDetails {
  /** Path of the construct that refused its input, for example `ci/Delegate`. */
  readonly constructPath: string;
  /** The property that was refused, with the path into it, for example `tags[1]`. */
  readonly property: string;
  /**
   * The value that was given, as text.
   *
   * @default - left out where the value may be a secret, or where there is none
   */
  readonly given?: string;
  /** What is allowed. */
  readonly allowed: string;
  /** What to do. */
  readonly remedy: string;
}

/** Tells this package's errors from others. */
export class HarnessErrors {
  /** Whether `error` was thrown by this package because of bad input. */
  public static isHarnessError(error: unknown): boolean {
    return HarnessConstructsError.isHarnessConstructsError(error);
  }

  /** The parts of such an error, or `undefined` for any other. */
  public static detailsOf(error: unknown): HarnessErrorDetails | undefined {
    return HarnessConstructsError.isHarnessConstructsError(error) ? error.details : undefined;
  }

  private constructor() {}
}
