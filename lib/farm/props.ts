import type { DelegateAccess } from '../access';
import type { BuildClusterOptions, BuildNamespaceOptions, IBuildFarmNamespace } from '../build-namespace';
import type {
  DelegateAvailabilityProps,
  DelegateContainerProps,
  DelegateImage,
  DelegateLegacyProps,
  DelegateMetadataProps,
  DelegateNetworkProps,
  DelegateSchedulingProps,
  DelegateToken,
  DelegateUpgraderProps,
} from '../delegate';
import type { HarnessScope } from '../document';
import type { CiStageOptions, StageInfrastructureOptions, StagePodOptions } from '../pipeline';
import type { DelegateGeneration, IHarnessDelegate, IKubernetesClusterConnector } from '../reference';
import type { CloudIdentity, ImagePullPolicy } from '../workload';

/** Settings of the farm's delegate that are not properties of the farm. */
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
   * Allow a `managerEndpoint` with `http:`. The token then crosses the network in cleartext.
   *
   * @default false
   */
  readonly unsafePlainHttp?: boolean;
  /**
   * Tags by which connectors and stages select the delegate, in addition to its name.
   *
   * @default - none
   */
  readonly tags?: string[];
  /**
   * Description of the delegate.
   *
   * @default - none
   */
  readonly description?: string;
  /**
   * Generation of the delegate, for images whose tag does not determine it.
   *
   * @default - derived from the tag of the image
   */
  readonly generation?: DelegateGeneration;
  /**
   * Image pull policy.
   *
   * @default - the default of HarnessDelegate
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Names of Secrets with registry credentials.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /**
   * Cloud identity of the delegate's pods.
   *
   * @default - none
   */
  readonly cloudIdentity?: CloudIdentity;
}

/** Settings of the farm's connector. It inherits the credentials of the farm's delegate, and selects it by all of its tags. */
export interface CiConnectorOptions {
  /**
   * Name of the connector.
   *
   * @default - the name of the delegate
   */
  readonly name?: string;
  /**
   * Identifier for references to the connector. It can never be changed.
   *
   * @default - derived from the name, as in Harness
   */
  readonly identifier?: string;
  /**
   * Description of the connector.
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
   * Whether Harness skips the connection test.
   *
   * @default false
   */
  readonly ignoreTestConnection?: boolean;
}

/** Settings of a farm, which can differ between the teams of a cluster. */
export interface CiFarmOptions extends BuildNamespaceOptions {
  /**
   * Settings of the farm's own connector.
   *
   * @default - the defaults of KubernetesClusterConnector
   */
  readonly connectorOptions?: CiConnectorOptions;
  /**
   * Name of the delegate.
   *
   * @default - required unless `delegate` is set; for a team, the name of the farm's delegate, a dash and the team
   */
  readonly delegateName?: string;
  /**
   * Image of the delegate.
   *
   * @default - required unless `delegate` is set; for a team, the image of the farm
   */
  readonly image?: DelegateImage;
  /**
   * Other settings of the farm's own delegate.
   *
   * @default - the defaults of HarnessDelegate
   */
  readonly delegateOptions?: CiDelegateOptions;
  /**
   * Namespace of the farm's own delegate.
   *
   * @default - the namespace of the chart, else `harness-delegate`; for a team, that of the farm's delegate, a dash and the team
   */
  readonly delegateNamespace?: string;
  /**
   * Whether to create the namespace of the farm's own delegate. For build namespaces, see `createNamespace`.
   *
   * @default - true, but false if `delegateNamespace` is unset and the chart has a namespace
   */
  readonly createDelegateNamespace?: boolean;
  /**
   * Build namespaces. Use `addBuildNamespace` for namespaces with different settings.
   *
   * @default ['harness-builds'], for a team with a dash and the team; the namespace of the delegate with `sharedNamespace`; required
   * in a chart with a namespace that is not that of the given `delegate`
   */
  readonly buildNamespaces?: string[];
  /**
   * Run builds in the namespace of the delegate, as in Harness' documentation. A pipeline author can then reach the
   * delegate's token; `summary()` describes what is exposed.
   *
   * @default false
   */
  readonly sharedNamespace?: boolean;
  /**
   * Whether the farm's own delegate can list ReplicaSets in the namespace `default`, which Harness does to test a connector.
   *
   * @default true
   */
  readonly connectionTest?: boolean;
  /**
   * Rights of the farm's own delegate in addition to builds and the connection test.
   *
   * @default - none
   */
  readonly additionalAccess?: DelegateAccess;
  /**
   * Whether to create headless Services. Under mutual TLS in STRICT mode, builds are not reachable without them.
   *
   * @default - true with `istio`
   */
  readonly headlessService?: boolean;
  /**
   * Pod overhead not declared in any stage: the proxy of a mesh, and increased defaults of an account. The check of a stage
   * against the quota of its namespace includes it.
   *
   * @default - Istio's proxy with 100m CPU and 128Mi memory if `istio` injects one, and Harness' standard defaults
   */
  readonly stagePodOptions?: StagePodOptions;
}

