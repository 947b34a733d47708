/** Why there was no answer. */
import type { CauseCode } from '../causes';
import { ClusterFailure, codeOf, messageOf } from './cluster-failure';

/** Codes of Node.js and of OpenSSL, and what they mean; the first that fits. */
const CODES: readonly (readonly [codes: RegExp, cause: CauseCode])[] = [
  [/^(ENOTFOUND|EAI_\w+)$/, 'CLUSTER_NAME_UNKNOWN'],
  [/^ECONNREFUSED$/, 'CLUSTER_REFUSED'],
  // No way there is, for whoever waits, the same as no answer.
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'CLUSTER_TIMED_OUT'],
  [
    /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS_CERT_)/,
    'CLUSTER_CERTIFICATE_UNTRUSTED',
  ],
  // The other side says that it does not like the certificate of the client.
  [/^ERR_SSL_\w*ALERT_\w*(CERTIFICATE|UNKNOWN_CA)/, 'CREDENTIALS_REJECTED'],
  // Certificates, keys, tokens and addresses that cannot even be sent.
  [/^(ERR_OSSL_|ERR_INVALID_URL|ERR_INVALID_CHAR|ERR_INVALID_PROTOCOL|ERR_UNESCAPED_)/, 'KUBECONFIG_UNUSABLE'],
];

/** The failure that an error of a request to the server stands for. */
export function connectionFailure(error: unknown, server: string): ClusterFailure {
  const code = codeOf(error);
  const [, cause = 'UNKNOWN_FAILURE'] = CODES.find(([codes]) => codes.test(code)) ?? [];
  const evidence = [code, messageOf(error)].filter((part) => part !== '').join(': ');
  return new ClusterFailure(cause, server, { evidence });
}
