import { DATA_KEY, derived, SECRET_NAME } from '../core';
import type { ResolveContext } from './context';
import { refuseOlderImage, setting } from './generation-support';
import { filesOf, type MountedFiles } from './volumes';

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
 * The client certificate that authenticates the delegate to Harness (mutual TLS). Harness requires it at a dedicated
 * endpoint of your account: set `managerEndpoint` to that endpoint. For the legacy delegate, and for the new delegate from
 * 1.40.2.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/delegate-mtls-support
 */
export class MutualTls {
  /**
   * Certificate and private key, both in PEM format, in a Secret of the delegate's namespace. Only the delegate's user and
   * group can read the files.
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
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `MutualTls(${this._source.secretName})`;
  }
}

/** The settings and volume for the client certificate. */
export function resolveMutualTls(context: ResolveContext, mutualTls: MutualTls): MountedFiles {
  const { checks, profile, generation } = context;
  const { secretName, options } = mutualTls._source;
  const { certificateKey = 'client.crt', privateKeyKey = 'client.key' } = options;
  const { since, mountPath, certificate, privateKey } = generation.mutualTls;
  if (since !== undefined) {
    refuseOlderImage(context, 'mutualTls', since);
  }
  checks.secretText('mutualTls.secretName', secretName, SECRET_NAME);
  checks.secretText('mutualTls.certificateKey', certificateKey, DATA_KEY);
  checks.secretText('mutualTls.privateKeyKey', privateKeyKey, DATA_KEY);
  checks.later('mutualTls.privateKeyKey', [certificateKey, privateKeyKey], (one, other) => {
    if (one === other) {
      checks.refuse(
        'mutualTls.privateKeyKey',
        undefined,
        'a key other than the key of the certificate',
        'Pass the key under which the Secret holds the private key.',
      );
    }
  });
  const pathOf = (key: string): string => derived([key], (known) => `${mountPath}/${known}`);
  const volume = { name: 'client-certificate', secret: { secretName, defaultMode: profile.certificateFileMode } };
  return {
    settings: [...setting(certificate, pathOf(certificateKey)), ...setting(privateKey, pathOf(privateKeyKey))],
    volumes: [filesOf(volume, mountPath)],
  };
}
