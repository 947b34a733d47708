import type { RuntimeInput } from '../../../document';

/**
 * Settings that are told when the pipeline runs, each in place of the property of its name. Properties that hold a plain
 * text (`namespace`, `serviceAccountName`, `priorityClassName`, `imageConnector`) take expressions of Harness themselves,
 * as do host names, capabilities, keys and values of tolerations, the texts of volumes, and the values of labels.
 * `containerSecurityContext`, tolerations and volumes have `inputs` of their own for their other members.
 *
 * A `RuntimeInput` is all that Harness takes for most of them. Where it takes any expression, the member is a text.
 */
export interface InfrastructureInputs {
  /**
   * Operating system.
   *
   * @default - `os`
   */
  readonly os?: RuntimeInput;
  /**
   * Whether the token of the ServiceAccount is mounted.
   *
   * @default - `automountServiceAccountToken`
   */
  readonly automountServiceAccountToken?: RuntimeInput;
  /**
   * Labels of nodes.
   *
   * @default - `nodeSelector`
   */
  readonly nodeSelector?: RuntimeInput;
  /**
   * Volumes. A farm refuses it: one of them could be a directory of the node.
   *
   * @default - `volumes`
   */
  readonly volumes?: RuntimeInput;
  /**
   * Security context. A farm refuses it unless its isolation allows whatever it may be.
   *
   * @default - `containerSecurityContext`
   */
  readonly containerSecurityContext?: RuntimeInput;
  /**
   * Tolerations.
   *
   * @default - `tolerations`
   */
  readonly tolerations?: RuntimeInput;
  /**
   * Further settings of the pod, as an expression. A farm refuses it: with the feature flag `CI_K8S_OVERLAY_YAML` it could
   * be any part of a pod.
   *
   * @default - `podSpecOverlay`
   */
  readonly podSpecOverlay?: string;
  /**
   * Host names.
   *
   * @default - `hostNames`
   */
  readonly hostNames?: RuntimeInput;
  /**
   * Labels of the pod, as one expression.
   *
   * @default - `labels`
   */
  readonly labels?: string;
  /**
   * Annotations of the pod, as one expression.
   *
   * @default - `annotations`
   */
  readonly annotations?: string;
  /**
   * User id of all containers, as an expression.
   *
   * @default - `runAsUser`
   */
  readonly runAsUser?: string;
  /**
   * Time for the start of the pod, as an expression.
   *
   * @default - `initTimeout`
   */
  readonly initTimeout?: string;
  /**
   * When the node pulls images, as an expression.
   *
   * @default - `imagePullPolicy`
   */
  readonly imagePullPolicy?: string;
}
