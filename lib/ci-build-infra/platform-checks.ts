/** What the cluster itself keeps builds from, also in namespaces that are made elsewhere. */
import type { ClusterPlatform } from '../build-farm';
import { BuildOperatingSystem, type StageInfrastructureOptions } from '../pipeline';
import type { PropertyChecks } from '../values';

const REMEDY = 'Run the stage on another kind of cluster.';

/** Throws for an infrastructure that the cluster has no nodes for. `where` is the property of the options. */
export function checkPlatform(
  checks: PropertyChecks,
  platform: ClusterPlatform | undefined,
  { os, volumes = [], containerSecurityContext }: StageInfrastructureOptions,
  where: string,
): void {
  const { forbidsNodeAccess, forbidsWindows } = platform?._record ?? {};
  if (forbidsWindows !== undefined && os === BuildOperatingSystem.WINDOWS) {
    checks.refuse(`${where}os`, os, `Linux on ${String(platform)}: ${forbidsWindows}`, REMEDY);
  }
  if (forbidsNodeAccess === undefined) {
    return;
  }
  if (containerSecurityContext?.privileged) {
    const allowed = `false on ${String(platform)}: ${forbidsNodeAccess}`;
    checks.refuse(`${where}containerSecurityContext.privileged`, true, allowed, REMEDY);
  }
  const index = volumes.findIndex(({ _type }) => _type === 'HostPath');
  if (index >= 0) {
    const allowed = `no directory of the node on ${String(platform)}: ${forbidsNodeAccess}`;
    checks.refuse(`${where}volumes[${index}]`, String(volumes[index]), allowed, 'Use another kind of volume.');
  }
}
