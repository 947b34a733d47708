/** Options of `AllowedImages.of`. */
export interface AllowedImagesOptions {
  /**
   * Whether images must have a digest (`node:24@sha256:…`), which always means the same content. Not for the images of Harness,
   * which it names by tags.
   *
   * @default false
   */
  readonly digests?: boolean;
  /**
   * Registries with copies of the images of Harness, for example `registry.example.com/harness-images`: what the URL of the
   * connector `account.harnessImage` names. Mirrors of the build pod profile need not be repeated.
   *
   * @default - Docker Hub, `us-docker.pkg.dev/gar-prod-setup/harness-public` and `public.ecr.aws/harness`
   */
  readonly harnessRegistries?: string[];
}

/** Options of `AllowedImages.withoutHarness`. */
export interface AllowedImagesWithoutHarnessOptions {
  /** Why the namespace does not admit the images of Harness. It appears in an annotation of the admission policy, and in `summary()`. */
  readonly reason: string;
  /**
   * Whether images must have a digest.
   *
   * @default false
   */
  readonly digests?: boolean;
}

/**
 * Images that the containers of build pods can have. A pattern is a repository with its registry, without a tag
 * (`docker.io/library/node`), all repositories one level below a path (`ghcr.io/example/*`), or all below it
 * (`registry.example.com/**`). Images without a registry are those of `docker.io`, and those without a namespace of
 * `docker.io/library`.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export class AllowedImages {
  /** These images, and those that Harness itself chooses for build pods: its addon, its engine, the clone of the codebase, and plugins. */
  public static of(patterns: string[], options: AllowedImagesOptions = {}): AllowedImages {
    return new AllowedImages(patterns, options ?? {});
  }

  /**
   * These images, and none of Harness unless a pattern admits it. Without its addon and engine no build starts: list your copies
   * of them.
   */
  public static withoutHarness(patterns: string[], options: AllowedImagesWithoutHarnessOptions): AllowedImages {
    return new AllowedImages(patterns, undefined, options);
  }

  private constructor(
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _patterns: readonly string[],
    /** With the images of Harness. Unvalidated. @internal */
    public readonly _options?: AllowedImagesOptions,
    /** Without the images of Harness. Unvalidated. @internal */
    public readonly _without?: AllowedImagesWithoutHarnessOptions,
  ) {}

  /** For example `docker.io/library/node and ghcr.io/example/*`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._patterns.join(' and ');
  }

  /** Whether images that a pattern admits must have a digest. @internal */
  public get _needsDigest(): boolean {
    return (this._options ?? this._without)?.digests === true;
  }
}
