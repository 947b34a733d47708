/**
 * How the platform words each class of failure of a connection test, written after its published sources, kubectl, the Java
 * clients that both have, and Go's network errors that kubectl passes on. Several wordings for a class.
 */
import type { CauseCode } from '../../../lib/validation';
import type { TestOutcome } from './fake-platform';
import { failureBody, PlatformFailure } from './store';

/** One way in which a class of failure shows. */
export interface FailureSample {
  /** Which cause it is. */
  readonly cause: CauseCode;
  /** Short, for the names of tests; unique. */
  readonly name: string;
  /** What the connection test answers: a result, or a failure to throw. */
  readonly answer: TestOutcome | PlatformFailure;
}

const FORBIDDEN =
  'deployments.apps is forbidden: User "system:serviceaccount:harness-delegate-ng:builds" cannot list resource "deployments" in API group "apps" in the namespace "default"';

/** A result with status 200, whose words are in its errors and in its summary. */
function result(cause: CauseCode, name: string, message: string, reason = 'Unexpected Error'): FailureSample {
  const errors = [{ reason, message, code: 450 }];
  return { cause, name, answer: { status: 'FAILURE', errorSummary: `Validation failed: ${message}`, errors } };
}

/** A failure with another status, whose words are in a chain of hint, explanation and error. */
function thrown(
  cause: CauseCode,
  name: string,
  status: number,
  code: string,
  message: string,
  failureTypes: readonly string[] = [],
): FailureSample {
  const hint = { code: 'HINT', level: 'INFO', message: 'Check the connector.', exception: null, failureTypes };
  const explanation = { ...hint, code: 'EXPLANATION', message: 'The task of the delegate failed.' };
  return { cause, name, answer: new PlatformFailure(status, failureBody(code, message, [hint, explanation])) };
}

const DELEGATES: readonly FailureSample[] = [
  result(
    'NO_ELIGIBLE_DELEGATE',
    'no eligible delegates',
    'No eligible delegates could perform the required capabilities for this task: [ https://10.0.0.1:6443 ]',
  ),
  result(
    'NO_ELIGIBLE_DELEGATE',
    'delegates not available',
    'Delegates are not available for performing the task. Please make sure that your delegates are connected.',
    'DELEGATE_NOT_AVAILABLE',
  ),
  thrown(
    'NO_ELIGIBLE_DELEGATE',
    'no available delegates',
    400,
    'NO_AVAILABLE_DELEGATES',
    'No delegates are available to perform this task',
    ['DELEGATE_PROVISIONING'],
  ),
  thrown(
    'NO_ELIGIBLE_DELEGATE',
    'no eligible delegates in the account',
    400,
    'DELEGATE_NOT_AVAILABLE',
    'No eligible delegate(s) in account to execute task. Delegate(s) not having selectors: [builds]',
    ['DELEGATE_PROVISIONING'],
  ),
  thrown(
    'NO_ELIGIBLE_DELEGATE',
    'no installed delegates',
    400,
    'NO_INSTALLED_DELEGATES',
    'No delegates are installed',
    ['DELEGATE_PROVISIONING'],
  ),
  result(
    'DELEGATE_TASK_TIMED_OUT',
    'task expired',
    'Delegate task was never completed: Delegate service timeout, task execution timed out after 120 seconds',
    'EXPIRED',
  ),
  result(
    'DELEGATE_TASK_TIMED_OUT',
    'task expired on the delegate',
    'Task has been expired. It was assigned to delegate builds-1, but execution did not finish within the timeout.',
  ),
  thrown(
    'DELEGATE_TASK_TIMED_OUT',
    'task expired as an error',
    500,
    'DELEGATE_TASK_EXPIRED',
    'Delegate task expired: task [VALIDATE_KUBERNETES_CONFIG] was not completed in 2 minutes',
    ['EXPIRED'],
  ),
  result(
    'DELEGATE_OUTSIDE_CLUSTER',
    'localhost:8080',
    'The connection to the server localhost:8080 was refused - did you specify the right host or port?',
  ),
  result(
    'DELEGATE_OUTSIDE_CLUSTER',
    'localhost:8080 of Java',
    'Failed to connect to localhost/127.0.0.1:8080: java.net.ConnectException: Connection refused',
  ),
];

