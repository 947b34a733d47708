import type { DelegateToleration } from '../../../delegate';

/**
 * A taint of nodes that the pod of a stage puts up with. It lets the pod run there and does not send it there: that takes
 * `nodeSelector`.
 *
 * @see https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
 */
export interface StageToleration extends DelegateToleration {
  /**
   * Tells tolerations of the same key apart: then each needs one.
   *
   * @default - none
   */
  readonly identifier?: string;
}
