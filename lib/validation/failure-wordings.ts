import type { CauseCode } from './causes';

/** How the platform, the delegate, kubectl or one of their libraries words a cause. */
export interface FailureWording {
  readonly code: CauseCode;
  readonly looks: RegExp;
  /** Messages that match. */
  readonly examples: readonly string[];
}

/** The most specific wordings come first. The first match applies. */
export const FAILURE_WORDINGS: readonly FailureWording[] = [
  {
    code: 'DELEGATE_OUTSIDE_CLUSTER',
    looks: /\blocalhost[^\s]{0,20}:8080\b|(?:127\.0\.0\.1|\[::1\]):8080\b|unable to load in-cluster configuration/i,
    examples: [
      'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
      'Failed to connect to localhost/127.0.0.1:8080',
      'dial tcp [::1]:8080: connect: connection refused',
      'unable to load in-cluster configuration, KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined',
    ],
  },
  {
    code: 'CONNECTOR_NOT_FOUND',
    looks: /\bno connector exists\b|\bconnector\b(?:[^.\n]|\.\S){0,120}\b(?:not found|does ?n[o']t exist)\b/i,
    examples: ['No connector exists with the  Identifier builds', 'Connector with identifier [builds] not found'],
  },
  {
    code: 'SECRET_NOT_FOUND',
    looks:
      /\bsecrets?\b(?:[^.\n]|\.\S){0,120}\b(?:not found|not be found|does ?n[o']t exist|is missing)\b|\b(?:no|could not find|unable to find|cannot find)(?: (?:a|any|the))? secrets?\b/i,
    examples: [
      'Secret not found with identifier [sa_token]',
      'No secret found with identifier sa_token in the given scope',
      'Could not find secret sa_token',
      'The secret with identifier sa_token does not exist',
    ],
  },
  {
    code: 'SECRET_UNREADABLE',
    looks:
      /\bbase64\b|Input byte array has|Last unit does not have enough valid bits|\bPEM (?:data|block)\b|bytes as PEM|(?:could not|failed to|unable to|cannot) (?:parse|generate|load|decode)(?:[^.\n]|\.\S){0,30}(?:certificate|X509|private key|key pair|token)|CertificateException: Unable to initialize|invalid header field value|(?:could not|failed to|unable to|error while) decrypt/i,
    examples: [
      'Illegal base64 character 2d',
      'Input byte array has incorrect ending byte at 1236',
      'unable to load root certificates: unable to parse bytes as PEM block',
      'tls: failed to find any PEM data in certificate input',
      'Could not parse certificate: java.io.IOException: Empty input',
      'net/http: invalid header field value for "Authorization"',
      'Failed to decrypt the secret',
    ],
  },
  {
    code: 'DELEGATE_TASK_TIMED_OUT',
    looks:
      /\b(?:delegate )?task\b(?:[^.\n]|\.\S){0,80}\b(?:timed out|time-?out|expired)\b|\bdelegate\b(?:[^.\n]|\.\S){0,60}\b(?:did ?n[o']t|has not|failed to) (?:respond|reply|finish|answer)|did not have enough time to finish/i,
    examples: [
      'Delegate task timed out after 120 seconds',
      "Task has expired. It wasn't picked up by any delegate or delegate did not have enough time to finish the execution.",
      'The delegate did not respond in time',
    ],
  },
  {
    code: 'NO_ELIGIBLE_DELEGATE',
    looks:
      /\bno (?:eligible|active|available|connected|installed|valid|matching) delegates?\b|\bno delegates?\b(?:[^.\n]|\.\S){0,60}\b(?:available|found|eligible|connected|installed|active)\b|none of the (?:active |connected )?delegates|delegates? (?:are|is) not (?:available|eligible|connected)|there are no (?:\w+ )?delegates?\b|delegates? (?:[^.\n]|\.\S){0,60}(?:have|has|with)(?: all)? the (?:tags|selectors)/i,
    examples: [
      'No eligible delegate(s) in account to execute task',
      'None of the active delegates were eligible to complete the task.',
      'There are no eligible delegates available in the account to execute the task.',
      'No delegates are available for the task',
      'Delegates [a, b] do not have all the tags [ci]',
    ],
  },
  {
    code: 'DENIED_BY_POLICY',
    looks:
      /\bpolic(?:y|ies)\b(?:[^.\n]|\.\S){0,60}\b(?:denied|denies|failed|violat\w*)\b|\b(?:denied|refused) by (?:an? |the )?(?:OPA )?polic/i,
    examples: ['Policy evaluation failed: connectors need an owner', 'denied by the policy connector-naming'],
  },
  {
    code: 'CLUSTER_CERTIFICATE_UNTRUSTED',
    looks:
      /\bx509\b|PKIX path|valid certification path|SSLHandshakeException|SSLPeerUnverified|self[- _]signed[- _]cert|certificate (?:signed by unknown|verify failed|has expired|is not trusted|is valid for)|tls: (?:failed to verify|bad certificate|unknown certificate)|UNABLE_TO_(?:VERIFY|GET)_/i,
    examples: [
      'Unable to connect to the server: x509: certificate signed by unknown authority',
      'PKIX path building failed: unable to find valid certification path to requested target',
      'javax.net.ssl.SSLHandshakeException: Received fatal alert',
      'x509: certificate is valid for 10.96.0.1, not 10.0.0.1',
      'self-signed certificate in certificate chain',
    ],
  },
  {
    code: 'CLUSTER_NAME_UNKNOWN',
    looks:
      /no such host|UnknownHost|\bdial tcp: lookup\b|Name or service not known|nodename nor servname|name resolution|ENOTFOUND|EAI_AGAIN|NXDOMAIN/i,
    examples: [
      'dial tcp: lookup api.example.com on 10.96.0.10:53: no such host',
      'dial tcp: lookup api.example.com on 10.96.0.10:53: read udp 10.1.2.3:4567->10.96.0.10:53: i/o timeout',
      'java.net.UnknownHostException: api.example.com: Name or service not known',
      'getaddrinfo ENOTFOUND api.example.com',
    ],
  },
  {
    // Before forbidden requests: a client without credentials is `system:anonymous`, which is forbidden everything.
    code: 'CREDENTIALS_REJECTED',
    looks:
      /\bUnauthorized\b|must be logged in to the server|asked for the client to provide credentials|system:anonymous|invalid bearer token|token (?:has )?(?:is )?expired|\b(?:HTTP|status|code)[ :=]{1,3}401\b|invalid (?:username|credentials)/i,
    examples: [
      'error: You must be logged in to the server (Unauthorized)',
      'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
      'deployments.apps is forbidden: User "system:anonymous" cannot list resource "deployments" in API group "apps" in the namespace "default"',
      'Message: Unauthorized! Token may have expired! Please log-in again.',
    ],
  },
  {
    code: 'DEFAULT_NAMESPACE_FORBIDDEN',
    looks: /\b(?:is forbidden|cannot list)\b[^\n]*\bin (?:the )?namespace:? \\?["'`[]?default\b(?!-)/i,
    examples: [
      'Error from server (Forbidden): deployments.apps is forbidden: User "system:serviceaccount:harness-delegate:ci" cannot list resource "deployments" in API group "apps" in the namespace "default"',
    ],
  },
  {
    // Other missing permissions, in Kubernetes or in a cloud. Matched here so that no later wording matches them.
    code: 'UNKNOWN_FAILURE',
    looks: /\bis forbidden\b|\bForbidden\b|is not authorized to perform|\bAccessDenied/i,
    examples: [
      'pods is forbidden: User "system:serviceaccount:harness-delegate:ci" cannot list resource "pods" in API group "" in the namespace "builds"',
      'deployments.apps is forbidden: User "u" cannot list resource "deployments" in API group "apps" in the namespace "default-builds"',
      'AccessDenied: User arn:aws:iam::123456789012:role/ci is not authorized to perform: eks:DescribeCluster',
    ],
  },
  {
    code: 'CLUSTER_TIMED_OUT',
    looks:
      /i\/o timeout|Client\.Timeout|handshake timeout|context deadline exceeded|SocketTimeout|(?:connect|connection|read|request)(?: has)? timed out|\bETIMEDOUT\b|unable to return a response in the time|\btimed out\b|\btimeout\b|no route to host|network is unreachable/i,
    examples: [
      'Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout',
      'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
      'Unable to connect to the server: net/http: TLS handshake timeout',
      'java.net.SocketTimeoutException: connect timed out',
      'context deadline exceeded',
      'dial tcp 10.0.0.1:6443: connect: no route to host',
    ],
  },
  {
    code: 'CLUSTER_REFUSED',
    looks: /connection refused|ECONNREFUSED|was refused\b|ConnectException|could not connect to the master url/i,
    examples: [
      'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
      'dial tcp 10.0.0.1:8080: connect: connection refused',
      'java.net.ConnectException: Failed to connect to /10.0.0.1:6443',
      'Could not connect to the master url: https://10.0.0.1:6443',
    ],
  },
];

/** Causes by Harness error code and failure type, for messages that match no wording. */
export const FAILURE_CODES: { readonly [code: string]: CauseCode } = {
  CONNECTOR_NOT_FOUND_EXCEPTION: 'CONNECTOR_NOT_FOUND',
  SECRET_NOT_FOUND: 'SECRET_NOT_FOUND',
  DELEGATE_NOT_AVAILABLE: 'NO_ELIGIBLE_DELEGATE',
  NO_AVAILABLE_DELEGATES: 'NO_ELIGIBLE_DELEGATE',
  NO_INSTALLED_DELEGATES: 'NO_ELIGIBLE_DELEGATE',
  UNAVAILABLE_DELEGATES: 'NO_ELIGIBLE_DELEGATE',
  DELEGATE_PROVISIONING: 'NO_ELIGIBLE_DELEGATE',
  EXPIRED: 'DELEGATE_TASK_TIMED_OUT',
  TIMEOUT_ERROR: 'CLUSTER_TIMED_OUT',
  AUTHENTICATION: 'CREDENTIALS_REJECTED',
  '401': 'CREDENTIALS_REJECTED',
};