const SECRETS: readonly FailureSample[] = [
  result(
    'SECRET_NOT_FOUND',
    'no secret with identifier',
    'Secret [account.sa_token] not found or has been deleted.',
    'SECRET_NOT_FOUND',
  ),
  thrown(
    'SECRET_NOT_FOUND',
    'secret of the reference',
    400,
    'SECRET_NOT_FOUND',
    'No secret found with identifier [sa_token] in the scope of the project',
  ),
  thrown(
    'SECRET_NOT_FOUND',
    'secret in a wrong scope',
    400,
    'INVALID_REQUEST',
    'Secret with identifier sa_token does not exist in this scope',
  ),
  result(
    'SECRET_UNREADABLE',
    'illegal base64 data',
    'error: illegal base64 data at input byte 4 in the client certificate of the connector',
  ),
  result(
    'SECRET_UNREADABLE',
    'illegal base64 character of Java',
    'java.lang.IllegalArgumentException: Illegal base64 character 2d',
  ),
  result('SECRET_UNREADABLE', 'no PEM', 'tls: failed to find any PEM data in certificate input'),
  result(
    'SECRET_UNREADABLE',
    'unable to load root certificates',
    'error: unable to load root certificates: unable to parse bytes as PEM block',
  ),
];

const NETWORK: readonly FailureSample[] = [
  result(
    'CLUSTER_NAME_UNKNOWN',
    'no such host',
    'Unable to connect to the server: dial tcp: lookup k8s.example.com on 10.96.0.10:53: no such host',
  ),
  result(
    'CLUSTER_NAME_UNKNOWN',
    'unknown host of Java',
    'java.net.UnknownHostException: k8s.example.com: Name or service not known',
  ),
  thrown(
    'CLUSTER_NAME_UNKNOWN',
    'unknown host as an error',
    400,
    'KUBERNETES_API_TASK_EXCEPTION',
    'Could not connect to the master url: UnknownHostException: k8s.example.com',
    ['CONNECTIVITY'],
  ),
  result(
    'CLUSTER_REFUSED',
    'connection refused',
    'The connection to the server 10.0.0.1:6443 was refused - did you specify the right host or port?',
  ),
  result('CLUSTER_REFUSED', 'connection refused of Go', 'dial tcp 10.0.0.1:6443: connect: connection refused'),
  thrown(
    'CLUSTER_REFUSED',
    'connection refused as an error',
    400,
    'KUBERNETES_CLUSTER_ERROR',
    'Failed to connect to /10.0.0.1:6443: java.net.ConnectException: Connection refused (Connection refused)',
    ['CONNECTIVITY'],
  ),
  result('CLUSTER_TIMED_OUT', 'i/o timeout', 'Unable to connect to the server: dial tcp 10.0.0.1:6443: i/o timeout'),
  result('CLUSTER_TIMED_OUT', 'connect timed out of Java', 'java.net.SocketTimeoutException: connect timed out'),
  result(
    'CLUSTER_TIMED_OUT',
    'awaiting headers',
    'Unable to connect to the server: net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
  ),
  result(
    'CLUSTER_TIMED_OUT',
    'TLS handshake timeout',
    'Unable to connect to the server: net/http: TLS handshake timeout',
  ),
  result(
    'CLUSTER_CERTIFICATE_UNTRUSTED',
    'x509 unknown authority',
    'Unable to connect to the server: x509: certificate signed by unknown authority',
  ),
  result(
    'CLUSTER_CERTIFICATE_UNTRUSTED',
    'x509 for another name',
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 10.0.0.1',
  ),
  result(
    'CLUSTER_CERTIFICATE_UNTRUSTED',
    'PKIX of Java',
    'javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target',
  ),
  result(
    'CLUSTER_CERTIFICATE_UNTRUSTED',
    'x509 expired',
    'Unable to connect to the server: x509: certificate has expired or is not yet valid: current time 2025-11-21T10:00:00Z is after 2024-01-01T00:00:00Z',
  ),
];

