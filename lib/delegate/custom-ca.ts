import type { Volume } from 'kubernetes-types/core/v1';
import { ABSOLUTE_PATH, derived, DNS_SUBDOMAIN, type Rule, SECRET_NAME } from '../core';
import type { ResolveContext } from './context';
import { refuseOlderImage, setting } from './generation-support';
import { filesOf, type MountedFiles } from './volumes';

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
  const { kind, name, options } = customCa._source;
  const { since, mountPath, directory, buildPodPaths } = generation.customCa;
  if (since !== undefined) {
    refuseOlderImage(context, 'customCa', since);
  }
  if (kind === 'secret') {
    checks.secretText('customCa.secretName', name, SECRET_NAME);
  } else {
    checks.text('customCa.configMapName', name, DNS_SUBDOMAIN);
  }
  const paths = options.buildPodPaths ?? [];
  paths.forEach((path, index) => {
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
