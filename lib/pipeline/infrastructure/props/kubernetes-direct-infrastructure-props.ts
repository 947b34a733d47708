import type { Duration } from 'cdk8s';
import type { IBuildFarmNamespace } from '../../../build-farm';
import type { IKubernetesClusterConnector } from '../../../connector';
import type { ImagePullPolicy } from '../../../delegate';
import type { HarnessScope } from '../../../document';
import type { InfrastructureInputs } from './infrastructure-inputs';
import type { PodSpecOverlay } from './pod-spec-overlay';
import type { StageSecurityContext } from './stage-security-context';
import type { StageToleration } from './stage-toleration';
import type { StageVolume } from './stage-volume';

/** Operating system of a build. */
export enum BuildOperatingSystem {
  /** Linux. */
  LINUX = 'Linux',
  /** Windows. It needs a node selector, and a Linux node for the delegate. */
  WINDOWS = 'Windows',
}

/** Settings of an infrastructure beyond connector and namespace. */
export interface StageInfrastructureOptions {
  /**
   * Operating system.
   *
   * @default BuildOperatingSystem.LINUX
   */
  readonly os?: BuildOperatingSystem;
  /**
   * Whether the token of the ServiceAccount is mounted, by which steps can talk to the API server. Always written.
   *
   * @default true, as Harness has it; false in a farm
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Labels that a node must have. Values may be expressions. Always written.
   *
   * @default {}
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Volumes that every step mounts.
   *
   * @default - none
   */
  readonly volumes?: StageVolume[];
  /**
   * ServiceAccount of the pod, or an expression. It must be set where the connector inherits the credentials of its
   * delegate, where steps use an AWS connector with IRSA, and where steps need another account than the default one.
   *
   * @default - that of `buildNamespace`, else that of the namespace
   */
  readonly serviceAccountName?: string;
  /**
   * Labels of the pod. Values are expressions, or have at least two characters and begin and end with a letter or digit:
   * others Harness leaves out without a word. Harness itself sets `stageID`, `stageName`, `orgID`, `projectID`, `pipelineID`,
   * `pipelineExecutionId` and `accountID`.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the pod.
   *
   * @default - none
   */
  readonly annotations?: { [key: string]: string };
  /**
   * What the containers of all steps may do.
   *
   * @default - as Harness
   */
  readonly containerSecurityContext?: StageSecurityContext;
  /**
   * User id of all containers, from 0 to 2147483647. That of a step wins.
   *
   * @default - that of each image
   */
  readonly runAsUser?: number;
  /**
   * PriorityClass of the pod, for example `system-node-critical`, or an expression.
   *
   * @default - that of the cluster
   */
  readonly priorityClassName?: string;
  /**
   * Taints that the pod tolerates.
   *
   * @default - none
   */
  readonly tolerations?: StageToleration[];
  /**
   * Further settings of the pod.
   *
   * @default - none
   */
  readonly podSpecOverlay?: PodSpecOverlay;
  /**
   * Names that stand in the hosts file of the pod, or expressions.
   *
   * @default - none
   */
  readonly hostNames?: string[];
  /**
   * Time for pulling the images of the steps and starting their containers, in whole seconds, at least 10 seconds.
   *
   * @default - as Harness: 8 minutes
   */
  readonly initTimeout?: Duration;
  /**
   * Reference to the Docker connector from which the images of Harness itself come, or an expression.
   *
   * @default - Docker Hub, without an account
   */
  readonly imageConnector?: string;
  /**
   * When the node pulls images.
   *
   * @default - as Harness
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Settings that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: InfrastructureInputs;
}

/** Properties of `KubernetesDirectInfrastructure`. */
export interface KubernetesDirectInfrastructureProps extends StageInfrastructureOptions {
  /** The Kubernetes cluster connector. No other kind of connector reaches a cluster for builds, on EKS and GKE neither. */
  readonly connector: IKubernetesClusterConnector;
  /**
   * Where the pipeline lives, from which connectors are seen.
   *
   * @default - the project of the connector; some project where the connector is of the account or an organization
   */
  readonly scope?: HarnessScope;
  /**
   * Namespace in which the pod of the stage runs, or an expression.
   *
   * @default - that of `buildNamespace`, and required without it
   */
  readonly namespace?: string;
  /**
   * A namespace for builds of this program: what it allows is held against the stage.
   *
   * @default - not known, and not checked
   */
  readonly buildNamespace?: IBuildFarmNamespace;
}
