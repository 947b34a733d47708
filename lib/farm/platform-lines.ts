/** What a summary says of the platform of a farm and its stages. */
import type { IConstruct } from 'constructs';
import { ClusterPlatform, concernsOfPriority, platformNotes } from '../build-namespace';
import { shown, valueOf } from '../core';
import { renderedObjects } from '../evaluation';
import { BuildOperatingSystem, type CiStage, KubernetesDirectInfrastructure } from '../pipeline';

/** The parts of a farm that the lines are about. */
interface FarmStages extends IConstruct {
  readonly stages: readonly CiStage[];
}

/** The infrastructures that the farm creates, for stages and by themselves. */
export function infrastructuresOf(farm: IConstruct): KubernetesDirectInfrastructure[] {
  return farm.node.children.filter((child) => child instanceof KubernetesDirectInfrastructure);
}

export function isWindows({ os }: KubernetesDirectInfrastructure): boolean {
  return os === BuildOperatingSystem.WINDOWS;
}

export function platformLines(farm: FarmStages, platform = ClusterPlatform.generic()): string[] {
  const { forbidsNodeAccess } = platform._record;
  const infrastructures = infrastructuresOf(farm);
  return [
    ...(forbidsNodeAccess === undefined
      ? []
      : [`NOTE: builds on ${platform.toString()} cannot use Docker-in-Docker: ${forbidsNodeAccess.says}.`]),
    ...windowsLines(farm, infrastructures, platform),
    ...priorityLines(farm, infrastructures, platform),
  ];
}

function windowsLines(
  { stages }: FarmStages,
  infrastructures: readonly KubernetesDirectInfrastructure[],
  platform: ClusterPlatform,
): string[] {
  const names = infrastructures
    .filter(isWindows)
    .map((one) => stages.find(({ infrastructure }) => infrastructure === one)?.stageName ?? one.node.id);
  return names.length === 0
    ? []
    : [
        `NOTE: assume that builds on Windows nodes reach cloud metadata and each other, whatever network policies say: ${names.map(shown).join(', ')}.`,
        ...platformNotes(platform, ['Windows builds']),
      ];
}

function priorityLines(
  farm: FarmStages,
  infrastructures: readonly KubernetesDirectInfrastructure[],
  platform: ClusterPlatform,
): string[] {
  if (infrastructures.length === 0) {
    return [];
  }
  const { objects } = renderedObjects(farm);
  const concerns = infrastructures.flatMap(({ namespace, _resolved }) =>
    concernsOfPriority(objects, valueOf(namespace), [valueOf(_resolved.props.priorityClassName ?? '')]),
  );
  return platformNotes(platform, concerns);
}
