/** Certificates that the delegate trusts, and the one by which it identifies itself. */
import type { Volume } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, DATA_KEY, derived, DNS_SUBDOMAIN, type Rule, SECRET_NAME } from '../core';
import type { ResolveContext } from './context';
import { refuseOlderImage, setting } from './generation';
import type { MountedFiles } from './mounted-files';
import { filesOf } from './volumes';

/** Options of `CustomCa`. */
export interface CustomCaOptions {
  /**
   * Absolute paths at which the certificates are mounted in build pods. The image of a step decides which path its tools
   * read, for example `/etc/ssl/certs/ca-certificates.crt`.
   *
   * @default - none: build pods do not get the certificates
   */
  readonly buildPodPaths?: string[];
}

/**
 * CA certificates that the delegate trusts, in addition to those of its image. Every key of the Secret or ConfigMap is a
 * PEM file. For the legacy delegate, and for the new delegate from 1.40.2.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/install-delegates-with-custom-certs
 */
export class CustomCa {
  /** Certificates in a Secret of the delegate's namespace. */
  public static fromSecretName(secretName: string, options: CustomCaOptions = {}): CustomCa {
    return new CustomCa({ kind: 'secret', name: secretName, options });
  }

  /** Certificates in a ConfigMap of the delegate's namespace: they are not secret. */
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

  /** The source of the certificates. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `CustomCa(${this._source.kind} ${this._source.name})`;
  }
}

/** Harness separates paths with commas. */
const BUILD_POD_PATH: Rule = {
  allowed: "an absolute path of a file, without ',', ':' and spaces",
  remedy: 'Use a path such as /etc/ssl/certs/ca-certificates.crt.',
  holds: (value) => ABSOLUTE_PATH.holds(value) && !/[,\s]/.test(value) && !value.endsWith('/'),
};

/** The settings and volumes for the CA certificates. */
export function resolveCustomCa(context: ResolveContext, customCa: CustomCa): MountedFiles {
  const { checks, profile, generation } = context;
  const { kind, options } = customCa._source;
  const { since, mountPath, directory, buildPodPaths } = generation.customCa;
  if (since !== undefined) {
    refuseOlderImage(context, 'customCa', since);
  }
  checks.part(() => {
    if (kind === 'secret') {
      checks.secretText('customCa.secretName', customCa._source.name, SECRET_NAME);
    } else {
      checks.text('customCa.configMapName', customCa._source.name, DNS_SUBDOMAIN);
    }
  });
  const { name } = customCa._source;
  const paths = options.buildPodPaths ?? [];
  checks.each(paths, (path, index) => {
    checks.text(`customCa.buildPodPaths[${index}]`, path, BUILD_POD_PATH);
    checks.once(`customCa.buildPodPaths[${index}]`, path, paths.slice(0, index));
  });
  const joined = paths.length === 0 ? undefined : derived(paths, (...known) => known.join(','));
  const defaultMode = profile.certificateFileMode;
  const volume: Volume = {
    name: 'custom-certs',
    ...(kind === 'secret' ? { secret: { secretName: name, defaultMode } } : { configMap: { name, defaultMode } }),
  };
  return {
    settings: [...setting(directory, mountPath), ...setting(buildPodPaths, joined)],
    volumes: [filesOf(volume, mountPath)],
  };
}

/* Mutual TLS. */

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
  const source = mutualTls._source;
  const { since, mountPath, certificate, privateKey } = generation.mutualTls;
  if (since !== undefined) {
    refuseOlderImage(context, 'mutualTls', since);
  }
  checks.apart(
    () => checks.secretText('mutualTls.secretName', source.secretName, SECRET_NAME),
    () => checks.secretText('mutualTls.certificateKey', source.options.certificateKey ?? 'client.crt', DATA_KEY),
    () => checks.secretText('mutualTls.privateKeyKey', source.options.privateKeyKey ?? 'client.key', DATA_KEY),
  );
  const { secretName, options } = source;
  const { certificateKey = 'client.crt', privateKeyKey = 'client.key' } = options;
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
