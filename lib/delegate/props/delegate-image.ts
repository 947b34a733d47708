/** The parts of an image reference. */
export interface DelegateImageParts {
  /**
   * Host of the registry, with the port if it has one.
   *
   * @default - none: the repository is resolved by the node's container runtime
   */
  readonly registry?: string;
  /** Repository, for example `gar-prod-setup/harness-public/harness/delegate`. */
  readonly repository: string;
  /**
   * Tag, for example `1.30.1`, or `26.02.88404.minimal` for a legacy delegate. It also tells the generation.
   *
   * @default - none; then `digest` is required, and `generation` of the delegate too
   */
  readonly tag?: string;
  /**
   * Digest, for example `sha256:` and 64 hexadecimal digits.
   *
   * @default - none; then `tag` is required
   */
  readonly digest?: string;
}

/**
 * The container image of a delegate. It is named exactly, by tag or by digest: there is no default version.
 *
 * @see https://developer.harness.io/docs/platform/delegates/delegate-concepts/delegate-image-types
 */
export class DelegateImage {
  /** An image by its whole reference: `registry/repository:tag`, `…@sha256:…` or both. */
  public static of(reference: string): DelegateImage {
    return new DelegateImage(reference);
  }

  /** An image by the parts of its reference. */
  public static fromParts(parts: DelegateImageParts): DelegateImage {
    return new DelegateImage(undefined, parts);
  }

  private constructor(
    /** @internal */
    public readonly _reference?: string,
    /** @internal */
    public readonly _parts?: DelegateImageParts,
  ) {}

  /** The image as it was given; it is checked when a delegate uses it. */
  public toString(): string {
    return this._reference ?? this._parts?.repository ?? '';
  }
}

/**
 * When the node pulls the image.
 *
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy
 */
export enum ImagePullPolicy {
  /** At each start of a container. */
  ALWAYS = 'Always',
  /** When the node does not have it yet. */
  IF_NOT_PRESENT = 'IfNotPresent',
  /** Never: the image must be on the node. */
  NEVER = 'Never',
}
