/** Resolves an overlay to the text that Harness takes. */
import { own, type PropertyChecks, toYaml } from '../../core';
import type { PodSpecOverlay } from './overlay';
import { checkPodSpec } from './pod-spec';
import { checkPodSpecPlace } from './pod-spec-place';
import { checkTexts, dataOf, POD_SPEC, type PodData, withoutUnset } from './pod-spec-values';
import type { KubernetesDirectInfrastructureProps } from './props';
import { resolveStageSpread } from './scheduling';

const SPREADS = 'podSpecOverlay.topologySpreadConstraints';

/** Resolves the overlay to a single YAML string, as Harness requires; it is written as a block scalar. */
export function resolveOverlay(
  checks: PropertyChecks,
  overlay: PodSpecOverlay,
  props: KubernetesDirectInfrastructureProps,
): string {
  const { topologySpreadConstraints, podSpec, overlayYamlFlag } = overlay;
  if (topologySpreadConstraints === undefined && podSpec === undefined) {
    const remedy = `Set ${own(SPREADS)} or ${own('podSpecOverlay.podSpec')}, or remove ${own('podSpecOverlay')}.`;
    checks.refuse('podSpecOverlay', undefined, 'topologySpreadConstraints or podSpec', remedy, 'missing');
  }
  if (topologySpreadConstraints?.length === 0) {
    checks.refuse(SPREADS, [], 'at least one constraint', `Add a constraint, or remove ${own('podSpecOverlay')}.`);
  }
  const spreads = checks.each(topologySpreadConstraints, (spread, index) =>
    resolveStageSpread(checks, spread, `${SPREADS}[${index}]`),
  );
  const spec = checks.part(() => resolvePodSpec(checks, overlay, props));
  const all = { topologySpreadConstraints: spreads, ...spec.value };
  return toYaml(overlayYamlFlag === true ? { spec: all } : all).trimEnd();
}

/** Returns the pod spec without members that are unset. */
function resolvePodSpec(
  checks: PropertyChecks,
  { podSpec, overlayYamlFlag }: PodSpecOverlay,
  props: KubernetesDirectInfrastructureProps,
): PodData {
  if (podSpec === undefined) {
    return {};
  }
  const fields = dataOf(withoutUnset(podSpec));
  checks.apart(
    () => checkFlag(checks, overlayYamlFlag),
    () => checkPodSpec(checks, fields, props),
    () => checkPodSpecPlace(checks, fields, props),
  );
  checkTexts(checks, fields);
  return fields;
}

function checkFlag(checks: PropertyChecks, overlayYamlFlag = false): void {
  if (!overlayYamlFlag) {
    checks.refuse(
      'podSpecOverlay.overlayYamlFlag',
      overlayYamlFlag,
      `true with ${own(POD_SPEC)}, because Harness takes it only with the feature flag CI_K8S_OVERLAY_YAML`,
      'Ask Harness to enable the flag for the account, and set it to true. Without it, only topologySpreadConstraints are possible.',
    );
  }
}
