/** Options of `ImageRegistry.ecr`. */
export interface EcrOptions {
  /** Id of the AWS account: 12 digits. */
  readonly account: string;
  /** Region, for example `eu-west-1`. */
  readonly region: string;
  /** Name of the image. */
  readonly imageName: string;
}

/** Options of `ImageRegistry.gar` and `ImageRegistry.gcr`. */
export interface GoogleRegistryOptions {
  /** Host, for example `europe-docker.pkg.dev`. */
  readonly host: string;
  /** Id of the project. */
  readonly projectId: string;
  /** Name of the image. */
  readonly imageName: string;
}

/** Where an image is pushed to. */
export class ImageRegistry {
  /**
   * A Docker registry.
   *
   * @param repository for example `example/app`
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
   * @param repository for example `example.azurecr.io/app`
   */
  public static acr(repository: string): ImageRegistry {
    return new ImageRegistry('BuildAndPushACR', { repository });
  }

  private constructor(
    /** @internal */
    public readonly _type: string,
    /** @internal */
    public readonly _spec: { readonly [member: string]: string },
    /** As given, until somebody can tell what is wrong with them. @internal */
    public readonly _options?: EcrOptions | GoogleRegistryOptions,
  ) {}

  /** For example `BuildAndPushDockerRegistry`. */
  public toString(): string {
    return this._type;
  }
}
