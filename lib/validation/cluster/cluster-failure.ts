import type { CauseCode } from '../causes';
import { findingOf } from '../findings';
import type { Finding } from '../result';

/** What the probe depends on in addition to its options. Tests replace it. */
export interface Surroundings {
  readonly environment: { readonly [variable: string]: string | undefined };
  /** Folder where a pod finds its ServiceAccount token. */
  readonly serviceAccountFolder: string;
  /** Timeout of a request and of the credential plugin, in milliseconds. */
  readonly patienceMilliseconds: number;
}

/** Returns the surroundings of this process. */
export function here(): Surroundings {
  return {
    environment: process.env,
    serviceAccountFolder: '/var/run/secrets/kubernetes.io/serviceaccount',
    patienceMilliseconds: 30_000,
  };
}

/** Details of a failure in addition to its cause. */
export type Particulars = Pick<Finding, 'evidence' | 'missingRules'>;

/** A failure that ends the probe, because no further requests to the cluster make sense. */
export class ClusterFailure extends Error {
  constructor(
    public readonly code: CauseCode,
    /** Follows the meaning of the cause in the message. */
    public readonly detail: string,
    public readonly particulars: Particulars = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = 'ClusterFailure';
  }
}

/** Creates a finding of this probe. `detail` follows the meaning of the cause. */
export function foundInCluster(code: CauseCode, detail: string, particulars: Particulars = {}): Finding {
  return findingOf('cluster', code, { details: `: ${detail}`, ...particulars });
}

/** Returns the message of a thrown value, which can come from another realm. */
export function messageOf(error: unknown): string {
  const { message, errors } = error as { message?: unknown; errors?: readonly unknown[] };
  // If a host has several addresses, an AggregateError without a message wraps the error of each.
  return errors?.length ? errors.map(messageOf).join('; ') : String(message ?? error);
}

/** Returns the Node.js code of an error. */
export function codeOf(error: unknown): string {
  return (error as { code?: string } | undefined)?.code ?? '';
}

/* Classifies requests that got no response. */

/** Causes by code of Node.js or OpenSSL. The first match applies. */
const CODES: readonly (readonly [codes: RegExp, cause: CauseCode])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'CLUSTER_NAME_UNKNOWN'],
  [/^ECONNREFUSED$/, 'CLUSTER_REFUSED'],
  // An unreachable host or network has the same cause as a timeout.
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'CLUSTER_TIMED_OUT'],
  [
    /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_)/,
    'CLUSTER_CERTIFICATE_UNTRUSTED',
  ],
  // The server rejected the client certificate.
  [/^ERR_SSL_\w*ALERT_\w*(CERTIFICATE|UNKNOWN_CA)/, 'CREDENTIALS_REJECTED'],
  // Certificates, keys, tokens and addresses that are too malformed to send.
  [/^(ERR_OSSL_|ERR_INVALID_URL|ERR_INVALID_CHAR|ERR_INVALID_PROTOCOL|ERR_UNESCAPED_)/, 'KUBECONFIG_UNUSABLE'],
];

/** Converts a request error to a failure. */
export function connectionFailure(error: unknown, server: string): ClusterFailure {
  const code = codeOf(error);
  const [, cause = 'UNKNOWN_FAILURE'] = CODES.find(([codes]) => codes.test(code)) ?? [];
  const evidence = [code, messageOf(error)].filter((part) => part !== '').join(': ');
  return new ClusterFailure(cause, server, { evidence });
}
