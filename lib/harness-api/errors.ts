const MARK = Symbol.for('harness-constructs.HarnessApiError');

/** Why a call failed: a closed list. */
export type HarnessApiErrorKind =
  /** The name of the platform is not known. */
  | 'dns'
  /** Nobody listens there. */
  | 'refused'
  /** The certificate of the platform, or of a proxy, is not trusted. */
  | 'tls'
  /** No answer in time. */
  | 'timeout'
  /** The connection broke before the whole answer was there. */
  | 'reset'
  /** The API key is missing, wrong or expired (401). */
  | 'unauthenticated'
  /** The API key may not do this (403). */
  | 'forbidden'
  /** There is no such thing, by status or by the code in the body. */
  | 'not-found'
  /** Another one of the identifier is there. */
  | 'duplicate'
  /** A policy of the account forbids it, which the platform says with status 200. */
  | 'denied-by-policy'
  /** Too many calls (429). */
  | 'rate-limited'
  /** The platform refused what was asked (another status below 500). */
  | 'invalid-request'
  /** The platform failed (5xx). */
  | 'server'
  /** The answer is not of the platform: a page of HTML, half a body, another format. */
  | 'unreadable';

/** One of the explanations of the platform. */
export interface PlatformMessage {
  readonly level?: string;
  readonly code?: string;
  readonly message: string;
  /** For example `CONNECTIVITY` or `AUTHORIZATION_ERROR`. */
  readonly failureTypes: readonly string[];
}

/** What an error of the platform tells. */
export interface HarnessApiErrorDetails {
  readonly kind: HarnessApiErrorKind;
  /** What was asked for, for example `test the connector account.builds`. */
  readonly operation: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
  /** Code of Harness, for example `INVALID_REQUEST`. */
  readonly code?: string;
  /** By which Harness' support finds the call. */
  readonly correlationId?: string;
  /** What the platform said. */
  readonly messages: readonly PlatformMessage[];
  /** What to do. */
  readonly remedy: string;
}

/** A call to the platform of Harness that failed. It never holds the API key. */
export class HarnessApiError extends Error {
  /** Whether it is one, of whichever copy of this package. */
  public static isHarnessApiError(error: unknown): error is HarnessApiError {
    return typeof error === 'object' && error !== null && MARK in error;
  }

  constructor(
    summary: string,
    public readonly details: HarnessApiErrorDetails,
  ) {
    super(`${details.operation}: ${summary} ${details.remedy}`);
    this.name = 'HarnessApiError';
    Object.defineProperty(this, MARK, { value: true });
  }
}