const RIGHTS: readonly FailureSample[] = [
  result('CREDENTIALS_REJECTED', 'must be logged in', 'error: You must be logged in to the server (Unauthorized)'),
  result(
    'CREDENTIALS_REJECTED',
    'asked for credentials',
    'error: You must be logged in to the server (the server has asked for the client to provide credentials)',
  ),
  thrown(
    'CREDENTIALS_REJECTED',
    '401 as an error',
    400,
    'KUBERNETES_API_TASK_EXCEPTION',
    'Invalid Kubernetes credentials: {"kind":"Status","status":"Failure","message":"Unauthorized","reason":"Unauthorized","code":401}',
    ['AUTHENTICATION'],
  ),
  result('DEFAULT_NAMESPACE_FORBIDDEN', 'forbidden', `Error from server (Forbidden): ${FORBIDDEN}`),
  result('DEFAULT_NAMESPACE_FORBIDDEN', 'forbidden alone', FORBIDDEN),
  thrown(
    'DEFAULT_NAMESPACE_FORBIDDEN',
    'forbidden as an error',
    400,
    'KUBERNETES_API_TASK_EXCEPTION',
    `{"kind":"Status","apiVersion":"v1","status":"Failure","message":${JSON.stringify(FORBIDDEN)},"reason":"Forbidden","code":403}`,
    ['AUTHORIZATION_ERROR'],
  ),
];

const PLATFORM: readonly FailureSample[] = [
  thrown('API_KEY_REJECTED', 'invalid token', 401, 'INVALID_TOKEN', 'Token is not valid.', ['AUTHENTICATION']),
  thrown('API_KEY_REJECTED', 'expired token', 401, 'EXPIRED_TOKEN', 'The API key has expired.', ['AUTHENTICATION']),
  thrown(
    'API_KEY_LACKS_PERMISSION',
    'missing permission',
    403,
    'NG_ACCESS_DENIED',
    'Missing permission core_connector_access on connector',
    ['AUTHORIZATION_ERROR'],
  ),
  thrown('API_KEY_LACKS_PERMISSION', 'access denied', 403, 'ACCESS_DENIED', 'Not authorized', ['AUTHORIZATION_ERROR']),
  thrown(
    'CONNECTOR_NOT_FOUND',
    'no connector',
    400,
    'INVALID_REQUEST',
    'No connector exists with the  Identifier builds',
  ),
  thrown(
    'CONNECTOR_NOT_FOUND',
    'connector not found by its code',
    400,
    'RESOURCE_NOT_FOUND_EXCEPTION',
    'Connector with identifier builds not found',
  ),
  thrown('PLATFORM_RATE_LIMITED', 'too many requests', 429, 'TOO_MANY_REQUESTS', 'Too many requests'),
  thrown('PLATFORM_FAILED', 'unknown error', 500, 'UNKNOWN_ERROR', 'Oops, something went wrong on our end'),
  thrown('PLATFORM_FAILED', 'unavailable', 503, 'SERVICE_UNAVAILABLE', 'The service is not available'),
];

const OTHERS: readonly FailureSample[] = [
  { cause: 'NOT_TESTED_IN_TIME', name: 'pending', answer: { status: 'PENDING' } },
  { cause: 'NOT_TESTED_IN_TIME', name: 'unknown', answer: { status: 'UNKNOWN' } },
  { cause: 'NOT_TESTED_IN_TIME', name: 'partial', answer: { status: 'PARTIAL' } },
  { cause: 'NOT_TESTED_IN_TIME', name: 'a newer word', answer: { status: 'QUEUED_ELSEWHERE' } },
  result('UNKNOWN_FAILURE', 'words that nobody knows', 'The flux capacitor is out of phase.'),
  { cause: 'UNKNOWN_FAILURE', name: 'no words', answer: { status: 'FAILURE' } },
  thrown('UNKNOWN_FAILURE', 'an error that nobody knows', 400, 'SOMETHING_NEW', 'The flux capacitor is out of phase.'),
];

/** All of them. `UNKNOWN_FAILURE` and `NOT_TESTED_IN_TIME` are among them: what is not recognized is told, too. */
export const FAILURE_SAMPLES: readonly FailureSample[] = [
  ...DELEGATES,
  ...SECRETS,
  ...NETWORK,
  ...RIGHTS,
  ...PLATFORM,
  ...OTHERS,
];

/** A connection test that fails in this way. */
export function failing({ answer }: FailureSample): () => TestOutcome {
  return () => {
    if (answer instanceof PlatformFailure) throw answer;
    return answer;
  };
}
