/** Options of a rollout that leaves pods as they are. */
export interface PausedRolloutOptions {
  /** Why. It appears in an annotation of the policies, and in `summary()`. */
  readonly reason: string;
}

/**
 * Which pods a profile applies to: use `canary` to try a profile with the stages that set a label, and `off` to take it out of
 * the way.
 */
export class ProfileRollout {
  /** All pods of the namespace. */
  public static all(): ProfileRollout {
    return new ProfileRollout('all');
  }

  /** Pods with these labels, which stages set with `labels`. Others stay as Harness makes them. */
  public static canary(labels: { [key: string]: string }): ProfileRollout {
    return new ProfileRollout('canary', labels);
  }

  /**
   * No pods: the policies have no bindings. `kubectl apply` deletes no objects: delete the bindings yourself, as `summary()`
   * says. Argo CD and Flux delete them when they prune.
   */
  public static off(options: PausedRolloutOptions): ProfileRollout {
    return new ProfileRollout('off', undefined, options);
  }

  private constructor(
    /** @internal */
    public readonly _mode: 'all' | 'canary' | 'off',
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _labels?: { readonly [key: string]: string },
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options?: PausedRolloutOptions,
  ) {}

  /** `all`, `canary` or `off`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._mode;
  }
}
