/** Why a call failed. The list is closed. */
export type HarnessApiErrorKind =
  /** The host name of the platform cannot be resolved. */
  | 'dns'
  /** The host or proxy refused the connection, or cannot be reached. */
  | 'refused'
  /** The certificate of the platform, or of a proxy, is not trusted. */
  | 'tls'
  /** No response arrived in time. */
  | 'timeout'
  /** The connection was interrupted before the response was complete. */
  | 'reset'
  /** The API key is missing, wrong or expired (401). */
  | 'unauthenticated'
  /** The owner of the API key lacks permission (403). */
  | 'forbidden'
  /** The entity does not exist, according to the status or the code in the body. */
  | 'not-found'
  /** The identifier is already in use. */
  | 'duplicate'
  /** A policy of the account denied the request. The platform reports this with status 200. */
  | 'denied-by-policy'
  /** Too many calls (429). */
  | 'rate-limited'
  /** The platform rejected the request (any other status below 500). */
  | 'invalid-request'
  /** The platform failed (5xx). */
  | 'server'
  /** The response does not come from the platform: an HTML page, a truncated body, an unknown format. */
  | 'unreadable';

/** A message in an error response. */
export interface PlatformMessage {
  readonly level?: string;
  readonly code?: string;
  readonly message: string;
  /** For example `CONNECTIVITY` or `AUTHORIZATION_ERROR`. */
  readonly failureTypes: readonly string[];
}

/** Details of a failed call. */
export interface HarnessApiErrorDetails {
  readonly kind: HarnessApiErrorKind;
  /** The operation that failed, for example `test the connector account.builds`. */
  readonly operation: string;
  /** HTTP status, if a response arrived. */
  readonly status?: number;
  /** Harness error code, for example `INVALID_REQUEST`. */
  readonly code?: string;
  /** Correlation id, which identifies the call for Harness Support. */
  readonly correlationId?: string;
  /** Messages of the response. */
  readonly messages: readonly PlatformMessage[];
  /** How to fix it: one sentence. */
  readonly remedy: string;
}

/** A failed call to the Harness platform. It never contains the API key. */
export class HarnessApiError extends Error {
  /** Whether a value is a `HarnessApiError`. Each is thrown and caught within one copy of this package. */
  public static isHarnessApiError(error: unknown): error is HarnessApiError {
    return error instanceof HarnessApiError;
  }

  readonly #summary: string;

  constructor(
    summary: string,
    public readonly details: HarnessApiErrorDetails,
  ) {
    super(`${details.operation}: ${summary} ${details.remedy}`);
    this.name = 'HarnessApiError';
    this.#summary = summary;
  }

  /** The same failure with another remedy, for callers with other ways out. */
  public withRemedy(remedy: string): HarnessApiError {
    return new HarnessApiError(this.#summary, { ...this.details, remedy });
  }
}

/* Builds the errors of this room and their remedies. */

const REMEDIES: { readonly [kind in HarnessApiErrorKind]: string } = {
  dns: 'Check the host of the endpoint, and set HTTPS_PROXY if only a proxy can resolve it.',
  refused: 'Check the host and port of the endpoint, and of the proxy if HTTPS_PROXY or HTTP_PROXY is set.',
  tls: 'Set certificateAuthority to the CA of the platform, or of the proxy that intercepts TLS.',
  timeout: 'Try again. If the error persists, check firewalls and proxies on the way to the endpoint.',
  reset: 'Try again. If the error persists, check proxies on the way to the endpoint.',
  unauthenticated: 'Create an API key in this Harness account, and pass it to the program.',
  forbidden: 'Give the owner of the API key a role that permits this operation in the scope of the connector.',
  'not-found': 'Correct the identifier or the scope: compare them with Harness.',
  duplicate: 'Use another identifier, or import the existing connector.',
  'denied-by-policy': 'Change the connector to comply with the policy, or ask the owners of the policy.',
  'rate-limited': 'Make fewer calls at a time, or give each program its own API key.',
  'invalid-request': 'Correct the value that the platform names.',
  server: 'Try again later. If the error persists, give the correlation id to Harness Support.',
  unreadable:
    'Check that the endpoint is correct, for example https://app.harness.io/gateway, and that no proxy answers instead.',
};

/** Creates an error with the remedy of its kind. `summary` is one sentence. */
export function failure(
  operation: string,
  kind: HarnessApiErrorKind,
  summary: string,
  more: Partial<Omit<HarnessApiErrorDetails, 'kind' | 'operation'>> = {},
): HarnessApiError {
  return new HarnessApiError(summary, { messages: [], remedy: REMEDIES[kind], ...more, kind, operation });
}

/* Classifies connection errors of Node.js. */

/** Why no response arrived. */
export interface BrokenConnection {
  readonly kind: HarnessApiErrorKind;
  /** One sentence that quotes nothing of the request. */
  readonly summary: string;
}

const KINDS: readonly (readonly [RegExp, HarnessApiErrorKind, string])[] = [
  [/^(ENOTFOUND|EAI_\w+|EDNS\w*)$/, 'dns', 'the host name cannot be resolved'],
  [
    /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/,
    'refused',
    'the host refused the connection or cannot be reached',
  ],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, 'timeout', 'the connection timed out'],
  [/CERT|^UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$|CRL|^HOSTNAME_MISMATCH$/, 'tls', 'the TLS handshake failed'],
  [/^HPE_/, 'unreadable', 'the response is not valid HTTP'],
];

/** Classifies an error by its code. Its message is not used, because it can contain parts of the request. */
export function brokenConnection(error: unknown): BrokenConnection {
  const code = (error as { code?: string } | undefined)?.code ?? 'ECONNRESET';
  const [, kind, meaning] = KINDS.find(([pattern]) => pattern.test(code)) ?? [
    /^/,
    'reset',
    'the connection was interrupted',
  ];
  return { kind: kind, summary: `${meaning} (${code}).` };
}
