/** Errors of this room, with what to do. */
import { HarnessApiError, type HarnessApiErrorDetails, type HarnessApiErrorKind } from './errors';

const REMEDIES: { readonly [kind in HarnessApiErrorKind]: string } = {
  dns: 'Check the host of the endpoint, and HTTPS_PROXY if only a proxy knows it.',
  refused: 'Check host and port of the endpoint, and of the proxy if HTTPS_PROXY or HTTP_PROXY is set.',
  tls: 'Set certificateAuthority to the authority that signs for the platform, or for the proxy that opens TLS.',
  timeout: 'Try again; check firewalls and proxies on the way if it stays.',
  reset: 'Try again; check proxies on the way if it stays.',
  unauthenticated: 'Make a new API key in Harness, of this account, and set it where the program reads it.',
  forbidden: 'Give the owner of the API key a role that may do this in the scope of the connector.',
  'not-found': 'Compare identifier and scope with what is in Harness.',
  duplicate: 'Use another identifier, or import the connector that is there.',
  'denied-by-policy': 'Ask the owners of the policy, or change the connector so that it obeys.',
  'rate-limited': 'Make fewer calls at a time, or give each program an API key of its own.',
  'invalid-request': 'Correct what the platform names.',
  server: 'Try again later; give the correlation id to the support of Harness if it stays.',
  unreadable: 'Check the endpoint, for example https://app.harness.io/gateway, and what a proxy puts in its place.',
};

/** An error of the kind, with its remedy. `summary` is one sentence. */
export function failure(
  operation: string,
  kind: HarnessApiErrorKind,
  summary: string,
  more: Partial<Omit<HarnessApiErrorDetails, 'kind' | 'operation'>> = {},
): HarnessApiError {
  return new HarnessApiError(summary, { messages: [], remedy: REMEDIES[kind], ...more, kind, operation });
}
