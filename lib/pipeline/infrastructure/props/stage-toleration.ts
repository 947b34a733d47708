import type { DelegateToleration } from '../../../delegate';

/** Members of a toleration that are told when the pipeline runs: each in place of the property of its name. */
export interface StageTolerationInputs {
  /**
   * What the taint does, as an expression.
   *
   * @default - `effect`
   */
  readonly effect?: string;
}

/**
 * A taint of nodes that the pod of a stage puts up with. It lets the pod run there and does not send it there: that takes
 * `nodeSelector`. Key and value may be expressions.
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
  /**
   * Members that are told when the pipeline runs.
   *
   * @default - none
   */
  readonly inputs?: StageTolerationInputs;
}