/**
 * Properties of `CiBuildInfra`. `accountId`, `delegateName`, `image` and `token` are sufficient. The settings of build
 * namespaces are defaults for all namespaces of the farm.
 */
export interface CiBuildInfraProps extends CiFarmOptions, BuildClusterOptions {
  /** ID of the Harness account. */
  readonly accountId: string;
  /**
   * Harness scope of delegate and connector. Stages can be in a narrower scope, for example in a project of the account.
   *
   * @default - the scope of `delegate` if known, else HarnessScope.account()
   */
  readonly scope?: HarnessScope;
  /**
   * Existing connector, which replaces the farm's own.
   *
   * @default - the farm creates one
   */
  readonly connector?: IKubernetesClusterConnector;
  /**
   * Token with which the delegate authenticates.
   *
   * @default - required unless `delegate` is set
   */
  readonly token?: DelegateToken;
  /**
   * Existing delegate, which replaces the farm's own.
   *
   * @default - the farm creates one
   */
  readonly delegate?: IHarnessDelegate;
}

/**
 * Options of `CiBuildInfra.perTeam`. The properties of the farm are the defaults, except for rights and identities:
 * `additionalAccess`, `additionalServiceAccounts`, `allowedProjects`, `cloudIdentity`, and that of `delegateOptions`.
 */
export interface CiTeamOptions extends CiFarmOptions {
  /**
   * Harness scope of the team's delegate, connector and pipelines: a project, or an organization with all of its projects. It is
   * also the default of `allowedProjects` if the farm has an admission policy.
   */
  readonly scope: HarnessScope;
  /** Token of this scope with which the team's delegate authenticates. A Secret must be in `delegateNamespace`. */
  readonly token: DelegateToken;
}

/** Properties of `CiBuildInfra.stage`. */
export interface CiFarmStageProps extends CiStageOptions {
  /**
   * Harness scope of the pipeline, which determines the visible connectors.
   *
   * @default - the project of the connector; any project if the connector belongs to the account or an organization
   */
  readonly scope?: HarnessScope;
  /**
   * Namespace of the farm in which the stage runs.
   *
   * @default - the only one of the farm; required if there are several
   */
  readonly buildNamespace?: IBuildFarmNamespace;
  /**
   * Settings of its infrastructure in addition to those of the farm.
   *
   * @default - none
   */
  readonly infrastructureOptions?: StageInfrastructureOptions;
}

/** Options of `CiBuildInfra.stageInfrastructure`. */
export interface CiFarmInfrastructureOptions extends StageInfrastructureOptions {
  /**
   * Harness scope of the pipeline, which determines the visible connectors.
   *
   * @default - the project of the connector; any project if the connector belongs to the account or an organization
   */
  readonly scope?: HarnessScope;
}
