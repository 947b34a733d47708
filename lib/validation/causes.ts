/** Name of a probe. */
export type ProbeName = 'connected' | 'cluster' | 'harness';

/* The closed list of causes why a validation fails. Findings, documentation and tests are derived from it. */

/** A cause why a validation fails. */
export interface Cause {
  /** Probes that report it. */
  readonly probes: readonly ProbeName[];
  /** What it means: a sentence without a period, so that details can follow. */
  readonly meaning: string;
  /** How to fix it. */
  readonly fix: string;
  /** Whether waiting can help. If so, the probe is repeated until the deadline. */
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
    meaning: 'no delegate in a scope that the connector can use has all of the required tags',
    fix: 'Compare the selectors with the tags of the delegate, and the scope of the delegate with that of the connector.',
    mayPass: true,
  },
  DELEGATE_NOT_CONNECTED: {
    probes: CONNECTED,
    meaning: 'a delegate with the required tags exists, but none of its replicas is connected',
    fix: 'Check the status and logs of the delegate pods, for example for a revoked token or a wrong manager endpoint.',
    mayPass: true,
  },
  API_KEY_REJECTED: {
    probes: PLATFORM,
    meaning: 'the platform rejected the API key',
    fix: 'Create an API key in this Harness account, and set it where the program reads it.',
    mayPass: false,
  },
  API_KEY_LACKS_PERMISSION: {
    probes: PLATFORM,
    meaning: 'the owner of the API key lacks permission for the request',
    fix: 'Give the owner a role with permission to view delegates and access connectors in the scope of the connector.',
    mayPass: false,
  },
  CONNECTOR_NOT_FOUND: {
    probes: HARNESS,
    meaning: 'the connector does not exist',
    fix: 'Compare the identifier and scope with the connector in Harness, or create the connector first.',
    mayPass: false,
  },
  DENIED_BY_POLICY: {
    probes: HARNESS,
    meaning: 'a policy of the account denied the request',
    fix: 'Change the connector to comply with the policy, or ask the owners of the policy.',
    mayPass: false,
  },
  PLATFORM_UNREACHABLE: {
    probes: PLATFORM,
    meaning: 'the platform cannot be reached',
    fix: 'Check the endpoint, the proxy variables, and the certificate authority of a proxy that intercepts TLS.',
    mayPass: true,
  },
  PLATFORM_RATE_LIMITED: {
    probes: PLATFORM,
    meaning: 'the platform limits the rate of calls with this API key',
    fix: 'Validate fewer connectors at a time, or give each program its own API key.',
    mayPass: true,
  },
  PLATFORM_FAILED: {
    probes: PLATFORM,
    meaning: 'the platform returned an internal error or an unrecognized response',
    fix: 'Try again later. If it persists, check whether a proxy in between responds in place of the platform.',
    mayPass: true,
  },
  NO_ELIGIBLE_DELEGATE: {
    probes: HARNESS,
    meaning: 'Harness found no delegate for the test',
    fix: 'Check that a delegate with all of the selectors is connected, in the scope of the connector or a wider one.',
    mayPass: true,
  },
  DELEGATE_TASK_TIMED_OUT: {
    probes: HARNESS,
    meaning: 'the delegate accepted the test but did not finish it in time',
    fix: 'Check the log of the delegate: it may be overloaded, or waiting for a cluster that does not respond.',
    mayPass: true,
  },
  SECRET_NOT_FOUND: {
    probes: HARNESS,
    meaning: 'a secret that the connector refers to does not exist',
    fix: 'Create the secret in Harness, or correct the reference: prefix its identifier with `account.` or `org.`, or use no prefix for a secret of the project.',
    mayPass: false,
  },
  SECRET_UNREADABLE: {
    probes: HARNESS,
    meaning: 'a secret of the connector is not in the format that Harness expects',
    fix: 'Store a service account token decoded; store client certificates, client keys and CA certificates base64-encoded.',
    mayPass: false,
  },
  DELEGATE_OUTSIDE_CLUSTER: {
    probes: HARNESS,
    meaning: 'the delegate tried to reach the API server at localhost:8080, its default outside of a cluster',
    fix: 'Give the connector a master URL and credentials, or select a delegate that runs in the cluster.',
    mayPass: false,
  },
  CLUSTER_NAME_UNKNOWN: {
    probes: EITHER_SIDE,
    meaning: 'the host name of the API server cannot be resolved',
    fix: 'Check the host in the master URL or the kubeconfig, and DNS where the test runs.',
    mayPass: true,
  },
  CLUSTER_REFUSED: {
    probes: EITHER_SIDE,
    meaning: 'the address of the API server refused the connection',
    fix: 'Check the host and port in the master URL or the kubeconfig.',
    mayPass: true,
  },
  CLUSTER_TIMED_OUT: {
    probes: EITHER_SIDE,
    meaning: 'the API server did not respond in time',
    fix: 'Check firewalls, network policies, and egress from where the test runs.',
    mayPass: true,
  },
  CLUSTER_CERTIFICATE_UNTRUSTED: {
    probes: EITHER_SIDE,
    meaning: 'the certificate of the API server is not trusted',
    fix: 'Set `caCertRef` of the connector credentials, or `certificate-authority-data` of the kubeconfig, to the CA of the cluster.',
    mayPass: false,
  },
  CREDENTIALS_REJECTED: {
    probes: EITHER_SIDE,
    meaning: 'the API server rejected the credentials',
    fix: 'Replace the credentials. A bound ServiceAccount token expires, and is revoked when its ServiceAccount or Secret is deleted.',
    mayPass: false,
  },
  DEFAULT_NAMESPACE_FORBIDDEN: {
    probes: EITHER_SIDE,
    meaning:
      'the account cannot list any kind of controller in the namespace `default`, which fails the Harness connection test',
    fix: 'Add `DelegateAccess.connectionTest()`, or set `skipDefaultNamespaceValidation` and `ignoreTestConnection`.',
    mayPass: false,
  },
  NOT_TESTED_IN_TIME: {
    probes: HARNESS,
    meaning: 'the Harness connection test had no result before the deadline',
    fix: 'Raise `timeoutSeconds`, or check the connector in Harness.',
    mayPass: true,
  },
  NEW_DELEGATE_NOT_TESTABLE: {
    probes: HARNESS,
    meaning:
      'the test failed on a new-generation delegate, which Harness documents as expected; the connector can work regardless',
    fix: 'Ignore it, unless Harness has enabled `PL_USE_RUNNER` for the account: then set `plUseRunner`.',
    mayPass: false,
  },
  UNKNOWN_FAILURE: {
    probes: EITHER_SIDE,
    meaning: 'the test failed for an unrecognized reason',
    fix: 'Read the evidence, and check the connector in Harness and the log of the delegate.',
    mayPass: true,
  },
  KUBECONFIG_UNUSABLE: {
    probes: CLUSTER,
    meaning: 'the kubeconfig cannot be used',
    fix: 'Run `kubectl --kubeconfig … version` to check the file, its context and its credential plugin.',
    mayPass: false,
  },
  KUBERNETES_CLIENT_MISSING: {
    probes: CLUSTER,
    meaning: 'the package @kubernetes/client-node is not installed',
    fix: 'Install it next to this package, or omit `cluster`.',
    mayPass: false,
  },
  IMPERSONATION_FORBIDDEN: {
    probes: CLUSTER,
    meaning: 'the credentials do not permit impersonating the ServiceAccount',
    fix: 'Use credentials that permit it, or use credentials of the ServiceAccount itself and omit `serviceAccount`.',
    mayPass: false,
  },
  BUILD_NAMESPACE_MISSING: {
    probes: CLUSTER,
    meaning: 'a build namespace does not exist or is being deleted',
    fix: 'Apply the manifests of the farm first.',
    mayPass: true,
  },
  BUILD_NAMESPACE_UNGUARDED: {
    probes: CLUSTER,
    meaning:
      'a build namespace enforces no Pod Security level, so that the author of a pipeline can be root on the node',
    fix: 'Create the namespace with `BuildFarmNamespace`, or run `kubectl label namespace NAME pod-security.kubernetes.io/enforce=baseline`. If builds need the node on purpose, list it in `privilegedNamespaces`.',
    mayPass: true,
  },
  KUBERNETES_TOO_OLD: {
    probes: CLUSTER,
    meaning:
      'the API server is older than the farm counts on, and builds run without the policies that it does not know',
    fix: 'Upgrade the cluster, or set `kubernetesVersion` of the farm to the version of the cluster.',
    mayPass: false,
  },
  RIGHTS_MISSING: {
    probes: CLUSTER,
    meaning: 'the account lacks permissions that builds need',
    fix: 'Apply the Role and RoleBinding of the farm, or add the listed rules.',
    mayPass: true,
  },
} as const satisfies { readonly [code: string]: Cause };

/** Name of a cause. */
export type CauseCode = keyof typeof CAUSES;
