/** What a summary says of the platform of a farm and its stages. */
import { ClusterPlatform, concernsOfPriority, platformNotes } from '../build-namespace';
import { shown, valueOf } from '../core';
import { renderedObjects } from '../evaluation';
import { BuildOperatingSystem, type CiStage } from '../pipeline';
import type { IHarnessDelegate } from '../reference';

/** The parts of a farm that the lines are about. */
interface FarmStages {
  readonly delegate: IHarnessDelegate;
  readonly stages: readonly CiStage[];
}

export function platformLines({ delegate, stages }: FarmStages, platform = ClusterPlatform.generic()): string[] {
  const { forbidsNodeAccess } = platform._record;
  return [
    ...(forbidsNodeAccess === undefined
      ? []
      : [`NOTE: builds on ${platform.toString()} cannot use Docker-in-Docker: ${forbidsNodeAccess.says}.`]),
    ...windowsLines(stages, platform),
    ...priorityLines(delegate, stages, platform),
  ];
}

function windowsLines(stages: readonly CiStage[], platform: ClusterPlatform): string[] {
  const windows = stages.filter(({ infrastructure }) => infrastructure.os === BuildOperatingSystem.WINDOWS);
  return windows.length === 0
    ? []
    : [
        `NOTE: assume that builds on Windows nodes reach cloud metadata and each other, whatever network policies say: ${windows.map(({ stageName }) => shown(stageName)).join(', ')}.`,
        ...platformNotes(platform, ['Windows builds']),
      ];
}

function priorityLines(delegate: IHarnessDelegate, stages: readonly CiStage[], platform: ClusterPlatform): string[] {
  const { objects } = renderedObjects(delegate);
  const concerns = stages.flatMap(({ infrastructure: { namespace, _resolved } }) =>
    concernsOfPriority(objects, valueOf(namespace), [valueOf(_resolved.props.priorityClassName ?? '')]),
  );
  return platformNotes(platform, concerns);
}
