import type { RuntimeInput } from '../../document';

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
