/** The two generations of delegates. Their images share a repository, but have tags of different formats. */
export enum DelegateGeneration {
  /** The new delegate, also called Delegate 3.x, with tags such as `1.30.1`. */
  NEW = 'new',
  /** The legacy delegate, with tags such as `26.02.88404`. */
  LEGACY = 'legacy',
}

/** Year, month and build number, as in `26.02.88404` or `24.08.83702.minimal`. */
const LEGACY_TAG = /^2[0-9]\.(0[1-9]|1[0-2])\.[0-9]{4,}(\D.*)?$/;

/** A semantic version, as in `1.30.1` or `1.30.1.minimal`. */
const NEW_TAG = /^v?([0-9]+)\.([0-9]+)\.([0-9]+)([-+.]\D.*)?$/;

const FIRST_LEGACY_YEAR = 20;

/** The generation of an image tag, or `undefined` if the tag does not identify one. */
export function generationOfTag(tag: string): DelegateGeneration | undefined {
  if (LEGACY_TAG.test(tag)) {
    return DelegateGeneration.LEGACY;
  }
  const [, major] = NEW_TAG.exec(tag) ?? [];
  // A tag that starts with a year is a malformed legacy tag and identifies neither generation.
  return major !== undefined && Number(major) < FIRST_LEGACY_YEAR ? DelegateGeneration.NEW : undefined;
}

/** Whether the tag always names the same version, so that the node need not pull it again. */
export function isFullVersion(tag: string): boolean {
  return generationOfTag(tag) !== undefined;
}

/** Whether the tag is of a legacy delegate older than `version`, for example `24.09.83900`. */
export function isOlderLegacy(tag: string, version: string): boolean {
  if (generationOfTag(tag) !== DelegateGeneration.LEGACY) {
    return false;
  }
  const [own, other] = [tag, version].map((text) => text.split('.', 3).map((part) => Number.parseInt(part, 10)));
  const firstDifference = own.findIndex((part, index) => part !== other[index]);
  return firstDifference >= 0 && own[firstDifference] < other[firstDifference];
}

/** Whether the tag is known to be older than `version`, which must be of the same generation. */
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
