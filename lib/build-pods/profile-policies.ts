/** The policies of a profile: one changes build pods, and one refuses those that it did not change. */
import type { AdmissionRule } from './cel';
import { sortedMirrors } from './image-mirrors';
import { mirrorMutations, type Mutation, mutationsOf } from './mutations';
import type { BuildPodProfileOptions } from './profile-options';
import { mirrorRule, ruleOf } from './rules';
import type { MirrorSetting, Setting } from './setting';
import { isOverridden, settingsOf } from './settings';

export function mirrorSettingOf({ imageMirrors }: BuildPodProfileOptions): MirrorSetting | undefined {
  return imageMirrors && { property: 'imageMirrors', mirrors: sortedMirrors(imageMirrors) };
}

/** The properties that change pods, each once. */
export function profileProperties(options: BuildPodProfileOptions): string[] {
  const mirrors = mirrorSettingOf(options);
  const names = settingsOf(options).map(({ property }) => property);
  return [...new Set([...names, ...(mirrors === undefined ? [] : [mirrors.property])])];
}

/** The properties without which pods are refused: no defaults, and nothing that pipelines may override. */
export function heldProperties(options: BuildPodProfileOptions): string[] {
  const mirrors = mirrorSettingOf(options);
  const names = heldSettings(options)
    .filter((setting) => ruleOf(setting).length > 0)
    .map(({ property }) => property);
  return [...new Set([...names, ...(mirrors === undefined ? [] : [mirrors.property])])];
}

function heldSettings(options: BuildPodProfileOptions): Setting[] {
  return settingsOf(options).filter((setting) => !isOverridden(setting, options));
}

/** In the order of application: each sees what those before it have changed. */
export function profileMutations(options: BuildPodProfileOptions): Mutation[] {
  const mirrors = mirrorSettingOf(options);
  return [
    ...settingsOf(options).flatMap((setting) => mutationsOf(setting, isOverridden(setting, options))),
    ...(mirrors === undefined ? [] : mirrorMutations(mirrors)),
  ];
}

/** What holds for every new pod, whatever changed it after the profile. */
export function profileRules(options: BuildPodProfileOptions): AdmissionRule[] {
  const mirrors = mirrorSettingOf(options);
  return [
    // An ephemeral container changes a pod that is older than the profile, perhaps.
    ...heldSettings(options)
      .flatMap(ruleOf)
      .map(({ expression, message }) => ({
        expression: `request.operation == "UPDATE" || (${expression})`,
        message,
      })),
    ...(mirrors === undefined ? [] : [mirrorRule(mirrors)]),
  ];
}
