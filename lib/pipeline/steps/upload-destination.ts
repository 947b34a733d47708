import { definedOf } from '../../values';

/** Options of `UploadDestination.s3`. */
export interface S3DestinationOptions {
  /** Name of the bucket. */
  readonly bucket: string;
  /** Region of the bucket. */
  readonly region: string;
  /**
   * Path in the bucket.
   *
   * @default - its root
   */
  readonly target?: string;
}

/** Options of `UploadDestination.gcs`. */
export interface GcsDestinationOptions {
  /** Name of the bucket. */
  readonly bucket: string;
  /**
   * Path in the bucket.
   *
   * @default - its root
   */
  readonly target?: string;
}

/** Where files of a build are uploaded to. */
export class UploadDestination {
  /** A bucket of Amazon S3. */
  public static s3(options: S3DestinationOptions): UploadDestination {
    const { bucket, region, target } = options ?? {};
    return new UploadDestination('S3Upload', { bucket, region, ...definedOf({ target }) }, options);
  }

  /** A bucket of Google Cloud Storage. */
  public static gcs(options: GcsDestinationOptions): UploadDestination {
    const { bucket, target } = options ?? {};
    return new UploadDestination('GCSUpload', { bucket, ...definedOf({ target }) }, options);
  }

  /**
   * A path in Artifactory.
   *
   * @param target for example `repository/path`
   */
  public static artifactory(target: string): UploadDestination {
    return new UploadDestination('ArtifactoryUpload', { target });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _options?: S3DestinationOptions | GcsDestinationOptions,
  ) {}

  /** For example `S3Upload`. */
  public toString(): string {
    return this._type;
  }
}
