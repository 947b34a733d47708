/** How the delegate speaks to its proxy. */
export enum ProxyScheme {
  /** In clear text; what goes through it may be encrypted all the same. */
  HTTP = 'http',
  /** Encrypted. */
  HTTPS = 'https',
}

/** Options of `ProxyCredentials.fromSecretName`. */
export interface ProxyCredentialsOptions {
  /**
   * Key of the user name in the Secret.
   *
   * @default PROXY_USER
   */
  readonly userKey?: string;
  /**
   * Key of the password in the Secret.
   *
   * @default PROXY_PASSWORD
   */
  readonly passwordKey?: string;
}

/** By what the delegate signs on to its proxy. They are always a reference: the manifests hold no password. */
export class ProxyCredentials {
  /** User name and password in a Secret that exists already in the delegate's namespace. */
  public static fromSecretName(secretName: string, options: ProxyCredentialsOptions = {}): ProxyCredentials {
    return new ProxyCredentials({ secretName, options });
  }

  private constructor(
    /** @internal */
    public readonly _source: { readonly secretName: string; readonly options: ProxyCredentialsOptions },
  ) {}

  /** The name of the Secret. */
  public toString(): string {
    return `ProxyCredentials(${this._source.secretName})`;
  }
}

/**
 * The way out through a proxy. Where the proxy lets no WebSocket through, set `pollForTasks` as well.
 *
 * @see https://developer.harness.io/docs/platform/delegates/manage-delegates/configure-delegate-proxy-settings
 */
export interface DelegateProxy {
  /** Host of the proxy, by name or address: without scheme, port and credentials. */
  readonly host: string;
  /** Its port. */
  readonly port: number;
  /**
   * How the delegate speaks to it.
   *
   * @default ProxyScheme.HTTP
   */
  readonly scheme?: ProxyScheme;
  /**
   * Hosts that are reached directly: names, suffixes such as `.example.com`, and single addresses. Blocks of addresses are
   * refused, since the delegate does not know them.
   *
   * The address of the API server must be among them, and is put first: as `$(KUBERNETES_SERVICE_HOST)`, which Kubernetes
   * replaces. In profile `DOCUMENTED` nothing is replaced: name the ClusterIP of the Service `kubernetes` there.
   *
   * @default - only the API server; nothing in profile `DOCUMENTED`
   */
  readonly noProxy?: string[];
  /**
   * By what the delegate signs on to it.
   *
   * @default - none
   */
  readonly credentials?: ProxyCredentials;
}
