import type { RuntimeInput } from '../../../document';

/** What the containers of all steps may do, told when the pipeline runs: each in place of the property of its name. */
export interface StageSecurityContextInputs {
  /**
   * Whether all containers are privileged.
   *
   * @default - `privileged`
   */
  readonly privileged?: RuntimeInput;
  /**
   * Whether a process can gain more rights than its parent.
   *
   * @default - `allowPrivilegeEscalation`
   */
  readonly allowPrivilegeEscalation?: RuntimeInput;
  /**
   * Capabilities that containers have beyond those of the runtime.
   *
   * @default - `addCapabilities`
   */
  readonly addCapabilities?: RuntimeInput;
  /**
   * Capabilities that are taken from containers.
   *
   * @default - `dropCapabilities`
   */
  readonly dropCapabilities?: RuntimeInput;
  /**
   * Whether the root file system of every step can only be read.
   *
   * @default - `readOnlyRootFilesystem`
   */
  readonly readOnlyRootFilesystem?: RuntimeInput;
  /**
   * Whether all steps run as another user than root.
   *
   * @default - `runAsNonRoot`
   */
  readonly runAsNonRoot?: RuntimeInput;
  /**
   * User id of all containers, as an expression.
   *
   * @default - `runAsUser`
   */
  readonly runAsUser?: string;
}

/**
 * What the containers of all steps may do. Harness' defaults hold for what is left out.
 *
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
 */
export interface StageSecurityContext {
  /**
   * Whether all containers are privileged, which Docker-in-Docker needs. A Run, Test or Background step can say otherwise
   * for itself.
   *
   * @default - as Harness: false
   */
  readonly privileged?: boolean;
  /**
   * Whether a process can gain more rights than its parent.
   *
   * @default - as Kubernetes
   */
  readonly allowPrivilegeEscalation?: boolean;
  /**
   * Capabilities that containers have beyond those of the runtime, for example `NET_ADMIN`, or expressions.
   *
   * @default - none
   */
  readonly addCapabilities?: string[];
  /**
   * Capabilities that are taken from containers, for example `ALL`, or expressions.
   *
   * @default - none
   */
  readonly dropCapabilities?: string[];
  /**
   * Whether the root file system of every step can only be read.
   *
   * @default - as Kubernetes: false
   */
  readonly readOnlyRootFilesystem?: boolean;
  /**
   * Whether all steps run as another user than root. It needs `runAsUser`, here or beside the security context; steps that
   * build images with kaniko then need `runAsUser: 0` of their own.
   *
   * @default - as Kubernetes: false
   */
  readonly runAsNonRoot?: boolean;
  /**
   * User id of all containers. That of a step wins.
   *
   * @default - that of the infrastructure, else that of each image
   */
  readonly runAsUser?: number;
  /**
   * Settings that are told when the pipeline runs. A farm refuses those of which its isolation would refuse some value.
   *
   * @default - none
   */
  readonly inputs?: StageSecurityContextInputs;
}
