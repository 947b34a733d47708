import type { DelegateAccess } from '../access';
import type { BuildClusterOptions, BuildNamespaceOptions } from '../build-farm';
import type { IKubernetesClusterConnector } from '../connector';
import type {
  CloudIdentity,
  DelegateAvailabilityProps,
  DelegateContainerProps,
  DelegateGeneration,
  DelegateImage,
  DelegateLegacyProps,
  DelegateMetadataProps,
  DelegateNetworkProps,
  DelegateSchedulingProps,
  DelegateToken,
  DelegateUpgraderProps,
  IHarnessDelegate,
  ImagePullPolicy,
} from '../delegate';
import type { HarnessScope } from '../document';
import type { StagePodOptions } from '../pipeline';

/** Settings of the farm's delegate beyond those that the farm itself asks for. */
export interface CiDelegateOptions
  extends
    DelegateAvailabilityProps,
    DelegateContainerProps,
    DelegateSchedulingProps,
    DelegateNetworkProps,
    DelegateLegacyProps,
    DelegateMetadataProps,
    DelegateUpgraderProps {
  /**
   * URL of the Harness platform.
   *
   * @default https://app.harness.io
   */
  readonly managerEndpoint?: string;
  /**
   * Accepts a `managerEndpoint` with `http:`. The token then crosses the network in clear text.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * Tags by which connectors and stages select the delegate, beside its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * What the delegate is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Generation of the delegate, for images whose tag does not tell it.
   *
   * @default - told from the tag of the image
   */
  readonly generation?: DelegateGeneration;
  /**
   * When the node pulls the image.
   *
   * @default - as of HarnessDelegate
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with credentials of the registry.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Identity of a cloud for the delegate's pods.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
}

/** Settings of the farm's connector. Its credentials are those of the farm's delegate, which it selects by all of its tags. */
export interface CiConnectorOptions {
  /**
   * Name of the connector.
   *
   * @default - the name of the delegate
   */
  readonly name?: string;
  /**
   * Identifier, by which others refer to the connector. It can never be changed.
   *
   * @default - derived from the name as Harness does
   */
  readonly identifier?: string;
  /**
   * What the connector is for.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Tags of the connector; a bare tag has an empty value.
   *
   * @default - none
   */
  readonly tags?: { [key: string]: string };
  /**
   * Whether Harness leaves the connection test out.
   *
   * @default false
   */
  readonly ignoreTestConnection?: boolean;
}

/**
 * Properties of `CiBuildInfra`. `accountId`, `delegateName`, `image` and `token` are enough; what a namespace for builds can
 * be told is the default for all of them.
 */
export interface CiBuildInfraProps extends BuildNamespaceOptions, BuildClusterOptions {
  /** The Harness account. */
  readonly accountId: string;
  /**
   * Where delegate and connector live in Harness. Stages may live further down: in a project where this is the account.
   *
   * @default - that of `delegate` where it is known, else HarnessScope.account()
   */
  readonly scope?: HarnessScope;
  /**
   * Settings of the farm's connector.
   *
   * @default - as the properties of the connector say
   */
  readonly connectorOptions?: CiConnectorOptions;
  /**
   * A connector that exists already, in place of one of the farm's own.
   *
   * @default - the farm makes one
   */
  readonly connector?: IKubernetesClusterConnector;
  /**
   * Name of the delegate.
   *
   * @default - required, unless `delegate` is given
   */
  readonly delegateName?: string;
  /**
   * Image of the delegate.
   *
   * @default - required, unless `delegate` is given
   */
  readonly image?: DelegateImage;
  /**
   * Token by which the delegate signs on.
   *
   * @default - required, unless `delegate` is given
   */
  readonly token?: DelegateToken;
  /**
   * A delegate that exists already, in place of one of the farm's own.
   *
   * @default - the farm makes one
   */
  readonly delegate?: IHarnessDelegate;
  /**
   * Further settings of the farm's delegate.
   *
   * @default - those of HarnessDelegate
   */
  readonly delegateOptions?: CiDelegateOptions;
  /**
   * Namespace of the farm's delegate.
   *
   * @default 'harness-delegate'
   */
  readonly delegateNamespace?: string;
  /**
   * Whether the namespace of the farm's delegate is made. `createNamespace` is about the namespaces of builds.
   *
   * @default true
   */
  readonly createDelegateNamespace?: boolean;
  /**
   * Namespaces of builds. Further ones, with settings of their own, by `addBuildNamespace`.
   *
   * @default ['harness-builds']; that of the delegate with `sharedNamespace`
   */
  readonly buildNamespaces?: string[];
  /**
   * Builds run in the namespace of the delegate, as in Harness' documentation. Whoever writes a pipeline is then close to
   * the delegate's token; `summary()` says what is left open.
   *
   * @default false
   */
  readonly sharedNamespace?: boolean;
  /**
   * Whether the farm's delegate may list ReplicaSets of the namespace `default`, by which Harness tests a connector.
   *
   * @default true
   */
  readonly connectionTest?: boolean;
  /**
   * Rights of the farm's delegate beyond builds and the connection test.
   *
   * @default - none
   */
  readonly additionalAccess?: DelegateAccess;
  /**
   * Whether there are headless services, without which builds cannot be reached under mutual TLS in STRICT mode.
   *
   * @default - true with `istio`
   */
  readonly headlessService?: boolean;
  /**
   * What of the pods of stages stands in no stage: the proxy of a mesh, and the larger defaults of an account. Each stage is
   * held with it against the quota of its namespace.
   *
   * @default - the proxy of Istio with 100m and 128Mi where `istio` injects one, and Harness' usual defaults
   */
  readonly stagePodOptions?: StagePodOptions;
}
