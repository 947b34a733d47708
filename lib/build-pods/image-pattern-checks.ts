/** What is wrong with a list of images. */
import { own, type PropertyChecks, type Rule } from '../core';
import type { AllowedImages } from './allowed-images';
import { wholeImage } from './image-mirrors';
import { patternOf } from './image-patterns';
import { IMAGE_PREFIX } from './mirror-checks';

/** Without regular expressions: a reviewer sees what a pattern admits. */
const PATTERN: Rule = {
  allowed:
    'a repository with its registry such as docker.io/library/node, or a registry or path with /* for the repositories one level below it, or with /** for all below it',
  remedy:
    'Remove the tag and the digest. Write images without a registry as docker.io, and those without a namespace as docker.io/library.',
  holds: (value) => {
    const { base, depth } = patternOf(value);
    return IMAGE_PREFIX.holds(base) && (depth !== 'itself' || base.includes('/'));
  },
  isPublic: true,
  hides: (value) => value.includes('@'),
};

/** Throws for a list that admits nothing, and for patterns that match no image. `where` is the property with the list. */
export function checkImagePatterns(
  checks: PropertyChecks,
  where: string,
  { _patterns, _options }: AllowedImages,
): void {
  if (_patterns.length === 0) {
    const remedy = `Add a pattern, or remove ${own(where)} to admit all images.`;
    checks.refuse(`${where}.patterns`, [], 'at least one pattern', remedy);
  }
  checks.each(_patterns, (pattern, index) => {
    const property = `${where}.patterns[${index}]`;
    checks.plainText(property, pattern, PATTERN);
    refuseUnmatched(checks, property, pattern);
    checks.once(property, pattern, _patterns.slice(0, index));
  });
  const { harnessRegistries = [] } = _options ?? {};
  checks.each(harnessRegistries, (registry, index) => {
    const property = `${where}.harnessRegistries[${index}]`;
    checks.plainText(property, registry, IMAGE_PREFIX);
    checks.once(property, registry, harnessRegistries.slice(0, index));
  });
}

/** Docker Hub has other names for the same image, which no image has once it is written as a whole. */
function refuseUnmatched(checks: PropertyChecks, property: string, pattern: string): void {
  const { base, depth } = patternOf(pattern);
  const example = { itself: base, 'one level': `${base}/name`, below: `${base}/namespace/name` }[depth];
  const whole = wholeImage(example);
  if (whole !== example) {
    const instead =
      depth === 'itself'
        ? whole
        : base.includes('/')
          ? base.replace(/^index\./, '') + '/*'
          : 'docker.io/library/*, or docker.io/**';
    checks.refuse(property, pattern, `a pattern that images can match: ${example} is ${whole}`, `Write ${instead}.`);
  }
}
