/** Why a validation fails: the closed list, from which findings, documentation and tests are made. */
import type { ProbeName } from './types';

/** A row of the list. */
export interface Cause {
  /** Which probes find it. */
  readonly probes: readonly ProbeName[];
  /** What it means, as the beginning of a sentence that details may follow. */
  readonly meaning: string;
  /** What to do. */
  readonly fix: string;
  /** Whether waiting may help: it is looked at again until the deadline. */
  readonly mayPass: boolean;
}

const CONNECTED: readonly ProbeName[] = ['connected'];
const CLUSTER: readonly ProbeName[] = ['cluster'];
const HARNESS: readonly ProbeName[] = ['harness'];
const PLATFORM: readonly ProbeName[] = ['connected', 'harness'];
const EITHER_SIDE: readonly ProbeName[] = ['cluster', 'harness'];

export const CAUSES = {
  NO_DELEGATE_WITH_TAGS: {
    probes: CONNECTED,
    meaning: 'no delegate that the connector can use has all of the tags',
    fix: 'Compare the tags with those of the delegate, and its scope with that of the connector.',
    mayPass: true,
  },
  DELEGATE_NOT_CONNECTED: {
    probes: CONNECTED,
    meaning: 'a delegate with the tags is known, and none of its pods is connected',
    fix: 'Look at the pods of the delegate and their logs: a revoked token and a wrong manager endpoint show there.',
    mayPass: true,
  },
  API_KEY_REJECTED: {
    probes: PLATFORM,
    meaning: 'the platform does not accept the API key',
    fix: 'Make a new API key in Harness, of this account, and set it where the program reads it.',
    mayPass: false,
  },
  API_KEY_LACKS_PERMISSION: {
    probes: PLATFORM,
    meaning: 'the owner of the API key may not do this',
    fix: 'Give the service account a role that views delegates and accesses connectors in the scope of the connector.',
    mayPass: false,
  },
  CONNECTOR_NOT_FOUND: {
    probes: HARNESS,
    meaning: 'the connector is not there',
    fix: 'Compare identifier and scope with the connector in Harness, or create it first.',
    mayPass: false,
  },
  DENIED_BY_POLICY: {
    probes: HARNESS,
    meaning: 'a policy of the account forbids it',
    fix: 'Ask the owners of the policy, or change the connector so that it obeys.',
    mayPass: false,
  },
  PLATFORM_UNREACHABLE: {
    probes: PLATFORM,
    meaning: 'the platform does not answer',
    fix: 'Check the endpoint, the proxy variables, and the certificate authority of a proxy that opens TLS.',
    mayPass: true,
  },
  PLATFORM_RATE_LIMITED: {
    probes: PLATFORM,
    meaning: 'the platform takes no more calls of this API key for now',
    fix: 'Validate fewer connectors at a time, or give each program an API key of its own.',
    mayPass: true,
  },
  PLATFORM_FAILED: {
    probes: PLATFORM,
    meaning: 'the platform answered with an error of its own, or with what is no answer',
    fix: 'Try again later; what is between may have answered instead, such as a proxy.',
    mayPass: true,
  },
  NO_ELIGIBLE_DELEGATE: {
    probes: HARNESS,
    meaning: 'Harness found no delegate for the test',
    fix: 'Check that a delegate with the tags is connected and in a scope that contains the connector.',
    mayPass: true,
  },
  DELEGATE_TASK_TIMED_OUT: {
    probes: HARNESS,
    meaning: 'the delegate took the test, and did not finish it in time',
    fix: 'Look at the log of the delegate: it may be overloaded, or wait for a cluster that does not answer.',
    mayPass: true,
  },
  SECRET_NOT_FOUND: {
    probes: HARNESS,
    meaning: 'a secret that the connector refers to is not there',
    fix: 'Create the secret in Harness, or correct the reference: `account.`, `org.` or nothing in front of its identifier.',
    mayPass: false,
  },
  SECRET_UNREADABLE: {
    probes: HARNESS,
    meaning: 'a secret of the connector is not in the form that Harness wants',
    fix: 'A service account token is stored decoded; client certificates, keys and CA certificates are stored in base64.',
    mayPass: false,
  },
  DELEGATE_OUTSIDE_CLUSTER: {
    probes: HARNESS,
    meaning: 'the delegate asked localhost:8080, as it does outside of a cluster',
    fix: 'Give the connector a master URL and credentials, or select a delegate that runs in the cluster.',
    mayPass: false,
  },
  CLUSTER_NAME_UNKNOWN: {
    probes: EITHER_SIDE,
    meaning: 'the name of the API server is not known',
    fix: 'Check the master URL, and the DNS of where the delegate runs.',
    mayPass: true,
  },
  CLUSTER_REFUSED: {
    probes: EITHER_SIDE,
    meaning: 'nobody listens at the address of the API server',
    fix: 'Check host and port of the master URL.',
    mayPass: true,
  },
  CLUSTER_TIMED_OUT: {
    probes: EITHER_SIDE,
    meaning: 'the API server did not answer in time',
    fix: 'Check firewalls, network policies and the egress of the delegate.',
    mayPass: true,
  },
  CLUSTER_CERTIFICATE_UNTRUSTED: {
    probes: EITHER_SIDE,
    meaning: 'the certificate of the API server is not trusted',
    fix: 'Give the credentials the certificate of the cluster as `caCertRef`, or the kubeconfig its authority.',
    mayPass: false,
  },
  CREDENTIALS_REJECTED: {
    probes: EITHER_SIDE,
    meaning: 'the API server does not accept the credentials',
    fix: 'Replace them: a bound token of a ServiceAccount expires, and goes with its Secret or its ServiceAccount.',
    mayPass: false,
  },
  DEFAULT_NAMESPACE_FORBIDDEN: {
    probes: EITHER_SIDE,
    meaning:
      'the account may list none of the controllers of the namespace `default`, which Harness takes for a failed test',
    fix: 'Add `DelegateAccess.connectionTest()`, or set `skipDefaultNamespaceValidation` and `ignoreTestConnection`.',
    mayPass: false,
  },
  NOT_TESTED_IN_TIME: {
    probes: HARNESS,
    meaning: 'Harness came to no result until the deadline',
    fix: 'Raise `timeoutSeconds`, or look at the connector in Harness.',
    mayPass: true,
  },
  NEW_DELEGATE_NOT_TESTABLE: {
    probes: HARNESS,
    meaning:
      'the test failed on a delegate of the new generation, which is documented; the connector works all the same',
    fix: 'Nothing, unless Harness has turned on `PL_USE_RUNNER` for the account: then set `plUseRunner`.',
    mayPass: false,
  },
  UNKNOWN_FAILURE: {
    probes: EITHER_SIDE,
    meaning: 'the test failed for a reason that is not in this list',
    fix: 'Read the evidence; look at the connector in Harness and at the log of the delegate.',
    mayPass: true,
  },
  KUBECONFIG_UNUSABLE: {
    probes: CLUSTER,
    meaning: 'the kubeconfig cannot be used',
    fix: 'Check file, context and the program that it runs for credentials, with `kubectl --kubeconfig … version`.',
    mayPass: false,
  },
  KUBERNETES_CLIENT_MISSING: {
    probes: CLUSTER,
    meaning: 'the package @kubernetes/client-node is not installed',
    fix: 'Install it beside this package, or leave `cluster` out.',
    mayPass: false,
  },
  IMPERSONATION_FORBIDDEN: {
    probes: CLUSTER,
    meaning: 'the credentials may not ask in the name of the ServiceAccount',
    fix: 'Use credentials that may impersonate it, or the ServiceAccount’s own and no `serviceAccount`.',
    mayPass: false,
  },
  BUILD_NAMESPACE_MISSING: {
    probes: CLUSTER,
    meaning: 'a namespace of builds is not there',
    fix: 'Apply the manifests of the farm first.',
    mayPass: true,
  },
  RIGHTS_MISSING: {
    probes: CLUSTER,
    meaning: 'the account lacks rights that builds need',
    fix: 'Apply the Role and the RoleBinding of the farm, or add the rules that are listed.',
    mayPass: true,
  },
} as const satisfies { readonly [code: string]: Cause };

/** A cause by its name. */
export type CauseCode = keyof typeof CAUSES;
