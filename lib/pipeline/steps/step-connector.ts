/** How a secret manager signs on to its vault. */
export enum VaultAuthentication {
  /** By a role of an application. */
  APP_ROLE = 'AppRole',
  /** By a token. */
  TOKEN = 'Token',
  /** By an agent of Vault. */
  VAULT_AGENT = 'VaultAgent',
  /** By the role of a Kubernetes account. */
  KUBERNETES = 'Kubernetes',
  /** By a role of AWS. */
  AWS_IAM = 'AwsIam',
  /** By JSON web tokens. */
  JWT = 'Jwt',
}

/** How AWS is signed on to. */
export enum AwsAuthentication {
  /** By an access key. */
  ACCESS_KEY = 'AccessKey',
  /** By the IAM role of the delegate. */
  IAM_ROLE = 'IamRole',
  /** By the IAM role of the ServiceAccount of the pod (IRSA). */
  IRSA = 'Irsa',
  /** By OpenID Connect. */
  OIDC = 'Oidc',
  /** By assuming a role of the security token service. */
  ASSUME_ROLE = 'AssumeRole',
}

/** Options of `StepConnector.vault`. */
export interface VaultConnectorOptions {
  /** How it signs on. */
  readonly authentication: VaultAuthentication;
  /**
   * How often it renews its token, in minutes.
   *
   * @default 0
   */
  readonly renewalIntervalMinutes?: number;
}

/** Why the new delegate cannot use a connector, told from what is known of it. @internal */
export interface ConnectorFacts {
  /** What Harness calls the type, for example `DockerRegistry`; `undefined` where it is not known. */
  readonly type?: string;
  /** What keeps the new delegate from using it although it knows the type. */
  readonly caveat?: string;
  readonly usesIrsa?: boolean;
  /** How it signs on, where its factory asks for that. */
  readonly authentication?: string;
  readonly renewalIntervalMinutes?: number;
  /** As given, until somebody can tell what is wrong with them. */
  readonly options?: VaultConnectorOptions;
}

/**
 * A connector that a step or a stage uses, by its reference (`account.identifier`, `org.identifier`, `identifier` or an
 * expression) and by what it is: the new delegate knows few of them.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
export class StepConnector {
  /** A Docker registry connector to Docker Hub. */
  public static dockerHub(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'DockerRegistry' });
  }

  /** A Docker registry connector to another registry than Docker Hub. */
  public static dockerRegistry(reference: string): StepConnector {
    return new StepConnector(reference, {
      type: 'DockerRegistry',
      caveat: 'of Docker registries it reaches Docker Hub alone',
    });
  }

  /** A GitHub connector. */
  public static gitHub(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'Github' });
  }

  /** An AWS connector, to registries and buckets of AWS. */
  public static aws(reference: string, authentication: AwsAuthentication): StepConnector {
    return new StepConnector(reference, {
      type: 'Aws',
      authentication,
      usesIrsa: authentication === AwsAuthentication.IRSA,
    });
  }

  /** A Google Cloud connector. */
  public static gcp(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'Gcp' });
  }

  /** An Azure connector. */
  public static azure(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'Azure' });
  }

  /** An Artifactory connector. */
  public static artifactory(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'Artifactory' });
  }

  /** A secret manager in HashiCorp Vault. */
  public static vault(reference: string, options: VaultConnectorOptions): StepConnector {
    const { authentication, renewalIntervalMinutes = 0 } = options ?? {};
    const isKnown = authentication === VaultAuthentication.APP_ROLE || authentication === VaultAuthentication.TOKEN;
    const caveat = isKnown
      ? 'its renewal interval must be 0'
      : 'of the ways to sign on to Vault it knows AppRole and Token alone';
    return new StepConnector(reference, {
      type: 'Vault',
      authentication,
      renewalIntervalMinutes,
      options,
      caveat: isKnown && renewalIntervalMinutes === 0 ? undefined : caveat,
    });
  }

  /** A secret manager in AWS Secrets Manager. */
  public static awsSecretsManager(reference: string, authentication: AwsAuthentication): StepConnector {
    const known = [AwsAuthentication.ACCESS_KEY, AwsAuthentication.IAM_ROLE];
    return new StepConnector(reference, {
      type: 'AwsSecretManager',
      authentication,
      caveat: known.includes(authentication)
        ? undefined
        : 'of the ways to sign on to AWS Secrets Manager it knows an access key and an IAM role alone',
    });
  }

  /**
   * A connector of any other type.
   *
   * @param type as Harness calls it, for example `Gitlab`
   */
  public static other(reference: string, type: string): StepConnector {
    return new StepConnector(reference, { type });
  }

  /** A connector of which nothing but its reference is known. What a delegate can do with it is then not checked. */
  public static ofUnknownType(reference: string): StepConnector {
    return new StepConnector(reference, {});
  }

  private constructor(
    /** How it is referred to. */
    public readonly reference: string,
    /** @internal */
    public readonly _facts: ConnectorFacts,
  ) {}

  /** For example `account.docker_hub (DockerRegistry)`. */
  public toString(): string {
    return `${this.reference} (${this._facts.type ?? 'of unknown type'})`;
  }
}
