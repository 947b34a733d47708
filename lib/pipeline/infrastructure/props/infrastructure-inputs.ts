import type { RuntimeInput } from '../../../document';

/**
 * Settings that are told when the pipeline runs, each in place of the property of its name. Properties that hold a plain
 * text (`namespace`, `serviceAccountName`, `priorityClassName`, `imageConnector`) take expressions of Harness themselves,
 * as do host names, names of claims, and the values of labels.
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
   * Volumes.
   *
   * @default - `volumes`
   */
  readonly volumes?: RuntimeInput;
  /**
   * Security context.
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
