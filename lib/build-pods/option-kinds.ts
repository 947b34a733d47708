import { instance, mapOf, optionsOf, type Shape, struct, TEXT } from '../core';
import type { ProfileRollout } from './profile-rollout';

const LABELS = mapOf(TEXT);

const PAUSED_OPTIONS = optionsOf(struct('PausedRolloutOptions'));

const ROLLOUT = instance(
  'a ProfileRollout',
  'Use a factory such as ProfileRollout.all().',
  '_mode',
  ({ _mode, _labels, _options }: ProfileRollout): [string, Shape, unknown][] => {
    if (_mode === 'canary') {
      return [['.labels', LABELS, _labels]];
    }
    return _mode === 'off'
      ? [
          ['', PAUSED_OPTIONS, _options],
          ['.reason', TEXT, _options?.reason],
        ]
      : [];
  },
);

/** The options of a profile, with the types of all that is in them. */
export const PROFILE_OPTIONS = struct('BuildPodProfileOptions', { ProfileRollout: () => ROLLOUT });
