import type { Duration } from 'cdk8s';
import type { IBuildFarmNamespace } from '../../build-namespace';
import type { HarnessScope, RuntimeInput } from '../../document';
import type { IKubernetesClusterConnector } from '../../reference';
import type { ImagePullPolicy } from '../../workload';
import type { InfrastructureInputs } from './inputs';
import type { PodSpecOverlay } from './overlay';
import type { StageToleration } from './scheduling';
import type { StageVolume } from './stage-volume';

/** Operating system of the build pod. */
export enum BuildOperatingSystem {
  /** Linux. */
  LINUX = 'Linux',
  /** Windows. Requires a node selector, and a Linux node for the delegate. */
  WINDOWS = 'Windows',
}

/** Infrastructure settings other than the connector and the namespace. */
export interface StageInfrastructureOptions {
  /**
   * Operating system of the build pod.
   *
   * @default BuildOperatingSystem.LINUX
   */
  readonly os?: BuildOperatingSystem;
  /**
   * Whether the ServiceAccount token is mounted, so that steps can call the Kubernetes API. Always written.
   *
   * @default true, as in Harness; false in a farm
   */
  readonly automountServiceAccountToken?: boolean;
  /**
   * Labels that a node must have. Values can be expressions. Always written.
   *
   * @default {}
   * @kind expression
   */
  readonly nodeSelector?: { [key: string]: string };
  /**
   * Volumes mounted in every step container.
   *
   * @default - none
   */
  readonly volumes?: StageVolume[];
  /**
   * ServiceAccount of the pod, or an expression. Required if the connector inherits the delegate's credentials, if steps use
   * an AWS connector with IRSA, or if steps need an account other than the default.
   *
   * @default - the ServiceAccount of `buildNamespace`, else the default of the namespace
   * @kind expression
   */
  readonly serviceAccountName?: string;
  /**
   * Labels of the pod. A value must be an expression, or have at least two characters and start and end with a letter or
   * digit: Harness silently drops other values. The keys `stageID`, `stageName`, `orgID`, `projectID`, `pipelineID`,
   * `pipelineExecutionId` and `accountID` are set by Harness and must not be used.
   *
   * @default - none
   * @kind expression
   */
  readonly labels?: { [key: string]: string };
  /**
   * Annotations of the pod.
   *
   * @default - none
   * @kind expression
   */
  readonly annotations?: { [key: string]: string };
  /**
   * Security context of all step containers.
   *
   * @default - the default of Harness
   */
  readonly containerSecurityContext?: StageSecurityContext;
  /**
   * User ID of all containers, from 0 to 2147483647. The `runAsUser` of a step takes precedence.
   *
   * @default - the user of each image
   */
  readonly runAsUser?: number;
  /**
   * PriorityClass of the pod, for example `system-node-critical`, or an expression.
   *
   * @default - the default of the cluster
   * @kind expression
   */
  readonly priorityClassName?: string;
  /**
   * Taints that the pod tolerates.
   *
   * @default - none
   */
  readonly tolerations?: StageToleration[];
  /**
   * Fields of the pod that have no property here.
   *
   * @default - none
   */
  readonly podSpecOverlay?: PodSpecOverlay;
  /**
   * Host names for the hosts file of the pod, or expressions.
   *
   * @default - none
   * @kind expression
   */
  readonly hostNames?: string[];
  /**
   * Timeout for pulling the step images and starting the containers, in whole seconds, at least 10 seconds.
   *
   * @default - the default of Harness: 8 minutes
   */
  readonly initTimeout?: Duration;
  /**
   * Reference to the Docker connector for Harness' own images, or an expression.
   *
   * @default - Docker Hub, anonymously
   * @kind expression
   */
  readonly imageConnector?: string;
  /**
   * When nodes pull images.
   *
   * @default - the default of Harness
   */
  readonly imagePullPolicy?: ImagePullPolicy;
  /**
   * Settings set when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: InfrastructureInputs;
}

/** Properties of `KubernetesDirectInfrastructure`. */
export interface KubernetesDirectInfrastructureProps extends StageInfrastructureOptions {
  /** Kubernetes cluster connector. Builds support no other kind of connector, including on EKS and GKE. */
  readonly connector: IKubernetesClusterConnector;
  /**
   * Scope of the pipeline. Connector references are resolved from it.
   *
   * @default - the project of the connector; a placeholder project for a connector of the account or an organization
   */
  readonly scope?: HarnessScope;
  /**
   * Namespace of the stage pod, or an expression. Required unless `buildNamespace` is set.
   *
   * @default - the namespace of `buildNamespace`
   * @kind expression
   */
  readonly namespace?: string;
  /**
   * Build namespace. The stage is checked against the isolation and admission policy of a namespace defined in this program.
   *
   * @default - none; nothing is checked
   */
  readonly buildNamespace?: IBuildFarmNamespace;
}

/** Security context members set when the pipeline runs. Each replaces the property of the same name. */
export interface StageSecurityContextInputs {
  /**
   * Whether all containers are privileged.
   *
   * @default - `privileged`
   */
  readonly privileged?: RuntimeInput;
  /**
   * Whether a process can gain more privileges than its parent.
   *
   * @default - `allowPrivilegeEscalation`
   */
  readonly allowPrivilegeEscalation?: RuntimeInput;
  /**
   * Capabilities added to the defaults of the container runtime.
   *
   * @default - `addCapabilities`
   */
  readonly addCapabilities?: RuntimeInput;
  /**
   * Capabilities dropped from the containers.
   *
   * @default - `dropCapabilities`
   */
  readonly dropCapabilities?: RuntimeInput;
  /**
   * Whether the root file system of every step is read-only.
   *
   * @default - `readOnlyRootFilesystem`
   */
  readonly readOnlyRootFilesystem?: RuntimeInput;
  /**
   * Whether all steps must run as a non-root user.
   *
   * @default - `runAsNonRoot`
   */
  readonly runAsNonRoot?: RuntimeInput;
  /**
   * User ID of all containers, as an expression.
   *
   * @default - `runAsUser`
   * @kind expression
   */
  readonly runAsUser?: string;
}

/**
 * Which parts of `/proc` a container sees.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/#proc-access
 */
export enum ProcMount {
  /** What the container runtime shows: some paths are hidden or read-only. */
  DEFAULT = 'Default',
  /** Everything, which containers within containers need. */
  UNMASKED = 'Unmasked',
}

/**
 * Security context of all step containers.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export interface StageSecurityContext {
  /**
   * Whether all containers are privileged, as Docker-in-Docker requires. Run, Test and Background steps can override it.
   *
   * @default - the default of Harness: false
   */
  readonly privileged?: boolean;
  /**
   * Whether a process can gain more privileges than its parent.
   *
   * @default - the default of Kubernetes
   */
  readonly allowPrivilegeEscalation?: boolean;
  /**
   * Capabilities added to the defaults of the container runtime, for example `NET_ADMIN`, or expressions.
   *
   * @default - none
   * @kind expression
   */
  readonly addCapabilities?: string[];
  /**
   * Capabilities dropped from the containers, for example `ALL`, or expressions.
   *
   * @default - none
   * @kind expression
   */
  readonly dropCapabilities?: string[];
  /**
   * Whether the root file system of every step is read-only.
   *
   * @default - the default of Kubernetes: false
   */
  readonly readOnlyRootFilesystem?: boolean;
  /**
   * Whether all steps must run as a non-root user. Requires `runAsUser`, here or on the infrastructure. Steps that build
   * images with kaniko must then set `runAsUser: 0`.
   *
   * @default - the default of Kubernetes: false
   */
  readonly runAsNonRoot?: boolean;
  /**
   * Which parts of `/proc` the containers see. Kubernetes refuses `UNMASKED` unless the pod has `hostUsers: false`, from
   * `podSpecOverlay` or from a policy of the cluster. A farm refuses it, except under `BuildIsolation.dockerInDocker`.
   *
   * @default - the default of Kubernetes: ProcMount.DEFAULT
   */
  readonly procMount?: ProcMount;
  /**
   * User ID of all containers. The `runAsUser` of a step takes precedence.
   *
   * @default - `runAsUser` of the infrastructure, else the user of each image
   */
  readonly runAsUser?: number;
  /**
   * Settings set when the pipeline runs. A farm refuses an input if its isolation forbids any of the possible values.
   *
   * @default - none
   */
  readonly inputs?: StageSecurityContextInputs;
}
