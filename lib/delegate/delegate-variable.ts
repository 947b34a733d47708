/** The source of a variable's value. @internal */
export type EnvironmentSource =
  | { readonly kind: 'plain'; readonly value: string; readonly isSecret: boolean }
  | { readonly kind: 'secret' | 'configMap'; readonly objectName: string; readonly key: string }
  | { readonly kind: 'field'; readonly fieldPath: string };

/** An environment variable of the delegate's container. */
export class DelegateVariable {
  /**
   * A value in clear text. Names that indicate a secret (such as TOKEN, PASSWORD or SECRET) are refused: use `fromSecret`.
   */
  public static plain(name: string, value: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'plain', value, isSecret: false });
  }

  /** A value in clear text whose name indicates a secret. Anyone who can read the manifest sees the value. */
  public static unsafePlainSecret(name: string, value: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'plain', value, isSecret: true });
  }

  /** The value of a key in a Secret of the delegate's namespace. */
  public static fromSecret(name: string, secretName: string, key: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'secret', objectName: secretName, key });
  }

  /** The value of a key in a ConfigMap of the delegate's namespace. */
  public static fromConfigMap(name: string, configMapName: string, key: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'configMap', objectName: configMapName, key });
  }

  /** A field of the pod, for example `status.podIP`. */
  public static fromField(name: string, fieldPath: string): DelegateVariable {
    return new DelegateVariable(name, { kind: 'field', fieldPath });
  }

  /** @internal */
  public readonly _source!: EnvironmentSource;

  private constructor(
    /** Name of the variable. */
    public readonly name: string,
    source: EnvironmentSource,
  ) {
    // Not enumerable, so that logging the object does not show a secret in clear text.
    Object.defineProperty(this, '_source', { value: source, enumerable: false });
  }

  /** The name, never the value. */
  public toString(): string {
    return this.name;
  }
}
