import type { Duration } from 'cdk8s';
import type { ISecret } from 'cdk8s-plus-28';

/** How the pods pick up a new token from a Secret that is managed elsewhere. */
export interface TokenRotationOptions {
  /**
   * A string that you change when the token changes, such as a date, a number or a hash: at most 253 letters, digits, `-`,
   * `_`, `.` and `:`. It becomes the pod annotation `harness.io/token-revision`, so that a change starts new pods.
   *
   * @default - none
   */
  readonly revision?: string;
  /**
   * Adds the annotation that makes Reloader, if it runs in your cluster, start new pods when the Secret changes.
   *
   * @see https://github.com/stakater/Reloader
   * @default false
   */
  readonly reloader?: boolean;
}

/** Options for a token in an existing Secret. */
export interface SecretTokenOptions extends TokenRotationOptions {
  /**
   * Key of the token in the Secret.
   *
   * @default HARNESS_DELEGATE_TOKEN; DELEGATE_TOKEN for the legacy delegate
   */
  readonly key?: string;
}

/** Kind of store that External Secrets reads from. */
export enum SecretStoreKind {
  /** A store in the namespace of the delegate. */
  SECRET_STORE = 'SecretStore',
  /** A cluster-wide store. */
  CLUSTER_SECRET_STORE = 'ClusterSecretStore',
}

/** Options for a token that External Secrets fetches from a secret manager. */
export interface ExternalSecretTokenOptions extends TokenRotationOptions {
  /** Name of the store. */
  readonly storeName: string;
  /**
   * Kind of the store.
   *
   * @default SecretStoreKind.CLUSTER_SECRET_STORE
   */
  readonly storeKind?: SecretStoreKind;
  /** Key of the secret in the secret manager. */
  readonly remoteKey: string;
  /**
   * Property within that secret.
   *
   * @default - the whole secret
   */
  readonly remoteProperty?: string;
  /**
   * Version of that secret.
   *
   * @default - the latest
   */
  readonly remoteVersion?: string;
  /**
   * How often the token is fetched from the secret manager.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/**
 * The token that the delegate uses to register with Harness. It is a reference: the manifests contain no token unless you
 * use `unsafePlainText`.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/secure-delegates-with-tokens
 */
export class DelegateToken {
  /** A token in an existing Secret in the delegate's namespace. */
  public static fromSecretName(secretName: string, options: SecretTokenOptions = {}): DelegateToken {
    return new DelegateToken({ kind: 'existing', secretName, options });
  }

  /** A token in a cdk8s-plus Secret, which must be in the delegate's namespace. */
  public static fromSecret(secret: ISecret, options: SecretTokenOptions = {}): DelegateToken {
    const { name, metadata } = (secret ?? {}) as {
      name: string;
      metadata?: { namespace?: string };
    };
    // An imported Secret has no metadata.
    const secretNamespace = metadata && (metadata.namespace ?? 'default');
    return new DelegateToken({ kind: 'existing', secretName: name, secretNamespace, options });
  }

  /**
   * A token in a secret manager. The delegate creates an ExternalSecret, and External Secrets copies the token to a
   * Secret with the name of the delegate. Argo CD applies the ExternalSecret one sync wave earlier.
   *
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  public static fromExternalSecret(options: ExternalSecretTokenOptions): DelegateToken {
    return new DelegateToken({ kind: 'external', options });
  }

  /**
   * The token itself, exactly as the Harness UI shows it. The manifests contain it in clear text: anyone who can read them
   * can act as your delegate. The pods are replaced when the token changes, except in profile `DOCUMENTED`, which has no
   * annotation for that.
   */
  public static unsafePlainText(token: string): DelegateToken {
    return new DelegateToken({ kind: 'plain', token });
  }

  /** @internal */
  public readonly _source!: TokenSource;

  private constructor(source: TokenSource) {
    // Not enumerable, so that logging the object does not show a token in clear text.
    Object.defineProperty(this, '_source', { value: source, enumerable: false });
  }

  /** The kind of reference, never the token. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `DelegateToken(${this._source.kind})`;
  }
}

/** @internal */
export type TokenSource =
  | {
      readonly kind: 'existing';
      readonly secretName: string;
      readonly secretNamespace?: string;
      readonly options: SecretTokenOptions;
    }
  | { readonly kind: 'external'; readonly options: ExternalSecretTokenOptions }
  | { readonly kind: 'plain'; readonly token: string };
