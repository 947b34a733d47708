/** Algorithm of a client key. */
export enum ClientKeyAlgorithm {
  /** RSA. */
  RSA = 'RSA',
  /** Elliptic curve. */
  EC = 'EC',
}

/** Options of `KubernetesCredentials.serviceAccount`. */
export interface ServiceAccountCredentialsOptions {
  /** Reference to the Harness secret with the decoded token. */
  readonly tokenRef: string;
  /**
   * Reference to the Harness secret with the base64-encoded CA certificate of the cluster.
   *
   * @default - the trust store of the delegate
   */
  readonly caCertRef?: string;
}

/** Options of `KubernetesCredentials.clientKeyCert`. The secrets must contain base64-encoded content. */
export interface ClientKeyCredentialsOptions {
  /** Reference to the Harness secret with the client certificate. */
  readonly clientCertRef: string;
  /** Reference to the Harness secret with the client key. */
  readonly clientKeyRef: string;
  /**
   * Reference to the Harness secret with the passphrase of the key.
   *
   * @default - the key has no passphrase
   */
  readonly clientKeyPassphraseRef?: string;
  /**
   * Algorithm of the key.
   *
   * @default ClientKeyAlgorithm.RSA
   */
  readonly clientKeyAlgorithm?: ClientKeyAlgorithm;
  /**
   * Reference to the Harness secret with the CA certificate of the cluster.
   *
   * @default - the trust store of the delegate
   */
  readonly caCertRef?: string;
}

/** Options of `KubernetesCredentials.openIdConnect`. Requires delegate 24.03.82603 or later. */
export interface OpenIdConnectCredentialsOptions {
  /** URL of the issuer. */
  readonly issuerUrl: string;
  /**
   * User name. Set either `username` or `usernameRef`.
   *
   * @default - `usernameRef`
   */
  readonly username?: string;
  /**
   * Reference to the Harness secret with the user name. Set either `username` or `usernameRef`.
   *
   * @default - `username`
   */
  readonly usernameRef?: string;
  /** Reference to the Harness secret with the password. */
  readonly passwordRef: string;
  /** Reference to the Harness secret with the client ID. */
  readonly clientIdRef: string;
  /**
   * Reference to the Harness secret with the client secret.
   *
   * @default - none
   */
  readonly clientSecretRef?: string;
  /**
   * OpenID Connect scopes.
   *
   * @default - none
   */
  readonly scopes?: string[];
}

/** Options of `KubernetesCredentials.usernamePassword`. Kubernetes 1.19 and later do not support such users. */
export interface UsernamePasswordCredentialsOptions {
  /**
   * User name. Set either `username` or `usernameRef`.
   *
   * @default - `usernameRef`
   */
  readonly username?: string;
  /**
   * Reference to the Harness secret with the user name. Set either `username` or `usernameRef`.
   *
   * @default - `username`
   */
  readonly usernameRef?: string;
  /** Reference to the Harness secret with the password. */
  readonly passwordRef: string;
}

/** Options of `KubernetesCredentials.inheritFromDelegate`. */
export interface InheritFromDelegateOptions {
  /**
   * Accept any available delegate. The connector then reaches whatever cluster that delegate runs in.
   *
   * @default false
   */
  readonly unsafeAnyDelegate?: boolean;
}

/** @internal */
export type CredentialType =
  'InheritFromDelegate' | 'ServiceAccount' | 'ClientKeyCert' | 'OpenIdConnect' | 'UsernamePassword';

/**
 * How a connector reaches the API server. Secrets are passed as references to Harness secrets: `account.identifier`,
 * `org.identifier`, or `identifier` within a project.
 *
 * @see https://developer.harness.io/docs/platform/connectors/cloud-providers/ref-cloud-providers/kubernetes-cluster-connector-settings-reference
 */
export class KubernetesCredentials {
  /** Uses the ServiceAccount of the delegate, in the delegate's cluster. Not for Docker delegates. */
  public static inheritFromDelegate(options: InheritFromDelegateOptions = {}): KubernetesCredentials {
    return new KubernetesCredentials('InheritFromDelegate', undefined, copyOf(options));
  }

  /**
   * Uses the token of a ServiceAccount. `ConnectorAccount` creates one.
   *
   * @param masterUrl URL of the API server
   */
  public static serviceAccount(masterUrl: string, options: ServiceAccountCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('ServiceAccount', masterUrl, copyOf(options));
  }

  /**
   * Uses a client certificate and key.
   *
   * @param masterUrl URL of the API server
   */
  public static clientKeyCert(masterUrl: string, options: ClientKeyCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('ClientKeyCert', masterUrl, copyOf(options));
  }

  /**
   * Uses OpenID Connect. Legacy delegates support it from 24.03.82603 on.
   *
   * @param masterUrl URL of the API server
   */
  public static openIdConnect(masterUrl: string, options: OpenIdConnectCredentialsOptions): KubernetesCredentials {
    return new KubernetesCredentials('OpenIdConnect', masterUrl, copyOf(options));
  }

  /**
   * Uses a user name and password. Kubernetes 1.19 and later do not support such users.
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

  /** Whether the connector inherits the credentials of the delegate. */
  public get isInherited(): boolean {
    return this._type === 'InheritFromDelegate';
  }

  /** For example `InheritFromDelegate`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._type;
  }
}

/** Anything but an object has no options, so the required ones are reported missing. */
function copyOf(options: object): { readonly [option: string]: unknown } {
  return typeof options === 'object' ? { ...options } : {};
}
