import type { DelegateTopologySpread } from '../../../delegate';

/** How a label is compared. */
export enum LabelOperator {
  /** It has one of the values. */
  IN = 'In',
  /** It has none of the values. */
  NOT_IN = 'NotIn',
  /** It is there. */
  EXISTS = 'Exists',
  /** It is not there. */
  DOES_NOT_EXIST = 'DoesNotExist',
}

/** A condition on a label. */
export interface LabelExpression {
  /** Key of the label. */
  readonly key: string;
  /** How it is compared. */
  readonly operator: LabelOperator;
  /**
   * Values, for `IN` and `NOT_IN`.
   *
   * @default - none
   */
  readonly values?: string[];
}

/** Spreads the pods of stages over nodes or zones. */
export interface StageTopologySpread extends DelegateTopologySpread {
  /**
   * Labels of the pods that are counted. Needed, unless there are `matchExpressions`.
   *
   * @default - none
   */
  readonly matchLabels?: { [key: string]: string };
  /**
   * Conditions on labels of the pods that are counted.
   *
   * @default - none
   */
  readonly matchExpressions?: LabelExpression[];
}

/**
 * Settings of the pod of a stage for which Harness has no setting of its own. It takes `topologySpreadConstraints` and
 * nothing else, from legacy delegate 24.09.83900 on; the new delegate has it on its roadmap.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export interface PodSpecOverlay {
  /** Spreads the pods of stages over nodes or zones. */
  readonly topologySpreadConstraints: StageTopologySpread[];
  /**
   * Whether the feature flag `CI_K8S_OVERLAY_YAML` is on for the account, which needs a delegate 863xx or later. Harness
   * then wants the overlay below `spec`, and builds fail without.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/customize-podspec
   * @default false
   */
  readonly overlayYamlFlag?: boolean;
}
