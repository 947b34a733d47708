/** Options of `CustomCa`. */
export interface CustomCaOptions {
  /**
   * Absolute paths at which build pods find the certificates, for the tools that run there. The image of a step decides
   * which path it reads, for example `/etc/ssl/certs/ca-certificates.crt`.
   *
   * @default - none: build pods do not get them
   */
  readonly buildPodPaths?: string[];
}

/**
 * Certificates of authorities that the delegate trusts, beside those of its image. Every key of the Secret or ConfigMap is
 * a file in PEM. For the legacy delegate, and for the new one from 1.40.2 on.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/install-delegates-with-custom-certs
 */
export class CustomCa {
  /** Certificates in a Secret of the delegate's namespace. */
  public static fromSecretName(secretName: string, options: CustomCaOptions = {}): CustomCa {
    return new CustomCa({ kind: 'secret', name: secretName, options });
  }

  /** Certificates in a ConfigMap of the delegate's namespace: they are no secret. */
  public static fromConfigMapName(configMapName: string, options: CustomCaOptions = {}): CustomCa {
    return new CustomCa({ kind: 'configMap', name: configMapName, options });
  }

  private constructor(
    /** @internal */
    public readonly _source: {
      readonly kind: 'secret' | 'configMap';
      readonly name: string;
      readonly options: CustomCaOptions;
    },
  ) {}

  /** Where the certificates lie. */
  public toString(): string {
    return `CustomCa(${this._source.kind} ${this._source.name})`;
  }
}
