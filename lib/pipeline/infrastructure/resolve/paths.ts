/** Paths at which steps see something. */
import { ABSOLUTE_PATH, type PropertyChecks, type Rule } from '../../../values';
import { BuildOperatingSystem, type KubernetesDirectInfrastructureProps } from '../props';

/** A path in a Windows container. */
const WINDOWS_PATH: Rule = {
  allowed: 'an absolute path, for example C:\\data or /data',
  remedy: 'Begin with a drive or a slash.',
  holds: (value) => /^([A-Za-z]:[\\/]|\/)[^:]*$/.test(value),
};

/** What a path in a container must be. Where the operating system is told later, it may be of either. */
export function pathRuleOf({ os, inputs }: Pick<KubernetesDirectInfrastructureProps, 'os' | 'inputs'>): Rule {
  return os === BuildOperatingSystem.WINDOWS || inputs?.os !== undefined ? WINDOWS_PATH : ABSOLUTE_PATH;
}

/** Throws where something else is mounted at the path. A slash at its end makes no other path of it. */
export function checkMountedOnce(
  checks: PropertyChecks,
  property: string,
  path: string,
  others: readonly string[],
): void {
  checks.later(property, [path, ...others], (known, ...rest) => {
    if (rest.map(withoutEnd).includes(withoutEnd(known))) {
      checks.refuse(property, known, 'each path once, among volumes and shared paths', 'Use another path.');
    }
  });
}

function withoutEnd(path: string): string {
  return path.replace(/[\\/]+$/, '');
}
