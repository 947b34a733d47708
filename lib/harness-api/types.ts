/** What goes to the platform of Harness and comes from it, as plain JSON: it travels through states of Pulumi, too. */

/** Who asks, and where. `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` of the environment are obeyed. */
export interface PlatformOptions {
  /** Id of the Harness account. */
  readonly accountId: string;
  /** API key of a user or a service account. It is sent to the platform, and stands nowhere else. */
  readonly apiKey: string;
  /**
   * URL of the platform's gateway. A host of harness.io without a path stands for its `/gateway`.
   *
   * @default https://app.harness.io/gateway
   */
  readonly endpoint?: string;
  /**
   * Certificates, in PEM, of authorities that sign for the platform, beside those that Node.js knows.
   *
   * @default - none
   */
  readonly certificateAuthority?: string;
  /**
   * Hears of each attempt that will be repeated.
   *
   * @default - nobody
   */
  readonly onRetry?: (retry: Retry) => void;
}

/** An attempt that will be repeated. */
export interface Retry {
  /** What was asked for, for example `list delegates`. */
  readonly operation: string;
  /** The attempts so far. */
  readonly attempts: number;
  /** Why, as one line. */
  readonly reason: string;
  /** Milliseconds until the next attempt. */
  readonly delayMilliseconds: number;
}

/** A scope of Harness: the account, an organization, or a project of it. */
export interface PlatformScope {
  /**
   * The organization.
   *
   * @default - the account
   */
  readonly orgIdentifier?: string;
  /**
   * The project of the organization.
   *
   * @default - the account or the organization
   */
  readonly projectIdentifier?: string;
}

/** Which connector. */
export interface ConnectorAddress extends PlatformScope {
  /** Identifier of the connector, in its scope. */
  readonly identifier: string;
}

/** A connector as the platform has it. Fields that this package does not know are kept as they are. */
export interface ConnectorBody extends ConnectorAddress {
  readonly name: string;
  /** For example `K8sCluster`. */
  readonly type: string;
  readonly description?: string;
  readonly tags?: { readonly [key: string]: string };
  readonly spec: { readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** A connector, and what the platform knows of it. */
export interface ConnectorState {
  readonly connector: ConnectorBody;
  /** Epoch milliseconds. */
  readonly lastModifiedAt?: number;
  /** Result of the last test, which an update of the connector leaves as it was. */
  readonly status?: ConnectorTest;
}

/** A part of why a test failed. */
export interface ConnectorTestError {
  readonly reason?: string;
  readonly message?: string;
  readonly code?: number | string;
}

/** What a connection test found. */
export interface ConnectorTest {
  /** `SUCCESS`, `FAILURE`, `PARTIAL`, `PENDING`, `UNKNOWN`, or a word that is newer than this package. */
  readonly status: string;
  readonly errorSummary?: string;
  readonly errors: readonly ConnectorTestError[];
  /** Epoch milliseconds. */
  readonly testedAt?: number;
  /** The delegate that ran the test. */
  readonly delegateId?: string;
}

/** One process of a delegate. */
export interface DelegateReplica {
  readonly id: string;
  readonly connected: boolean;
  readonly hostName?: string;
  readonly version?: string;
  /** Epoch milliseconds. */
  readonly lastHeartbeat?: number;
}

/** A delegate as the platform sees it. */
export interface DelegateStatus extends PlatformScope {
  readonly name: string;
  /** Every tag by which it is selected; its name is one of them. */
  readonly tags: readonly string[];
  readonly connected: boolean;
  /** Epoch milliseconds. */
  readonly lastHeartbeat?: number;
  readonly replicas: readonly DelegateReplica[];
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal;
}

/** Options of a deletion. */
export interface DeleteOptions extends CallOptions {
  /**
   * Whether the connector goes although others refer to it. The account must allow that.
   *
   * @default false
   */
  readonly force?: boolean;
}

/** The platform, as far as connectors need it. `HarnessPlatform` is the one that speaks HTTP. */
export interface IHarnessPlatform {
  /** Tests a connector. A failed test is a result, not an error. */
  testConnection(address: ConnectorAddress, options?: CallOptions): Promise<ConnectorTest>;
  /** The connector, or `undefined` where there is none. */
  getConnector(address: ConnectorAddress, options?: CallOptions): Promise<ConnectorState | undefined>;
  /** Creates a connector. One that was there before is an error of the kind `duplicate`, also if it is the same. */
  createConnector(connector: ConnectorBody, options?: CallOptions): Promise<ConnectorState>;
  /** Replaces a connector as a whole: fields that are left out are gone. */
  updateConnector(connector: ConnectorBody, options?: CallOptions): Promise<ConnectorState>;
  /** Deletes a connector. Returns whether there was one. */
  deleteConnector(address: ConnectorAddress, options?: DeleteOptions): Promise<boolean>;
  /** The delegates of exactly this scope. */
  listDelegates(scope: PlatformScope, options?: CallOptions): Promise<DelegateStatus[]>;
}
