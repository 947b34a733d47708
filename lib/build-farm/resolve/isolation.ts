import { type PropertyChecks, type Rule } from '../../values';
import type { BuildIsolation, ClusterPlatform } from '../props';

const REASON: Rule = {
  allowed: 'why builds need it, in at most 500 characters',
  remedy: 'Say it in a sentence that a reviewer understands.',
  holds: (value) => value.trim() !== '' && value.length <= 500,
};

const HOST_PATH: Rule = {
  allowed: "an absolute path below '/', without '..', '//' and a slash at its end",
  remedy: 'Name the directory that builds need.',
  holds: (value) => /^(\/[^/]+)+$/.test(value) && !value.split('/').some((part) => part === '..' || part === '.'),
};

/** Throws for an isolation without its reason, or one that the platform does not have. */
export function checkIsolation(checks: PropertyChecks, isolation: BuildIsolation, platform: ClusterPlatform): void {
  const { isLoose, allowsPrivileged, reason, _hostPaths: paths } = isolation;
  if (!isLoose) {
    return;
  }
  checks.text('isolation.reason', reason ?? '', REASON);
  if (!allowsPrivileged && paths.length === 0) {
    checks.refuse(
      'isolation.hostPaths',
      [],
      'at least one path',
      'Name the directories, or use BuildIsolation.baseline().',
    );
  }
  paths.forEach((path, index) => {
    checks.plainText(`isolation.hostPaths[${index}]`, path, HOST_PATH);
    checks.once(`isolation.hostPaths[${index}]`, path, paths.slice(0, index));
  });
  checkNested(checks, paths);
  const { forbidsNodeAccess, name } = platform._record;
  if (forbidsNodeAccess !== undefined) {
    checks.refuse(
      'isolation',
      isolation.toString(),
      `baseline or restricted on ${name}: ${forbidsNodeAccess}`,
      'Use other nodes for such builds, or another build infrastructure of Harness, for example Harness Cloud or VMs.',
    );
  }
}

/** A build that may write to the outer directory can put a link in place of the inner one. */
function checkNested(checks: PropertyChecks, paths: readonly string[]): void {
  paths.forEach((path, index) => {
    const above = paths.find((other) => path.startsWith(`${other}/`));
    if (above !== undefined) {
      const remedy = 'Name one of the two: in the outer one a build could put a link in place of the inner one.';
      checks.refuse(`isolation.hostPaths[${index}]`, path, `no directory within another, which is ${above}`, remedy);
    }
  });
}
