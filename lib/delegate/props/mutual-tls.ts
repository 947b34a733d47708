/** Options of `MutualTls.fromSecretName`. */
export interface MutualTlsOptions {
  /**
   * Key of the certificate in the Secret.
   *
   * @default client.crt
   */
  readonly certificateKey?: string;
  /**
   * Key of the private key in the Secret.
   *
   * @default client.key
   */
  readonly privateKeyKey?: string;
}

/**
 * The certificate by which the delegate tells Harness who it is. Harness wants it at an endpoint of your own, which is then
 * the `managerEndpoint`. For the legacy delegate, and for the new one from 1.40.2 on.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-mtls-support
 */
export class MutualTls {
  /**
   * Certificate and private key, both in PEM, in a Secret of the delegate's namespace. Only the delegate's user and group
   * may read the files.
   */
  public static fromSecretName(secretName: string, options: MutualTlsOptions = {}): MutualTls {
    return new MutualTls({ secretName, options });
  }

  private constructor(
    /** @internal */
    public readonly _source: { readonly secretName: string; readonly options: MutualTlsOptions },
  ) {}

  /** The name of the Secret. */
  public toString(): string {
    return `MutualTls(${this._source.secretName})`;
  }
}
