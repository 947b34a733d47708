/** What goes wrong between a client and the platform, on request. */

/** One wrong answer. Answers of this kind are not held to the contract. */
export interface Fault {
  /** @default 200 */
  readonly status?: number;
  /** A text as it is, or what becomes JSON. */
  readonly body?: string | object;
  /** @default - application/json */
  readonly contentType?: string;
  /** The answer comes after this. A fault that has nothing else answers as usual then. @default - at once */
  readonly after?: Promise<unknown>;
  /** The connection breaks before or in the middle of the answer, or there is no answer at all. */
  readonly breaks?: 'reset' | 'truncated' | 'silent';
  /** Whether the call has its effect first, so that only the answer is lost. @default false */
  readonly afterEffect?: boolean;
}

const PAGE =
  '<!DOCTYPE html><html><head><title>503 Service Temporarily Unavailable</title></head><body>nginx</body></html>';

/** Faults by name. */
export const FAULTS = {
  rateLimited: { status: 429, body: { status: 'ERROR', code: 'TOO_MANY_REQUESTS', message: 'Too many requests' } },
  serverError: { status: 500, body: { status: 'ERROR', code: 'UNKNOWN_ERROR', message: 'Oops, something went wrong' } },
  unavailablePage: { status: 503, body: PAGE, contentType: 'text/html' },
  /** A page instead of an answer, as of a proxy that wants a login. */
  loginPage: { status: 200, body: '<html><title>Sign in</title></html>', contentType: 'text/html; charset=utf-8' },
  reset: { breaks: 'reset' },
  truncated: { breaks: 'truncated' },
  silent: { breaks: 'silent' },
  /** The whole of an answer that ends in the middle. */
  halfJson: { body: '{"status":"SUCCESS","data":{"conn' },
  garbage: { body: '\u0000\u0001 neither JSON nor a page' },
  denied: {
    body: {
      status: 'SUCCESS',
      data: {
        connector: null,
        governanceMetadata: {
          deny: true,
          details: [
            {
              policySetName: 'Connectors',
              policyMetadata: [{ policyName: 'Only tagged', denyMessages: ['A connector needs the tag team.'] }],
            },
          ],
        },
      },
      correlationId: 'correlation-of-denial',
    },
  },
} as const satisfies { readonly [name: string]: Fault };
