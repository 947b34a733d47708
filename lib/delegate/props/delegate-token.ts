import type { Duration } from 'cdk8s';
import type { ISecret } from 'cdk8s-plus-28';

/** How the pods follow a token that lies in a Secret made elsewhere. */
export interface TokenRotationOptions {
  /**
   * A text that you change when the token has changed: a date, a number, a hash; at most 253 letters, digits, `-`, `_`,
   * `.` and `:`. It is written as an annotation of the pods
   * (`harness.io/token-revision`), so that a change starts new ones.
   *
   * @default - none
   */
  readonly revision?: string;
  /**
   * Adds the annotation by which Reloader, if it runs in your cluster, starts new pods when the Secret changes.
   *
   * @see https://github.com/stakater/Reloader
   * @default false
   */
  readonly reloader?: boolean;
}

/** Options for a token in a Secret that exists already. */
export interface SecretTokenOptions extends TokenRotationOptions {
  /**
   * Key of the token in the Secret.
   *
   * @default HARNESS_DELEGATE_TOKEN; DELEGATE_TOKEN for the legacy delegate
   */
  readonly key?: string;
}

/** Kind of the store that External Secrets reads from. */
export enum SecretStoreKind {
  /** A store in the namespace of the delegate. */
  SECRET_STORE = 'SecretStore',
  /** A store of the whole cluster. */
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
   * How often the secret manager is asked.
   *
   * @default Duration.hours(1)
   */
  readonly refreshInterval?: Duration;
}

/**
 * The token by which the delegate signs on to Harness. It is a reference: the manifests hold no token unless you spell
 * it out by `unsafePlainText`.
 *
 * @see https://developer.harness.io/docs/platform/delegates/secure-delegates/secure-delegates-with-tokens
 */
export class DelegateToken {
  /** The token in a Secret that exists already in the delegate's namespace. */
  public static fromSecretName(secretName: string, options: SecretTokenOptions = {}): DelegateToken {
    return new DelegateToken({ kind: 'existing', secretName, options });
  }

  /** The token in a Secret of cdk8s-plus, which must be in the delegate's namespace. */
  public static fromSecret(secret: ISecret, options: SecretTokenOptions = {}): DelegateToken {
    const { name, metadata } = (secret ?? {}) as {
      name: string;
      metadata?: { namespace?: string };
    };
    // A Secret that is only referred to has no metadata.
    const secretNamespace = metadata && (metadata.namespace ?? 'default');
    return new DelegateToken({ kind: 'existing', secretName: name, secretNamespace, options });
  }

  /**
   * A token in a secret manager, fetched by External Secrets into a Secret named as the delegate. The ExternalSecret is
   * made by the delegate, and Argo CD applies it one sync wave earlier.
   *
   * @see https://external-secrets.io/latest/api/externalsecret/
   */
  public static fromExternalSecret(options: ExternalSecretTokenOptions): DelegateToken {
    return new DelegateToken({ kind: 'external', options });
  }

  /**
   * The token itself, exactly as the Harness UI shows it. It stands in clear text in the manifests: whoever reads them
   * can act as your delegate. The pods are replaced when it changes, but not in profile `DOCUMENTED`, which has no
   * annotation for that.
   */
  public static unsafePlainText(token: string): DelegateToken {
    return new DelegateToken({ kind: 'plain', token });
  }

  /** @internal */
  public readonly _source!: TokenSource;

  private constructor(source: TokenSource) {
    // Not enumerable: a token that was spelled out does not show up where an object is logged.
    Object.defineProperty(this, '_source', { value: source, enumerable: false });
  }

  /** A word for the kind of reference, never the token. */
  public toString(): string {
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
