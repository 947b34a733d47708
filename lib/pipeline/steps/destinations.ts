import { definedOf, type Rule } from '../../core';
import type { StepConnector } from './step-connector';
import { type StepOptions } from './step-options';

/** Options of `ImageRegistry.ecr`. */
export interface EcrOptions {
  /** ID of the AWS account: 12 digits. */
  readonly account: string;
  /** AWS region, for example `eu-west-1`, or an expression. */
  readonly region: string;
  /** Name of the image. */
  readonly imageName: string;
}

/** Options of `ImageRegistry.gar` and `ImageRegistry.gcr`. */
export interface GoogleRegistryOptions {
  /** Registry host, for example `europe-docker.pkg.dev`. */
  readonly host: string;
  /** ID of the Google Cloud project. */
  readonly projectId: string;
  /** Name of the image. */
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

/* Rules for regions and buckets of clouds. */

/**
 * The shape of regions. Those of AWS grow in number, and stores with the API of S3 name theirs as they like, for example
 * `auto`.
 *
 * @see https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const REGION: Rule = {
  allowed: "a region of lowercase letters, digits and '-', for example eu-west-1",
  remedy: 'Pass the code of the region, and not its name.',
  holds: (value) => /^[a-z0-9]+(-[a-z0-9]+)*$/.test(value) && value.length <= 63,
};

const IP_ADDRESS = /^([0-9]{1,3}\.){3}[0-9]{1,3}$/;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const S3_BUCKET: Rule = {
  allowed:
    "the name of a bucket: 3 to 63 lowercase letters, digits, '-' and '.', starting and ending with a letter or digit",
  remedy: 'Pass the name only, without s3:// and a path. Set the path with target.',
  holds: (value) => /^[a-z0-9][-a-z0-9]*(\.?[a-z0-9][-a-z0-9]*)*$/.test(value) && isBucket(value, 63),
};

/** @see https://cloud.google.com/storage/docs/buckets#naming */
const GCS_BUCKET: Rule = {
  allowed:
    "the name of a bucket: 3 to 63 lowercase letters, digits, '-', '_' and '.', starting and ending with a letter or digit",
  remedy: 'Pass the name only, without gs:// and a path. Set the path with target.',
  holds: (value) =>
    /^[-_.a-z0-9]+$/.test(value) &&
    isBucket(value, value.includes('.') ? 222 : 63) &&
    value.split('.').every((part) => part !== '' && part.length <= 63),
};

function isBucket(value: string, longest: number): boolean {
  return (
    value.length >= 3 &&
    value.length <= longest &&
    /^[a-z0-9]/.test(value) &&
    /[a-z0-9]$/.test(value) &&
    !IP_ADDRESS.test(value)
  );
}

/** By type of step and member of its spec. */
const RULES: { readonly [type: string]: { readonly [member: string]: Rule } } = {
  BuildAndPushECR: { region: REGION },
  S3Upload: { bucket: S3_BUCKET, region: REGION },
  GCSUpload: { bucket: GCS_BUCKET },
};

/** The rule for a member of a registry or destination; `undefined` if every string is valid. */
export function destinationRule(type: string, member: string): Rule | undefined {
  return RULES[type]?.[member];
}

/** Options of `CiStep.buildAndPush`. */
export interface BuildAndPushStepOptions extends StepOptions {
  /** Connector to the registry. */
  readonly connector: StepConnector;
  /** Registry that the image is pushed to. */
  readonly registry: ImageRegistry;
  /** Tags of the image. */
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
