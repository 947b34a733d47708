/** Directories that all steps of a stage share. */
import { checkTextOrExpression } from '../../document';
import type { PropertyChecks } from '../../values';
import { checkMountedOnce, pathRuleOf } from '../infrastructure/resolve';
import { leavesOf } from '../steps/step-node';
import type { CiStageProps } from './ci-stage-props';

/** Where a Docker daemon puts its socket. */
const OF_DOCKER = '/var/run';

/** Throws for paths at which something else is seen already. Returns those that are written. */
export function resolveSharedPaths(checks: PropertyChecks, props: CiStageProps): string[] {
  const { sharedPaths = [], infrastructure, steps } = props;
  const ofPod = infrastructure._resolved.props;
  // Steps see volumes and shared paths side by side.
  const mounted = (ofPod.volumes ?? []).map(({ mountPath }) => mountPath);
  sharedPaths.forEach((path, index) => {
    checkTextOrExpression(checks, `sharedPaths[${index}]`, path, pathRuleOf(ofPod));
    checkMountedOnce(checks, `sharedPaths[${index}]`, path, [...mounted, ...sharedPaths.slice(0, index)]);
  });
  const hasDaemon = leavesOf(steps).some(({ step }) => step.isDockerDaemon);
  const isSeen = [...mounted, ...sharedPaths].some((path) => isSame(path, OF_DOCKER));
  return hasDaemon && !isSeen ? [...sharedPaths, OF_DOCKER] : [...sharedPaths];
}

function isSame(path: unknown, other: string): boolean {
  return typeof path === 'string' && path.replace(/\/+$/, '') === other;
}
