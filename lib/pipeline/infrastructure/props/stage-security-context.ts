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
   * Capabilities that containers have beyond those of the runtime, for example `NET_ADMIN`.
   *
   * @default - none
   */
  readonly addCapabilities?: string[];
  /**
   * Capabilities that are taken from containers, for example `ALL`.
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
}
