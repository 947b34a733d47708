/** The versions of Kubernetes that the tests have API servers of. README and docs say what follows from it. */

/**
 * The newest first, the oldest last: the package supports this range. Each is a Go module in `servers/`. 1.36 is the first in
 * which mutating admission policies and user namespaces are stable.
 */
export const VERSIONS = ['1.37', '1.36', '1.33'] as const;

/** A minor version of Kubernetes, for example `1.36`. */
export type Version = (typeof VERSIONS)[number];

/** The newest one: it has the controllers, the scheduler and the nodes. */
export const NEWEST: Version = VERSIONS[0];

/** Whether a minor version is older than another, for example `1.33` than `1.34`. */
export function isBefore(version: string, other: string): boolean {
  const [[major, minor], [otherMajor, otherMinor]] = [version, other].map((text) => text.split('.').map(Number));
  return major - otherMajor < 0 || (major === otherMajor && minor < otherMinor);
}
