/** The pod of a stage before and after a profile, as YAML with reasons. */
import { PropertyChecks, yamlLibrary } from '../core';
import type { HarnessDocument } from '../document';
import { applyMirrors, applySetting, type Tree } from './apply';
import type { BuildPodProfileOptions } from './profile-options';
import { PROFILE_OPTIONS } from './option-kinds';
import { checkProfile } from './profile-checks';
import { mirrorSettingOf } from './profile-policies';
import { isOverridden, settingsOf } from './settings';
import { isStage, podOfStage, type StageDocument } from './stage-pod';

/** A path of the pod, and why its line is there. */
type Reason = readonly [path: readonly (string | number)[], reason: string];

/** Throws for a document that is not that of a stage, and for an invalid profile. */
export function explained(options: BuildPodProfileOptions, stage: HarnessDocument): string {
  const document = documentOf(stage);
  const checks = new PropertyChecks(stage);
  checks.resolved(
    () => PROFILE_OPTIONS(checks, 'profile', options),
    { profile: options },
    ({ profile }) => checkProfile(checks, 'profile', profile),
  );
  const before = podOfStage(document);
  const [after, reasons] = changed(options, before);
  return [
    `# Before: what Harness makes of ${stage.node.path}\n${commented(before, [])}`,
    `# After: ${titleOf(options)}\n${commented(after, reasons)}`,
  ].join('---\n');
}

function documentOf(stage: HarnessDocument | undefined): StageDocument {
  const document = typeof stage?.toDocument === 'function' ? stage.toDocument() : {};
  if (!isStage(document)) {
    const remedy = 'Pass the stage, for example the result of farm.stage(…).';
    return PropertyChecks.withoutConstruct().refuse('stage', undefined, 'a CiStage', remedy);
  }
  return document;
}

/** The pod as the profile changes it, and why. */
export function changed(options: BuildPodProfileOptions, before: Tree): [Tree, Reason[]] {
  const after = structuredClone(before);
  const reasons: Reason[] = [];
  for (const setting of settingsOf(options)) {
    const { property, reason } = setting;
    applySetting(after, setting, isOverridden(setting, options), (path) =>
      reasons.push([path, `${property}: ${reason}`]),
    );
  }
  const mirrors = mirrorSettingOf(options);
  if (mirrors !== undefined) {
    applyMirrors(after, mirrors, (path) => reasons.push([path, 'imageMirrors: pulled from the mirror']));
  }
  return [after, reasons];
}

function commented(pod: Tree, reasons: readonly Reason[]): string {
  const { Document, isCollection } = yamlLibrary();
  // Containers share values, and each is to be read without the others.
  const document = new Document(pod, { aliasDuplicateObjects: false });
  for (const [path, reason] of reasons) {
    const node = document.getIn(path, true);
    // Above a map or list, and behind a value.
    const place = isCollection(node) ? 'commentBefore' : 'comment';
    Object.assign(node as object, { [place]: ` ${reason}` });
  }
  return document.toString({ lineWidth: 0 });
}

/** What the second pod is, which depends on the rollout. */
function titleOf({ rollout }: BuildPodProfileOptions): string {
  if (rollout?._mode === 'off') {
    return 'what the API server would store; the rollout is off, so it stores the pod above';
  }
  return rollout?._mode === 'canary'
    ? 'what the API server stores if the pod has the labels of the canary'
    : 'what the API server stores';
}
