/** Algorithm of a client's key. */
export enum ClientKeyAlgorithm {
  /** RSA. */
  RSA = 'RSA',
  /** Elliptic curves. */
  EC = 'EC',
}

/** Options of `KubernetesCredentials.serviceAccount`. */
export interface ServiceAccountCredentialsOptions {
  /** Reference to the secret of Harness with the token, decoded. */
  readonly tokenRef: string;
  /**
   * Reference to the secret of Harness with the certificate of the cluster's authority, base64-encoded.
   *
   * @default - that of the delegate's trust store
   */
  readonly caCertRef?: string;
}

/** Options of `KubernetesCredentials.clientKeyCert`. Secrets hold base64-encoded content. */
export interface ClientKeyCredentialsOptions {
  /** Reference to the secret of Harness with the client's certificate. */
  readonly clientCertRef: string;
  /** Reference to the secret of Harness with the client's key. */
  readonly clientKeyRef: string;
  /**
   * Reference to the secret of Harness with the passphrase of the key.
   *
   * @default - the key has none
   */
  readonly clientKeyPassphraseRef?: string;
  /**
   * Algorithm of the key.
   *
   * @default ClientKeyAlgorithm.RSA
   */
  readonly clientKeyAlgorithm?: ClientKeyAlgorithm;
  /**
   * Reference to the secret of Harness with the certificate of the cluster's authority.
   *
   * @default - that of the delegate's trust store
   */
  readonly caCertRef?: string;
}

/** Options of `KubernetesCredentials.openIdConnect`. It needs a delegate from 24.03.82603 on. */
export interface OpenIdConnectCredentialsOptions {
  /** URL of the issuer. */
  readonly issuerUrl: string;
  /**
   * Name of the user, unless `usernameRef` is given.
   *
   * @default - usernameRef
   */
  readonly username?: string;
  /**
   * Reference to the secret of Harness with the name of the user, unless `username` is given.
   *
   * @default - username
   */
  readonly usernameRef?: string;
  /** Reference to the secret of Harness with the password. */
  readonly passwordRef: string;
  /** Reference to the secret of Harness with the id of the client. */
  readonly clientIdRef: string;
  /**
   * Reference to the secret of Harness with the secret of the client.
   *
   * @default - none
   */
  readonly clientSecretRef?: string;
  /**
   * Scopes.
   *
   * @default - none
   */
  readonly scopes?: string[];
}

/** Options of `KubernetesCredentials.usernamePassword`. Kubernetes 1.19 and later have no such users. */
export interface UsernamePasswordCredentialsOptions {
  /**
   * Name of the user, unless `usernameRef` is given.
   *
   * @default - usernameRef
   */
  readonly username?: string;
  /**
   * Reference to the secret of Harness with the name of the user, unless `username` is given.
   *
   * @default - username
   */
  readonly usernameRef?: string;
  /** Reference to the secret of Harness with the password. */
  readonly passwordRef: string;
}

/** Options of `KubernetesCredentials.inheritFromDelegate`. */
export interface InheritFromDelegateOptions {
  /**
   * Accepts that any available delegate is used. The connector then reaches the cluster of whichever delegate that is.
   *
   * @default false
   */
  readonly unsafeAnyDelegate?: boolean;
}

/** @internal */
export type CredentialType =
  'InheritFromDelegate' | 'ServiceAccount' | 'ClientKeyCert' | 'OpenIdConnect' | 'UsernamePassword';

/**
 * How a connector reaches the API server. Secrets are named by references to secrets of Harness: `account.identifier`,
 * `org.identifier`, or `identifier` within a project.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
export class KubernetesCredentials {
  /** As the delegate itself: by its ServiceAccount, in the cluster that it is in. Not for Docker delegates. */
  public static inheritFromDelegate(options: InheritFromDelegateOptions = {}): KubernetesCredentials {
    return new KubernetesCredentials('InheritFromDelegate', undefined, copyOf(options));
  }

  /**
   * By the token of a ServiceAccount. `ConnectorAccount` makes one.
   *
   * @param masterUrl URL of the API server
   */
  public static serviceAccount(masterUrl: string, options: ServiceAccountCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('ServiceAccount', masterUrl, copyOf(options));
  }

  /**
   * By a client's certificate and key.
   *
   * @param masterUrl URL of the API server
   */
  public static clientKeyCert(masterUrl: string, options: ClientKeyCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('ClientKeyCert', masterUrl, copyOf(options));
  }

  /**
   * By OpenID Connect. Legacy delegates know it from 24.03.82603 on.
   *
   * @param masterUrl URL of the API server
   */
  public static openIdConnect(masterUrl: string, options: OpenIdConnectCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('OpenIdConnect', masterUrl, copyOf(options));
  }

  /**
   * By user and password. Kubernetes 1.19 and later have no such users.
   *
   * @param masterUrl URL of the API server
   */
  public static usernamePassword(
    masterUrl: string,
    options: UsernamePasswordCredentialsOptions,
  ): KubernetesCredentials {
    return new KubernetesCredentials('UsernamePassword', masterUrl, copyOf(options));
  }

  private constructor(
    /** @internal */
    public readonly _type: CredentialType,
    /** @internal */
    public readonly _masterUrl: string | undefined,
    /** @internal */
    public readonly _options: { readonly [option: string]: unknown },
  ) {}

  /** Whether the connector acts as the delegate itself. */
  public get isInherited(): boolean {
    return this._type === 'InheritFromDelegate';
  }

  /** For example `InheritFromDelegate`. */
  public toString(): string {
    return this._type;
  }
}

/** What is no object has no options: those that are required are then missing. */
function copyOf(options: object): { readonly [option: string]: unknown } {
  return typeof options === 'object' ? { ...options } : {};
}
