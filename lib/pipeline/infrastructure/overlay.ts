import { inWords, type PropertyChecks } from '../../core';
import { DelegateGeneration, type ISelectableDelegate, isOlderLegacy, legacyBuildOf } from '../../reference';
import type { StageTopologySpread } from './scheduling';

/**
 * Fields of the build pod that Harness has no infrastructure settings for. Requires legacy delegate 24.09.83900 or later.
 * Support in the new delegate is on the roadmap of Harness.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure
 */
export interface PodSpecOverlay {
  /**
   * Spreads the pods of stages over nodes or zones. Required unless `podSpec` is set.
   *
   * @default - none
   */
  readonly topologySpreadConstraints?: StageTopologySpread[];
  /**
   * Fields of the spec of the pod, as in the Kubernetes API: `hostUsers`, `runtimeClassName`, `securityContext`, `affinity`,
   * `dnsConfig`, `volumes` and others. They override what Harness writes. Requires `overlayYamlFlag`.
   *
   * Not `containers`, `initContainers` and `ephemeralContainers`, and no field that has its own property: `nodeSelector`,
   * `tolerations`, `priorityClassName`, `serviceAccountName`, `automountServiceAccountToken`, `os`, and in `securityContext`
   * `runAsUser` and `runAsNonRoot`. In a namespace of a farm, what its isolation or admission policy forbids is refused, and
   * so are expressions.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/customize-podspec
   * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec
   * @default - none
   */
  readonly podSpec?: unknown;
  /**
   * Whether the feature flag `CI_K8S_OVERLAY_YAML` is enabled for the account, which requires delegate 863xx or later. With
   * the flag, builds fail unless the overlay is nested under `spec`.
   *
   * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/customize-podspec
   * @default false
   */
  readonly overlayYamlFlag?: boolean;
}

/** @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/set-up-a-kubernetes-cluster-build-infrastructure */
const OVERLAY_SINCE = '24.09.83900';

/**
 * "863xx or higher", without the year and the month. An older delegate gets no constraints with the flag, because Harness then
 * sends the overlay as a whole.
 *
 * @see https://developer.harness.io/docs/continuous-integration/use-ci/set-up-build-infrastructure/k8s-build-infrastructure/customize-podspec
 */
const FLAG_SINCE_BUILD = 86300;

/** Refuses an overlay, or an expression for one, if the delegate is known not to support it. */
export function checkOverlayDelegate(
  checks: PropertyChecks,
  property: string,
  overlay: PodSpecOverlay | undefined,
  delegate?: ISelectableDelegate,
): void {
  const { delegateVersion = '', generation, delegateName } = delegate ?? {};
  const isNew = generation === DelegateGeneration.NEW;
  const needed = overlay?.overlayYamlFlag === true ? WITH_FLAG : WITHOUT_FLAG;
  if (isNew || needed.isOlder(delegateVersion)) {
    const version = delegateVersion === '' ? '' : ` of version ${delegateVersion}`;
    checks.refuse(
      property,
      inWords(`the ${isNew ? 'new' : 'legacy'} delegate "${delegateName}"${version}`),
      `a legacy delegate of version ${needed.version} or later for a pod spec overlay${needed.why}`,
      'Remove the overlay, or use another delegate.',
    );
  }
}

/** What an overlay requires of a delegate. */
interface Needed {
  readonly version: string;
  readonly why: string;
  readonly isOlder: (version: string) => boolean;
}

const WITHOUT_FLAG: Needed = {
  version: OVERLAY_SINCE,
  why: '',
  isOlder: (version) => isOlderLegacy(version, OVERLAY_SINCE),
};

const WITH_FLAG: Needed = {
  version: '863xx',
  why: ' with the feature flag CI_K8S_OVERLAY_YAML',
  isOlder: (version) => (legacyBuildOf(version) ?? FLAG_SINCE_BUILD) < FLAG_SINCE_BUILD,
};
