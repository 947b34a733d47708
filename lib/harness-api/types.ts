/** Requests and responses of the Harness platform. They are plain JSON, since Pulumi stores them in its state. */

/**
 * Endpoint and credentials of the Harness platform. The client honors the environment variables `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY`.
 */
export interface PlatformOptions {
  /** Id of the Harness account. */
  readonly accountId: string;
  /** API key of a user or a service account. It is sent to the platform and stored nowhere else. */
  readonly apiKey: string;
  /**
   * URL of the platform's gateway. `/gateway` is appended to a harness.io host without a path.
   *
   * @default https://app.harness.io/gateway
   */
  readonly endpoint?: string;
  /**
   * Allow an `endpoint` with `http:`. The API key then crosses the network in cleartext.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * PEM certificates of additional authorities to trust, next to those that Node.js trusts.
   *
   * @default - none
   */
  readonly certificateAuthority?: string;
  /**
   * Called before each retry.
   *
   * @default - retries are not reported
   */
  readonly onRetry?: (retry: Retry) => void;
}

/** A failed attempt that will be retried. */
export interface Retry {
  /** The operation, for example `list the delegates of the account`. */
  readonly operation: string;
  /** Number of attempts so far. */
  readonly attempts: number;
  /** Why the attempt failed, in one line. */
  readonly reason: string;
  /** Milliseconds until the next attempt. */
  readonly delayMilliseconds: number;
}

/** A Harness scope: the account, an organization, or a project. */
export interface PlatformScope {
  /**
   * Identifier of the organization.
   *
   * @default - the account
   */
  readonly orgIdentifier?: string;
  /**
   * Identifier of the project in the organization.
   *
   * @default - the account or the organization
   */
  readonly projectIdentifier?: string;
}

/** Identifier and scope of a connector. */
export interface ConnectorAddress extends PlatformScope {
  /** Identifier of the connector, in its scope. */
  readonly identifier: string;
}

/** A connector as the platform stores it. Unknown fields are preserved. */
export interface ConnectorBody extends ConnectorAddress {
  readonly name: string;
  /** For example `K8sCluster`. */
  readonly type: string;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly spec: { readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A connector and its state on the platform. */
export interface ConnectorState {
  readonly connector: ConnectorBody;
  /** Epoch milliseconds. */
  readonly lastModifiedAt?: number;
  /** Result of the last connection test. Updating the connector does not reset it. */
  readonly status?: ConnectorTest;
}

/** One of the reasons why a connection test failed. */
export interface ConnectorTestError {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number | string;
}

/** Result of a connection test. */
export interface ConnectorTest {
  /** `SUCCESS`, `FAILURE`, `PARTIAL`, `PENDING`, `UNKNOWN`, or a status newer than this package. */
  readonly status: string;
  readonly errorSummary?: string;
  readonly errors: readonly ConnectorTestError[];
  /** Epoch milliseconds. */
  readonly testedAt?: number;
  /** Id of the delegate that ran the test. */
  readonly delegateId?: string;
}

/** A running process of a delegate. */
export interface DelegateReplica {
  readonly id: string;
  readonly connected: boolean;
  readonly hostName?: string;
  readonly version?: string;
  /** Epoch milliseconds. */
  readonly lastHeartbeat?: number;
}

/** A delegate as the platform reports it. */
export interface DelegateStatus extends PlatformScope {
  readonly name: string;
  /** All tags that select the delegate. Its name is one of them. */
  readonly tags: readonly string[];
  readonly connected: boolean;
  /** Epoch milliseconds. */
  readonly lastHeartbeat?: number;
  readonly replicas: readonly DelegateReplica[];
}

/** Options of one call. */
export interface CallOptions {
  /** Aborts the call. */
  readonly signal?: AbortSignal;
}

/** Options of a deletion. */
export interface DeleteOptions extends CallOptions {
  /**
   * Delete the connector even if other entities refer to it. The account must allow force deletion.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** The operations of the platform that connectors need. `HarnessPlatform` implements them over HTTP. */
export interface IHarnessPlatform {
  /** Tests a connector. A failed test is a result, not an error. */
  testConnection(address: ConnectorAddress, options?: CallOptions): Promise<ConnectorTest>;
  /** Returns the connector, or `undefined` if it does not exist. */
  getConnector(address: ConnectorAddress, options?: CallOptions): Promise<ConnectorState | undefined>;
  /** Creates a connector. Fails with kind `duplicate` if the identifier is in use, even by an identical connector. */
  createConnector(connector: ConnectorBody, options?: CallOptions): Promise<ConnectorState>;
  /** Replaces a connector. Fields that are omitted are removed. */
  updateConnector(connector: ConnectorBody, options?: CallOptions): Promise<ConnectorState>;
  /** Deletes a connector. Returns whether it existed. */
  deleteConnector(address: ConnectorAddress, options?: DeleteOptions): Promise<boolean>;
  /** Lists the delegates of exactly this scope. */
  listDelegates(scope: PlatformScope, options?: CallOptions): Promise<DelegateStatus[]>;
}
