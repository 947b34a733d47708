import { DelegateGeneration } from '../props';

/** Year, month and build number, as in `26.02.88404` or `24.08.83702.minimal`. */
const LEGACY_TAG = /^2[0-9]\.(0[1-9]|1[0-2])\.[0-9]{4,}(\D.*)?$/;
/** A semantic version, as in `1.30.1` or `1.30.1.minimal`. */
const NEW_TAG = /^v?([0-9]+)\.([0-9]+)\.([0-9]+)([-+.]\D.*)?$/;

const FIRST_LEGACY_YEAR = 20;

/** The generation that the tag of an image tells, if it tells one. */
export function generationOfTag(tag: string): DelegateGeneration | undefined {
  if (LEGACY_TAG.test(tag)) {
    return DelegateGeneration.LEGACY;
  }
  const [, major] = NEW_TAG.exec(tag) ?? [];
  // A year in front is a slip in a legacy tag, and tells neither.
  return major !== undefined && Number(major) < FIRST_LEGACY_YEAR ? DelegateGeneration.NEW : undefined;
}

/** Whether the tag names one version for good, so that the node need not ask for it again. */
export function isFullVersion(tag: string): boolean {
  return generationOfTag(tag) !== undefined;
}

/** Whether the tag is that of a legacy delegate that is older than `version`, for example `24.09.83900`. */
export function isOlderLegacy(tag: string, version: string): boolean {
  if (generationOfTag(tag) !== DelegateGeneration.LEGACY) {
    return false;
  }
  const [own, other] = [tag, version].map((text) => text.split('.', 3).map((part) => Number.parseInt(part, 10)));
  const firstDifference = own.findIndex((part, index) => part !== other[index]);
  return firstDifference >= 0 && own[firstDifference] < other[firstDifference];
}

/** Whether the version of the tag is known to be older than `version`, which is one of the same generation. */
export function isOlderThan(tag: string, version: string): boolean {
  if (isOlderLegacy(tag, version)) {
    return true;
  }
  const [own, other] = [NEW_TAG.exec(tag), NEW_TAG.exec(version)].map((match) => match?.slice(1, 4).map(Number));
  if (!own || !other) {
    return false;
  }
  const firstDifference = own.findIndex((part, index) => part !== other[index]);
  return firstDifference >= 0 && own[firstDifference] < other[firstDifference];
}
