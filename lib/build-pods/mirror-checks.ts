import { inWords, type PropertyChecks, type Rule } from '../core';
import { isBelow, type Mirrors, sortedMirrors } from './image-mirrors';

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_{1,2}|-+)[a-z0-9]+)*';

const HOST =
  '(?:localhost|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*:[0-9]+|\\[[0-9a-fA-F:]+\\](?::[0-9]+)?)';

/** With its registry: what a prefix without one means, no reader can tell. */
export const IMAGE_PREFIX: Rule = {
  allowed:
    'a registry, or a registry with a namespace or repository, such as docker.io or ghcr.io/example, without a tag',
  remedy: 'Write images without a registry as docker.io, and those without a namespace as docker.io/library.',
  holds: (value) => new RegExp(`^${HOST}(?:/${COMPONENT})*$`).test(value),
  isPublic: true,
  hides: (value) => value.includes('@'),
};

/** Throws for prefixes that are none, and for mirrors whose images would have to be pulled from a mirror again. */
export function checkMirrors(
  checks: PropertyChecks,
  property: string,
  given: { readonly [prefix: string]: string },
): void {
  const mirrors = sortedMirrors(given).filter(([prefix]) => IMAGE_PREFIX.holds(prefix));
  for (const [prefix, mirror] of Object.entries(given)) {
    checks.part(() => {
      checkPrefix(checks, property, prefix);
      checks.plainText(`${property}["${prefix}"]`, mirror, IMAGE_PREFIX);
    });
  }
  for (const [prefix, mirror] of mirrors) {
    checks.part(() => refuseCircle(checks, property, [prefix, mirror], mirrors));
  }
  if (Object.keys(given).length === 0) {
    checks.refuse(property, inWords('no prefix'), 'at least one prefix', 'Add one, or remove the property.');
  }
}

/** The path of a prefix with credentials would show them. */
function checkPrefix(checks: PropertyChecks, property: string, prefix: string): void {
  if (prefix.includes('@')) {
    checks.refuse(`${property}["…"]`, undefined, IMAGE_PREFIX.allowed, IMAGE_PREFIX.remedy);
  }
  checks.key(property, prefix, IMAGE_PREFIX);
}

function refuseCircle(
  checks: PropertyChecks,
  property: string,
  [prefix, mirror]: Mirrors[number],
  mirrors: Mirrors,
): void {
  const next = mirrors.find(([other]) => isBelow(mirror, other) || isBelow(other, mirror));
  if (next !== undefined) {
    const [other, onward] = next;
    const why = other === prefix ? 'which it replaces' : `which has the mirror ${onward} itself`;
    checks.refuse(
      `${property}["${prefix}"]`,
      mirror,
      `a place neither within nor around ${other}, ${why}`,
      'Name the last mirror for each prefix.',
    );
  }
}
