/** What errors of Node.js mean. */
import type { HarnessApiErrorKind } from './errors';

/** Why there is no answer. */
export interface BrokenConnection {
  readonly kind: HarnessApiErrorKind;
  /** One sentence, without anything that was sent. */
  readonly summary: string;
}

const KINDS: readonly (readonly [RegExp, HarnessApiErrorKind, string])[] = [
  [/^(ENOTFOUND|EAI_\w+|EDNS\w*)$/, 'dns', 'the name is not known'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN)$/, 'refused', 'nobody answers at the address'],
  [/^(ETIMEDOUT|ESOCKETTIMEDOUT)$/, 'timeout', 'no connection in time'],
  [/CERT|^UNABLE_TO_|^ERR_TLS|^ERR_SSL|^EPROTO$|CRL|^HOSTNAME_MISMATCH$/, 'tls', 'TLS failed'],
  [/^HPE_/, 'unreadable', 'what answered does not speak HTTP'],
];

/** The kind of an error, by its code: what it says may have parts of the call in it. */
export function brokenConnection(error: unknown): BrokenConnection {
  const code = (error as { code?: string } | undefined)?.code ?? 'ECONNRESET';
  const [, kind, meaning] = KINDS.find(([pattern]) => pattern.test(code)) ?? [/^/, 'reset', 'the connection broke'];
  return { kind: kind, summary: `${meaning} (${code}).` };
}
