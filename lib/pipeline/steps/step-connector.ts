/** How a secret manager authenticates to HashiCorp Vault. */
export enum VaultAuthentication {
  /** AppRole. */
  APP_ROLE = 'AppRole',
  /** Token. */
  TOKEN = 'Token',
  /** Vault Agent. */
  VAULT_AGENT = 'VaultAgent',
  /** Kubernetes ServiceAccount. */
  KUBERNETES = 'Kubernetes',
  /** AWS IAM role. */
  AWS_IAM = 'AwsIam',
  /** JSON Web Token. */
  JWT = 'Jwt',
}

/** How a connector authenticates to AWS. */
export enum AwsAuthentication {
  /** Access key. */
  ACCESS_KEY = 'AccessKey',
  /** IAM role of the delegate. */
  IAM_ROLE = 'IamRole',
  /** IAM role of the pod's ServiceAccount (IRSA). */
  IRSA = 'Irsa',
  /** OpenID Connect. */
  OIDC = 'Oidc',
  /** Role assumed with the AWS Security Token Service. */
  ASSUME_ROLE = 'AssumeRole',
}

/** Options of `StepConnector.vault`. */
export interface VaultConnectorOptions {
  /** Authentication method. */
  readonly authentication: VaultAuthentication;
  /**
   * Interval at which the token is renewed, in minutes.
   *
   * @default 0
   */
  readonly renewalIntervalMinutes?: number;
}

/** Known facts about a connector, from which the checks derive whether a step or delegate can use it. @internal */
export interface ConnectorFacts {
  /** Harness connector type, for example `DockerRegistry`; `undefined` if unknown. */
  readonly type?: string;
  /** Why the new delegate cannot use the connector although it supports the type; reads after "a connector that …:". */
  readonly caveat?: string;
  /** Whether it is known to be a connector to Docker Hub. */
  readonly isDockerHub?: boolean;
  readonly usesIrsa?: boolean;
  /** Authentication method, if the factory has a parameter for it. */
  readonly authentication?: string;
  readonly renewalIntervalMinutes?: number;
  /** Unvalidated; checked by the owning construct. */
  readonly options?: VaultConnectorOptions;
}

/**
 * A connector that a step or stage uses: its reference (`account.identifier`, `org.identifier`, `identifier` or an
 * expression) and its type. The new delegate supports only a few types.
 *
 * @see https://developer.harness.io/docs/platform/delegates-v2/install-a-delegate/install-kubernetes-delegate
 */
export class StepConnector {
  /** A Docker registry connector to Docker Hub. */
  public static dockerHub(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'DockerRegistry', isDockerHub: true });
  }

  /** A Docker registry connector to a registry other than Docker Hub. */
  public static dockerRegistry(reference: string): StepConnector {
    return new StepConnector(reference, {
      type: 'DockerRegistry',
      caveat: 'it supports only Docker Hub',
    });
  }

  /** A GitHub connector. */
  public static gitHub(reference: string): StepConnector {
    return new StepConnector(reference, { type: 'Github' });
  }

  /** An AWS connector, for AWS registries and buckets. */
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
    const caveat = isKnown ? 'its renewal interval must be 0' : 'it supports only AppRole and token authentication';
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
      caveat: known.includes(authentication) ? undefined : 'it supports only an access key or an IAM role',
    });
  }

  /**
   * A connector of any other type.
   *
   * @param type Harness connector type, for example `Gitlab`
   */
  public static other(reference: string, type: string): StepConnector {
    return new StepConnector(reference, { type });
  }

  /** A connector of unknown type. Whether a delegate supports it is not checked. */
  public static ofUnknownType(reference: string): StepConnector {
    return new StepConnector(reference, {});
  }

  private constructor(
    /** Reference to the connector. */
    public readonly reference: string,
    /** @internal */
    public readonly _facts: ConnectorFacts,
  ) {}

  /** For example `account.docker_hub (DockerRegistry)`. */
  public toString(): string {
    return this.asText();
  }

  /** Private, so that TypeScript accepts no string or other object instead of an instance. */
  private asText(): string {
    return `${this.reference} (${this._facts.type ?? 'of unknown type'})`;
  }
}
