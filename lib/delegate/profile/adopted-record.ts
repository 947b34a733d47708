import { DOCUMENTED_LEGACY, type ProfileRecord } from './profile-record';

/**
 * What a delegate of the official chart has, to the letter: also what is wrong with it, since whoever moves wants no pod
 * restarted by that. `HelmHardening` mends it step by step.
 */
export const ADOPTED: ProfileRecord = {
  ...DOCUMENTED_LEGACY,
  // Meant as octal, and read as decimal: 0620.
  certificateFileMode: 400,
  // What the chart computes of its own templates cannot be computed again: the annotation stays as it is.
  configChecksum: undefined,
  bindingSuffixes: { 'cluster-admin': '-cluster-admin', 'cluster-viewer': '-cluster-viewer' },
};
