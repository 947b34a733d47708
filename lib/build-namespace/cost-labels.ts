/** Labels by which the cost of builds is assigned: every object and every pod has them. */
import { inWords, own, type PropertyChecks, QUALIFIED_NAME, type Rule } from '../core';
import { type AdmissionRule, BuildPodProfile, type BuildPodProfileOptions, PodSeccomp, text } from '../build-pods';
import { BUILD_LABEL_VALUE } from '../workload';

type Marks = { readonly [key: string]: string };

/** A profile, and whether the API server applies it. */
interface AppliedProfile {
  readonly profile: BuildPodProfile;
  /** Why the API server does not apply it; `undefined` if it does. */
  readonly why?: string;
}

/**
 * Demands the labels of new pods. Ephemeral containers change no label.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/
 */
export function costLabelRule(costLabels: Marks): AdmissionRule {
  const entries = Object.entries(costLabels);
  const all = entries.map(([key, value]) => `object.metadata.?labels[?${text(key)}].orValue("") == ${text(value)}`);
  return {
    expression: `request.operation == "UPDATE" || (${all.join(' && ')})`,
    message: `Build pods must have the labels ${wordsOf(costLabels)}, which assign their cost. Set them in the labels of the infrastructure of the stage, with these values.`,
  };
}

/** For example `team=payments, cost-center=4711`. */
export function wordsOf(costLabels: Marks): string {
  return Object.entries(costLabels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** A profile that sets the labels, where the API server can change pods; without one, stages carry them. */
export function withCostLabels(
  given: AppliedProfile | undefined,
  costLabels: Marks,
  mutates: boolean,
): AppliedProfile | undefined {
  if (Object.keys(costLabels).length === 0) {
    return given;
  }
  if (given !== undefined) {
    return { ...given, profile: given.profile._mergedWith(BuildPodProfile.of({ labels: costLabels })) };
  }
  const onlyLabels = { seccomp: PodSeccomp.OFF, enableServiceLinks: true, labels: costLabels };
  return mutates ? { profile: BuildPodProfile.of(onlyLabels) } : undefined;
}

/** Keys that Kubernetes, Harness, a mesh or an object of this package reads. `app.kubernetes.io/part-of` and the like are free. */
const READ =
  /^(?:(?:[^/]*\.)?(?:(?<!app\.)kubernetes|k8s|istio|harness)\.io\/|istio-injection$|azure\.workload\.identity\/|app\.kubernetes\.io\/(?:name|instance)$|(?:stageID|stageName|orgID|projectID|pipelineID|pipelineExecutionId|accountID)$)/;

const KEY: Rule = {
  ...QUALIFIED_NAME,
  allowed: `${QUALIFIED_NAME.allowed}; and none that Kubernetes, Istio or Harness reads`,
  remedy: 'Use a key of your own, for example example.com/cost-center.',
  holds: (value) => QUALIFIED_NAME.holds(value) && !READ.test(value),
};

/** Properties of a namespace that set labels, too. */
interface OtherLabels {
  readonly labels?: Marks;
  readonly podProfile?: BuildPodProfile;
}

/** Throws for labels that Harness drops, for other values of them, and where there is no policy. `why` says why there is none. */
export function checkCostLabels(checks: PropertyChecks, costLabels: Marks, others: OtherLabels, why?: string): void {
  if (Object.keys(costLabels).length === 0) {
    checks.refuse('costLabels', {}, 'at least one label', `Add one, or remove ${own('costLabels')}.`);
  }
  for (const [key, value] of Object.entries(costLabels)) {
    checks.apart(
      () => checks.key('costLabels', key, KEY),
      () => checks.plainText(`costLabels["${key}"]`, value, BUILD_LABEL_VALUE),
    );
  }
  const { labels: ofProfile }: Partial<BuildPodProfileOptions> = others.podProfile?._options ?? {};
  refuseOtherValues(checks, costLabels, 'labels', others.labels);
  refuseOtherValues(checks, costLabels, 'podProfile.labels', ofProfile);
  if (why !== undefined) {
    const allowed = `no value, because there is no admission policy: ${why}`;
    const remedy = `Remove it, and use ${own('labels')}: nothing can demand labels of build pods.`;
    checks.refuse('costLabels', inWords(wordsOf(costLabels)), allowed, remedy);
  }
}

/** Throws for a label with another value. `property` is where it is. */
export function refuseOtherValues(
  checks: PropertyChecks,
  costLabels: Marks,
  property: string,
  labels: Marks = {},
): void {
  for (const [key, value] of Object.entries(costLabels)) {
    checks.apart(() => {
      if (labels[key] !== undefined) {
        checks.later(`${property}["${key}"]`, [labels[key]], (known) => {
          if (known !== value) {
            checks.refuse(`${property}["${key}"]`, known, `"${value}", as in ${own('costLabels')}`, 'Remove it.');
          }
        });
      }
    });
  }
}
