/** Paths at which steps see something, and paths of the node. */
import { posix } from 'node:path';
import { ABSOLUTE_PATH, type PropertyChecks, type Rule } from '../../../values';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from '../props';

type OfSystem = Pick<KubernetesDirectInfrastructureProps, 'os' | 'inputs'>;

/** A path in a Windows container. */
const WINDOWS_PATH: Rule = {
  allowed: 'an absolute path, for example C:\\data or /data',
  remedy: 'Begin with a drive or a slash.',
  holds: (value) => /^([A-Za-z]:[\\/]|\/)[^:]*$/.test(value),
};

/** What a path of the node must be. Where the operating system is told later, it may be of either. */
export function nodePathRuleOf(props: OfSystem): Rule {
  return withoutBackSteps(isWindowsPossible(props) ? WINDOWS_PATH : ABSOLUTE_PATH);
}

/** What a path in a container must be. */
export function pathRuleOf(props: OfSystem): Rule {
  const rule = nodePathRuleOf(props);
  const spelt = isWindowsPossible(props)
    ? (path: string): string => path.toLowerCase()
    : (path: string): string => path;
  return {
    allowed: `${rule.allowed}, and none at which Harness has something of its own: ${TAKEN.join(', ')}`,
    remedy: rule.remedy,
    holds: (value) => rule.holds(value) && !hidesHarness(spelt(canonical(value))),
  };
}

function isWindowsPossible({ os, inputs }: OfSystem): boolean {
  return os === BuildOperatingSystem.WINDOWS || inputs?.os !== undefined;
}

/** Kubernetes refuses such a step in a path of the node, and nobody means one in a container. */
function withoutBackSteps(rule: Rule): Rule {
  return {
    allowed: `${rule.allowed}, without '..'`,
    remedy: rule.remedy,
    holds: (value) => rule.holds(value) && !value.split(/[\\/]/).includes('..'),
  };
}

/** Where Harness mounts the sources and its own program. What is below the sources may be a volume. */
const TAKEN = ['/', '/harness', '/addon'];

function hidesHarness(path: string): boolean {
  const known = path.replace(/^c:/, '');
  return TAKEN.includes(known || '/') || known.startsWith('/addon/');
}

/** Throws where something else is mounted at the path. A slash at its end makes no other path of it. */
export function checkMountedOnce(
  checks: PropertyChecks,
  property: string,
  path: string,
  others: readonly string[],
): void {
  checks.later(property, [path, ...others], (known, ...rest) => {
    if (rest.map(canonical).includes(canonical(known))) {
      checks.refuse(property, known, 'each path once, among volumes and shared paths', 'Use another path.');
    }
  });
}

/** One spelling for each path: `/a/`, `//a` and `/a/.` are `/a`. */
function canonical(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/')).replace(/\/+$/, '');
}
