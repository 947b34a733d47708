import { FLAG, instance, listOf, optional, optionsOf, type Shape, struct, TEXT } from '../core';
import type { AllowedImages } from './allowed-images';
import type { BuildPodProfile } from './build-pod-profile';
import { PROFILE_OPTIONS } from './option-kinds';

/** A profile, with the types of all that is in it. */
export const POD_PROFILE = instance(
  'a BuildPodProfile',
  'Use BuildPodProfile.of({ … }).',
  '_mergedWith',
  ({ _options }: BuildPodProfile): [string, Shape, unknown][] => [['', PROFILE_OPTIONS, _options]],
);

const IMAGE_OPTIONS = optionsOf(struct('AllowedImagesOptions'));

const WITHOUT_OPTIONS = optionsOf(struct('AllowedImagesWithoutHarnessOptions'));

/** A list of images, with the types of all that is in it. */
export const ALLOWED_IMAGES = instance(
  'an AllowedImages',
  "Use a factory such as AllowedImages.of(['ghcr.io/example/*']).",
  '_patterns',
  ({ _patterns, _options, _without }: AllowedImages): [string, Shape, unknown][] => [
    ['.patterns', listOf(TEXT), _patterns],
    ...(_options === undefined
      ? ([
          ['', WITHOUT_OPTIONS, _without],
          ['.reason', TEXT, _without?.reason],
          ['.digests', optional(FLAG), _without?.digests],
        ] as [string, Shape, unknown][])
      : ([['', IMAGE_OPTIONS, _options]] as [string, Shape, unknown][])),
  ],
);
