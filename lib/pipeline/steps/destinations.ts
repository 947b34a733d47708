import { definedOf } from '../../core';
import type { StepConnector } from './step-connector';
import { type StepOptions } from './step-options';

/** Options of `ImageRegistry.ecr`. */
export interface EcrOptions {
  /** ID of the AWS account: 12 digits, or an expression. */
  readonly account: string;
  /** AWS region, for example `eu-west-1`, or an expression. */
  readonly region: string;
  /** Name of the image, in lowercase and without a tag, or an expression. */
  readonly imageName: string;
}

/** Options of `ImageRegistry.gar` and `ImageRegistry.gcr`. */
export interface GoogleRegistryOptions {
  /** Registry host, for example `europe-docker.pkg.dev`, or an expression. */
  readonly host: string;
  /** ID of the Google Cloud project, or an expression. */
  readonly projectId: string;
  /** Name of the image, in lowercase and without a tag, or an expression: `repository/app` in Artifact Registry. */
  readonly imageName: string;
}

/** Registry that an image is pushed to. */
export class ImageRegistry {
  /**
   * A Docker registry.
   *
   * @param repository repository, for example `example/app`
   */
  public static docker(repository: string): ImageRegistry {
    return new ImageRegistry('BuildAndPushDockerRegistry', { repo: repository });
  }

  /** Amazon Elastic Container Registry. */
  public static ecr(options: EcrOptions): ImageRegistry {
    const { account, region, imageName } = options ?? {};
    return new ImageRegistry('BuildAndPushECR', { account, region, imageName }, options);
  }

  /** Google Artifact Registry. */
  public static gar(options: GoogleRegistryOptions): ImageRegistry {
    const { host, projectId, imageName } = options ?? {};
    return new ImageRegistry('BuildAndPushGAR', { host, projectID: projectId, imageName }, options);
  }

  /** Google Container Registry. */
  public static gcr(options: GoogleRegistryOptions): ImageRegistry {
    const { host, projectId, imageName } = options ?? {};
    return new ImageRegistry('BuildAndPushGCR', { host, projectID: projectId, imageName }, options);
  }

  /**
   * Azure Container Registry.
   *
   * @param repository repository, for example `example.azurecr.io/app`
   */
  public static acr(repository: string): ImageRegistry {
    return new ImageRegistry('BuildAndPushACR', { repository });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options?: EcrOptions | GoogleRegistryOptions,
  ) {}

  /** For example `BuildAndPushDockerRegistry`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._type;
  }
}

/** Options of `UploadDestination.s3`. */
export interface S3DestinationOptions {
  /** Name of the bucket, or an expression. */
  readonly bucket: string;
  /** Region of the bucket, for example `eu-west-1`, or an expression. */
  readonly region: string;
  /**
   * Path in the bucket.
   *
   * @default - the root of the bucket
   */
  readonly target?: string;
}

/** Options of `UploadDestination.gcs`. */
export interface GcsDestinationOptions {
  /** Name of the bucket, or an expression. */
  readonly bucket: string;
  /**
   * Path in the bucket.
   *
   * @default - the root of the bucket
   */
  readonly target?: string;
}

/** Destination of uploaded build files. */
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
   * @param target repository and path, for example `repository/path`
   */
  public static artifactory(target: string): UploadDestination {
    return new UploadDestination('ArtifactoryUpload', { target });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
    /** Unvalidated; checked by the owning construct. @internal */
    public readonly _options?: S3DestinationOptions | GcsDestinationOptions,
  ) {}

  /** For example `S3Upload`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return this._type;
  }
}

/** Options of `CiStep.buildAndPush`. */
export interface BuildAndPushStepOptions extends StepOptions {
  /** Connector to the registry. */
  readonly connector: StepConnector;
  /** Registry that the image is pushed to. */
  readonly registry: ImageRegistry;
  /** Tags of the image. Each can be an expression. */
  readonly tags: string[];
  /**
   * Path of the Dockerfile.
   *
   * @default - Dockerfile
   */
  readonly dockerfile?: string;
  /**
   * Build context directory.
   *
   * @default - the workspace
   */
  readonly context?: string;
  /**
   * Build arguments.
   *
   * @default - none
   */
  readonly buildArguments?: { [name: string]: string };
}

/** Options of `CiStep.upload`. */
export interface UploadStepOptions extends StepOptions {
  /** Connector to the storage service. */
  readonly connector: StepConnector;
  /** Destination of the files. */
  readonly destination: UploadDestination;
  /** Path of the files to upload. */
  readonly sourcePath: string;
}
