/** What build pods are made of, and what the API server makes of them. */
export { type AdmittedImages, admittedImages, admittedInCel, lackOf } from './admitted-images';
export { AllowedImages, type AllowedImagesOptions, type AllowedImagesWithoutHarnessOptions } from './allowed-images';
export { BuildPodProfile } from './build-pod-profile';
export { type AdmissionRule, CONTAINERS, list, OWN_ACCOUNT, text, VOLUMES } from './cel';
export { checkImagePatterns } from './image-pattern-checks';
export { ALLOWED_IMAGES, POD_PROFILE } from './kinds';
export { checkProfile } from './profile-checks';
export {
  type BuildCertificates,
  type BuildDnsConfig,
  type BuildPodProfileOptions,
  type BuildProxy,
  type DefaultEphemeralStorage,
  OverridableSetting,
  PodSeccomp,
  UserNamespaces,
} from './profile-options';
export { heldProperties, profileMutations, profileProperties, profileRules } from './profile-policies';
export { type PausedRolloutOptions, ProfileRollout } from './profile-rollout';
export { KEEP } from './settings';
export { OF_STAGES, type PodValue, type StageSettings } from './stage-settings';
