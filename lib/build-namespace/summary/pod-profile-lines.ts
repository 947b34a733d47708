/** What the profile of build pods does, by the policies that apply it. */
import { shown, valueOf } from '../../core';
import {
  type BuildPodProfileOptions,
  OF_STAGES,
  heldProperties,
  profileMutations,
  profileProperties,
  profileRules,
} from '../../build-pods';
import { type AppliedPolicy, inWords, podMutations } from '../../evaluation';
import { notDelegate, notUpdateOfDelegate } from '../admission-shared';
import type { Described } from './delegate-pods';

export function podProfileLines(described: Described, policies: readonly AppliedPolicy[]): string[] {
  const { podProfile } = described.farm;
  if (podProfile === undefined) {
    return [];
  }
  const { overridable = [] } = podProfile.profile._options;
  return [
    ...(podProfile.why === undefined
      ? byServer(described, podProfile.profile._options, policies)
      : byStages(podProfile.profile._options, podProfile.why)),
    ...(overridable.length > 0 ? [`NOTE: pipelines may override ${inWords([...overridable])} of the profile.`] : []),
  ];
}

/** What the API server does. */
function byServer(described: Described, options: BuildPodProfileOptions, policies: readonly AppliedPolicy[]): string[] {
  const { _mode: mode, _labels = {}, _options } = options.rollout ?? {};
  const all = profileProperties(options);
  const names = inWords(all);
  if (all.length === 0) {
    return [];
  }
  if (mode === 'off') {
    return [`EXPOSED: the build pod profile is off: no pod gets ${names}. Reason: ${shown(_options?.reason ?? '')}`];
  }
  if (mode === 'canary') {
    const labels = Object.entries(_labels).map(([key, value]) => `${key}=${value}`);
    return [`Build pods: the API server sets ${names} on pods with ${inWords(labels)} only (a canary).`];
  }
  if (!isMade(described, options)) {
    return [`NOTE: no policy of the app sets ${names} on every build pod, as the build pod profile says.`];
  }
  return isHeld(described, options, policies)
    ? [`Build pods: the API server sets ${names}${refusalOf(all, heldProperties(options))}.`]
    : [`Build pods: the API server sets ${names}.`, 'NOTE: nothing refuses pods that a webhook changes afterwards.'];
}

/** What pods are refused for. Where a pod can have a value of its own, none is. */
function refusalOf(all: readonly string[], held: readonly string[]): string {
  if (held.length === 0) {
    return ' where a pod has no value of its own';
  }
  return held.length === all.length
    ? ', and refuses pods without them'
    : `, and refuses pods without ${inWords([...held])}`;
}

/** What only stages carry, and what nothing does. */
function byStages(options: BuildPodProfileOptions, why: string): string[] {
  const names = profileProperties(options);
  const [ofStages, missing] = [true, false].map((is) => names.filter((name) => OF_STAGES.includes(name) === is));
  return [
    ...(ofStages.length > 0
      ? [`Build pods: the stages of this farm set ${inWords(ofStages)}. Pods of other stages lack them.`]
      : []),
    ...(missing.length > 0 ? [`NOTE: nothing sets ${inWords(missing)} on build pods: ${why}.`] : []),
  ];
}

/** Whether policies set a seccomp profile on every build pod. */
export function setsSeccompProfile(described: Described): boolean {
  const options = described.farm.podProfile?.profile._options;
  return options !== undefined && profileProperties(options).includes('seccomp') && isMade(described, options);
}

function isMade(described: Described, options: BuildPodProfileOptions): boolean {
  const { objects, namespace } = described;
  const made = podMutations(objects, namespace)
    .filter(({ conditions }) => isForEveryBuild(described, conditions))
    .flatMap(({ expressions }) => expressions);
  return profileMutations(options).every(({ jsonPatch }) => made.includes(jsonPatch.expression));
}

function isHeld(described: Described, options: BuildPodProfileOptions, policies: readonly AppliedPolicy[]): boolean {
  const held = policies
    .filter(({ conditions }) => isForEveryBuild(described, conditions))
    .flatMap(({ validations }) => validations);
  return profileRules(options).every(({ expression }) => held.includes(expression));
}

/** Whether conditions exempt nothing but a delegate in the same namespace. */
function isForEveryBuild({ farm: { shared } }: Described, conditions: readonly string[]): boolean {
  const own = shared === undefined ? [] : [notDelegate(shared), notUpdateOfDelegate(shared)];
  const allowed = own.map(({ expression }) => valueOf(expression));
  return conditions.every((condition) => allowed.includes(condition));
}
